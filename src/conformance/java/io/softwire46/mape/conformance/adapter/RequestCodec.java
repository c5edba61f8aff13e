package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests of process protocol 1 as lines of JSON, in both directions.
 *
 * <p>Static methods only.
 */
public final class RequestCodec {
    private static final List<String> COMMANDS =
            List.of("hello", "configure", "exchange", "query", "counters", "tick", "reset", "bye");

    private RequestCodec() {}

    /** Returns a request as a line, without its end. */
    public static String write(long seq, Request request) {
        StringBuilder out = new StringBuilder(256);
        JsonWriter json =
                JsonWriter.compact(out).beginObject().field("seq", seq).field("cmd", request.name());
        if (request instanceof Request.Hello hello) {
            json.field("protocol", Protocol.VERSION).field("suite", hello.suite());
        } else if (request instanceof Request.Configure configure) {
            setup(json, configure.setup());
        } else if (request instanceof Request.Exchange exchange) {
            exchange(json, exchange);
        } else if (request instanceof Request.Query query) {
            json.name("query").beginObject().field("op", query.query().op());
            query.query().fields().forEach((name, value) -> StrictJson.write(json.name(name), value));
            json.endObject();
        } else if (request instanceof Request.Tick tick) {
            json.field("nanos", tick.nanos());
        }
        json.endObject();
        return out.toString();
    }

    private static void setup(JsonWriter json, Setup setup) {
        json.field("role", setup.role().toString()).name("domains").beginArray();
        setup.domains().forEach(domain -> DomainCodec.write(json, domain));
        json.endArray().field("endUserPrefix", setup.endUserPrefix()).name("as");
        StrictJson.write(json, new TreeMap<>(setup.as())); // the order does not depend on the run
    }

    private static void exchange(JsonWriter json, Request.Exchange exchange) {
        json.name("packets").beginArray();
        for (Sent each : exchange.packets()) {
            json.beginObject().field("side", each.side().toString()).field("at", each.atNanos());
            json.field("hex", HexFormat.of().formatHex(each.octets())).endObject();
        }
        Until until = exchange.until();
        json.endArray().name("until").beginArray();
        for (Until.Mark mark : until.marks()) {
            json.beginObject().field("side", mark.side().toString()).field("contains", mark.hex());
            json.endObject();
        }
        json.endArray().field("quietMillis", until.quietMillis()).field("deadlineMillis", until.deadlineMillis());
    }

    /**
     * A request with its number.
     *
     * @param seq 1 or more
     * @param request what is requested
     */
    public record Numbered(long seq, Request request) {}

    /**
     * Reads a request.
     *
     * @param line without its end
     * @throws io.softwire46.mape.json.JsonException if it is not a request of protocol 1
     */
    public static Numbered read(String line) {
        JsonObject object = Json.parse(line).asObject();
        return new Numbered(
                object.required("seq").asLong(1, Long.MAX_VALUE),
                read(object, object.required("cmd").asOneOf(COMMANDS)));
    }

    private static Request read(JsonObject object, String command) {
        switch (command) {
            case "hello" -> {
                exactly(object, "protocol", "suite");
                object.required("protocol").asInt(Protocol.VERSION, Protocol.VERSION);
                return new Request.Hello(object.required("suite").asString());
            }
            case "configure" -> {
                exactly(object, "role", "domains", "endUserPrefix", "as");
                return new Request.Configure(readSetup(object));
            }
            case "exchange" -> {
                exactly(object, "packets", "until", "quietMillis", "deadlineMillis");
                return readExchange(object);
            }
            case "query" -> {
                exactly(object, "query");
                Map<String, @Nullable Object> fields =
                        StrictJson.fields(object.required("query").asObject());
                String op = object.required("query").asObject().required("op").asString();
                fields.remove("op");
                return new Request.Query(new Query(op, fields));
            }
            case "tick" -> {
                exactly(object, "nanos");
                return new Request.Tick(object.required("nanos").asLong(0, Long.MAX_VALUE));
            }
            default -> {
                exactly(object);
                return command.equals("counters")
                        ? new Request.Counters()
                        : command.equals("reset") ? new Request.Reset() : new Request.Bye();
            }
        }
    }

    private static void exactly(JsonObject object, String... fields) {
        List<String> all = new ArrayList<>(List.of("seq", "cmd"));
        all.addAll(List.of(fields));
        StrictJson.exactly(object, all);
    }

    private static Setup readSetup(JsonObject object) {
        Map<String, String> as = new LinkedHashMap<>();
        for (JsonObject.Field field : object.required("as").asObject().fields()) {
            as.put(field.name(), field.value().asString());
        }
        Role role = StrictJson.parsed(object.required("role"), Role::parse);
        JsonValue prefix = object.required("endUserPrefix");
        if (prefix.isNull() == role.isEdge()) {
            throw prefix.error("field \"endUserPrefix\" is " + prefix.shortText() + " for role " + role);
        }
        return new Setup(
                role,
                StrictJson.list(object.required("domains"), DomainCodec::read),
                StrictJson.textOrNull(prefix),
                as);
    }

    private static Request.Exchange readExchange(JsonObject object) {
        List<Sent> packets = new ArrayList<>();
        long previous = 0;
        for (JsonValue each : object.required("packets").asArray()) {
            JsonObject packet = StrictJson.exactly(each, List.of("side", "at", "hex"));
            previous = packet.required("at").asLong(previous, Long.MAX_VALUE);
            packets.add(new Sent(
                    StrictJson.parsed(packet.required("side"), Side::parse),
                    previous,
                    StrictJson.hex(packet.required("hex"), Protocol.MAX_PACKET_OCTETS)));
        }
        JsonValue until = object.required("until");
        if (until.asArray().size() > 2) {
            throw until.error("found " + until.asArray().size() + " marks, expected at most 2");
        }
        return new Request.Exchange(
                packets,
                new Until(
                        StrictJson.list(until, RequestCodec::readMark),
                        object.required("quietMillis").asInt(0, 5_000),
                        object.required("deadlineMillis").asInt(1, 600_000)));
    }

    private static Until.Mark readMark(JsonValue value) {
        JsonObject mark = StrictJson.exactly(value, List.of("side", "contains"));
        JsonValue contains = mark.required("contains");
        if (StrictJson.hex(contains, 12).length != 12) {
            throw contains.error("found " + contains.shortText() + ", expected 12 octets");
        }
        return new Until.Mark(StrictJson.parsed(mark.required("side"), Side::parse), contains.asString());
    }
}
