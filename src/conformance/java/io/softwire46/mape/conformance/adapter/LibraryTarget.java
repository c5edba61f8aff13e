package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.cli.adapter.AdapterCapabilities;
import io.softwire46.mape.cli.adapter.AdapterNode;
import io.softwire46.mape.cli.adapter.AdapterServer;
import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Exchange.Ended;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * This library in the process of the kit, driven as {@code mape adapter} drives it.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class LibraryTarget implements Target {
    private final AdapterNode node = new AdapterNode();
    private final Capabilities capabilities = CapabilitiesCodec.read(AdapterCapabilities.json());

    /** Creates a target without a configuration. */
    public LibraryTarget() {}

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Configured configure(Setup setup) {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.compact(text).beginArray();
        setup.domains().forEach(domain -> DomainCodec.write(json, domain));
        json.endArray();
        JsonValue domains = Json.parse(text.toString());
        Optional<String> refused = guarded(() -> switch (setup.role()) {
            case BR -> node.configureRelay(domains);
            case CE -> node.configureEdge(domains, String.valueOf(setup.endUserPrefix()));
            case CE_NAT -> node.configureEdgeWithNapt(domains, String.valueOf(setup.endUserPrefix()));
            default -> node.configureQueries(domains);
        });
        return refused.map(Configured::refused).orElseGet(Configured::ok);
    }

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        return outputs(output -> {
            for (int i = 0; i < packets.size(); i++) {
                Sent each = packets.get(i);
                node.packet(each.side() == Side.IPV6, each.atNanos(), each.octets(), i, output);
            }
        });
    }

    private Exchange outputs(Consumer<AdapterNode.Output> calls) {
        requireNode("exchange");
        List<Received> outputs = new ArrayList<>();
        guarded(() -> {
            calls.accept((ipv6, octets, cause) -> outputs.add(
                    new Received(ipv6 ? Side.IPV6 : Side.IPV4, octets, cause == AdapterNode.NO_CAUSE ? null : cause)));
            return outputs;
        });
        return new Exchange(Ended.SYNC, outputs);
    }

    @Override
    public Answer query(Query query) {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.compact(text).beginObject().field("op", query.op());
        query.fields().forEach((name, value) -> StrictJson.write(json.name(name), value));
        json.endObject();
        String answer =
                guarded(() -> AdapterServer.query(Json.parse(text.toString()).asObject()));
        return new Answer(StrictJson.fields(Json.parse(answer).asObject()));
    }

    @Override
    public List<Counter> counters() {
        requireNode("counters");
        return node.counters().stream()
                .map(each -> new Counter(each.name(), Counter.Kind.parse(each.kind()), each.packets(), each.octets()))
                .toList();
    }

    @Override
    public Map<String, Long> trafficStat() {
        requireNode("counters");
        return node.trafficStat();
    }

    @Override
    public Exchange tick(Duration elapsed) {
        return outputs(output -> node.tick(elapsed.toNanos(), output));
    }

    @Override
    public boolean reset() {
        node.reset();
        return true;
    }

    private void requireNode(String request) {
        if (!node.isForwarding()) {
            throw new AdapterException(
                    AdapterException.Kind.ERROR, request, "no border relay and no CE is configured", "");
        }
    }

    /** Calls the library, whose exceptions are those of a product that crashed; a malformed query is not. */
    private static <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (JsonException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new TargetFailure(TargetFailure.Kind.CRASHED, e.toString());
        }
    }

    @Override
    public void close() {}
}
