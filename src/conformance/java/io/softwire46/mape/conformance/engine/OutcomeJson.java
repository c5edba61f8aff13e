package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.adapter.StrictJson;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.List;

/**
 * Allowed outcomes as JSON objects.
 *
 * <p>Static methods only.
 */
final class OutcomeJson {
    private static final int MAX_PORT = 65_535;
    private static final List<String> OF_PACKETS = List.of("nothing", "notForwarded", "packets", "any");
    private static final List<String> OF_QUERIES = List.of("answer", "refused", "disjoint", "portsFrom");

    private OutcomeJson() {}

    static void write(JsonWriter json, Outcome outcome) {
        json.beginObject();
        if (outcome instanceof Outcome.Nothing) {
            json.field("nothing", true);
        } else if (outcome instanceof Outcome.NotForwarded) {
            json.field("notForwarded", true);
        } else if (outcome instanceof Outcome.Packets packets) {
            json.name("packets").beginArray();
            packets.packets().forEach(facts -> StrictJson.write(json, facts.values()));
            json.endArray();
        } else if (outcome instanceof Outcome.Any any) {
            StrictJson.write(json.name("any"), any.packets().values());
        } else if (outcome instanceof Outcome.Answered answered) {
            StrictJson.write(json.name("answer"), answered.fields());
        } else if (outcome instanceof Outcome.Refused refused) {
            json.field("refused", refused.field());
        } else if (outcome instanceof Outcome.Disjoint disjoint) {
            StrictJson.write(json.name("disjoint"), List.of(disjoint.from(), disjoint.to()));
        } else if (outcome instanceof Outcome.PortsFrom ports) {
            json.field("portsFrom", ports.port());
        } else {
            throw new IllegalArgumentException("outcome " + outcome);
        }
        json.endObject();
    }

    /**
     * Reads an outcome.
     *
     * @param query whether it is one of a query, not of a packet
     */
    static Outcome read(JsonObject outcome, boolean query) {
        List<String> allowed = query ? OF_QUERIES : OF_PACKETS;
        outcome.refuseUnknown(allowed);
        if (outcome.fields().size() != 1) {
            throw outcome.error(
                    "found " + outcome.fields().size() + " fields, expected one of " + String.join(", ", allowed));
        }
        JsonObject.Field field = outcome.fields().iterator().next();
        JsonValue value = field.value();
        return switch (field.name()) {
            case "nothing" -> flag(value, Outcome.nothing());
            case "notForwarded" -> flag(value, new Outcome.NotForwarded());
            case "packets" ->
                new Outcome.Packets(value.asArray().stream()
                        .map(facts -> FactsJson.read(facts.asObject()))
                        .toList());
            case "any" -> new Outcome.Any(FactsJson.read(value.asObject()));
            case "answer" -> new Outcome.Answered(StrictJson.fields(value.asObject()));
            case "refused" -> new Outcome.Refused(value.asString());
            case "disjoint" -> {
                List<JsonValue> range = FactsJson.pair(value);
                yield new Outcome.Disjoint(
                        range.get(0).asInt(0, MAX_PORT + 1), range.get(1).asInt(-1, MAX_PORT));
            }
            default -> new Outcome.PortsFrom(value.asInt(0, MAX_PORT));
        };
    }

    /** An outcome without values, which is written as true. */
    private static Outcome flag(JsonValue value, Outcome outcome) {
        if (!value.asBoolean()) {
            throw value.error("found false, expected true");
        }
        return outcome;
    }
}
