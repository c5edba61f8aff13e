package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Exchange.Ended;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers of process protocol 1 as lines of JSON, in both directions; {@link RequestCodec} has the requests.
 *
 * <p>Static methods only.
 */
public final class Protocol {
    /** Version of the protocol. */
    public static final int VERSION = 1;

    /** Maximum length of a line. */
    public static final int MAX_LINE_OCTETS = 4 << 20;

    /** Maximum length of a packet with its tunnel header. */
    public static final int MAX_PACKET_OCTETS = 65_575;

    private Protocol() {}

    /** Returns an answer as a line, without its end. */
    public static String write(long seq, Reply reply) {
        StringBuilder out = new StringBuilder(256);
        JsonWriter json = JsonWriter.compact(out).beginObject().field("seq", seq);
        if (reply instanceof Reply.Hello hello) {
            CapabilitiesCodec.write(json, hello.capabilities());
        } else if (reply instanceof Reply.Configure configure) {
            configured(json, configure.result());
        } else if (reply instanceof Reply.Outputs outputs) {
            outputs(json, outputs.exchange());
        } else if (reply instanceof Reply.Answer answer) {
            StrictJson.write(json.name("answer"), answer.answer().fields());
        } else if (reply instanceof Reply.Counters counters) {
            counters(json, counters);
        } else if (reply instanceof Reply.Done) {
            json.field("ok", true);
        } else if (reply instanceof Reply.Refusal error) {
            json.field("error", error.text());
        } else if (reply instanceof Reply.Failed failed) {
            json.field("failed", failed.kind().toString()).field("detail", failed.detail());
        }
        json.endObject();
        return out.toString();
    }

    private static void configured(JsonWriter json, Configured result) {
        switch (result.outcome()) {
            case OK -> json.field("ok", true);
            case UNSUPPORTED -> json.field("unsupported", result.reason());
            case REFUSED -> json.field("refused", result.reason());
        }
    }

    private static void outputs(JsonWriter json, Exchange exchange) {
        json.field("ended", exchange.ended().toString()).name("out").beginArray();
        for (Received each : exchange.outputs()) {
            json.beginObject().field("side", each.side().toString());
            json.field("hex", HexFormat.of().formatHex(each.octets()));
            json.name("cause").plain(each.cause()).endObject();
        }
        json.endArray();
    }

    private static void counters(JsonWriter json, Reply.Counters reply) {
        json.name("counters").beginArray();
        for (Counter each : reply.counters()) {
            json.beginObject()
                    .field("name", each.name())
                    .field("class", each.kind().toString());
            json.field("packets", each.packets())
                    .name("octets")
                    .plain(each.octets())
                    .endObject();
        }
        json.endArray().name("trafficStat");
        StrictJson.write(json, reply.trafficStat());
    }

    /**
     * Reads an answer.
     *
     * @param seq number of the request
     * @param request what it answers
     * @param line without its end
     * @param capabilities of the product; null before they are known
     * @return the answer
     * @throws io.softwire46.mape.json.JsonException if the line is not an answer to this request
     */
    public static Reply read(long seq, Request request, String line, @Nullable Capabilities capabilities) {
        JsonObject object = Json.parse(line).asObject();
        JsonValue number = object.required("seq");
        if (number.asLong(1, Long.MAX_VALUE) != seq) {
            throw number.error("found seq " + number.shortText() + ", expected " + seq);
        }
        if (object.has("error")) {
            StrictJson.exactly(object, List.of("seq", "error"));
            return new Reply.Refusal(object.required("error").asString());
        }
        if (object.has("failed")) {
            StrictJson.exactly(object, List.of("seq", "failed", "detail"));
            boolean crashed = object.required("failed")
                    .asOneOf(List.of("crashed", "hung"))
                    .equals("crashed");
            return new Reply.Failed(
                    crashed ? TargetFailure.Kind.CRASHED : TargetFailure.Kind.HUNG,
                    object.required("detail").asString());
        }
        if (request instanceof Request.Hello) {
            return new Reply.Hello(CapabilitiesCodec.read(object, List.of("seq")));
        } else if (request instanceof Request.Configure) {
            return new Reply.Configure(readConfigured(object));
        } else if (request instanceof Request.Exchange exchange) {
            boolean sync = capabilities != null && capabilities.sync();
            return new Reply.Outputs(readOutputs(
                    object, exchange.packets().size(), sync ? List.of("sync") : List.of("mark", "deadline")));
        } else if (request instanceof Request.Tick) {
            return new Reply.Outputs(readOutputs(object, 0, List.of("sync", "mark", "deadline")));
        } else if (request instanceof Request.Query) {
            StrictJson.exactly(object, List.of("seq", "answer"));
            return new Reply.Answer(readAnswer(object.required("answer").asObject()));
        } else if (request instanceof Request.Counters) {
            return readCounters(object);
        }
        StrictJson.exactly(object, List.of("seq", "ok"));
        requireTrue(object.required("ok"));
        return new Reply.Done();
    }

    private static void requireTrue(JsonValue value) {
        if (!value.asBoolean()) {
            throw value.error("found false, expected true");
        }
    }

    private static Configured readConfigured(JsonObject object) {
        if (object.has("unsupported")) {
            StrictJson.exactly(object, List.of("seq", "unsupported"));
            return Configured.unsupported(object.required("unsupported").asString());
        }
        if (object.has("refused")) {
            StrictJson.exactly(object, List.of("seq", "refused"));
            return Configured.refused(object.required("refused").asString());
        }
        StrictJson.exactly(object, List.of("seq", "ok"));
        requireTrue(object.required("ok"));
        return Configured.ok();
    }

    private static Exchange readOutputs(JsonObject object, int packets, List<String> ends) {
        StrictJson.exactly(object, List.of("seq", "ended", "out"));
        JsonValue out = object.required("out");
        if (out.asArray().size() > Exchange.MAX_OUTPUTS) {
            throw out.error("found " + out.asArray().size() + " packets, expected at most " + Exchange.MAX_OUTPUTS);
        }
        List<Received> outputs = new ArrayList<>();
        for (JsonValue each : out.asArray()) {
            JsonObject packet = StrictJson.exactly(each, List.of("side", "hex", "cause"));
            JsonValue cause = packet.required("cause");
            outputs.add(new Received(
                    StrictJson.parsed(packet.required("side"), Side::parse),
                    StrictJson.hex(packet.required("hex"), MAX_PACKET_OCTETS),
                    cause.isNull() ? null : cause.asInt(0, packets - 1)));
        }
        String ended = object.required("ended").asOneOf(ends);
        return new Exchange(
                ended.equals("sync") ? Ended.SYNC : ended.equals("mark") ? Ended.MARK : Ended.DEADLINE, outputs);
    }

    private static io.softwire46.mape.conformance.Answer readAnswer(JsonObject answer) {
        answer.required("ok").asBoolean();
        return new io.softwire46.mape.conformance.Answer(StrictJson.fields(answer));
    }

    private static Reply.Counters readCounters(JsonObject object) {
        StrictJson.exactly(object, List.of("seq", "counters", "trafficStat"));
        List<Counter> counters = StrictJson.list(object.required("counters"), Protocol::readCounter);
        JsonValue stat = object.required("trafficStat");
        Map<String, Long> leaves = new LinkedHashMap<>();
        if (!stat.isNull()) {
            stat.asObject()
                    .fields()
                    .forEach(field -> leaves.put(field.name(), field.value().asLong(0, Long.MAX_VALUE)));
        }
        return new Reply.Counters(counters, stat.isNull() ? null : leaves);
    }

    private static Counter readCounter(JsonValue value) {
        JsonObject counter = StrictJson.exactly(value, List.of("name", "class", "packets", "octets"));
        JsonValue octets = counter.required("octets");
        return new Counter(
                StrictJson.text(counter.required("name"), 1, 256),
                StrictJson.parsed(counter.required("class"), Counter.Kind::parse),
                counter.required("packets").asLong(0, Long.MAX_VALUE),
                octets.isNull() ? null : octets.asLong(0, Long.MAX_VALUE));
    }
}
