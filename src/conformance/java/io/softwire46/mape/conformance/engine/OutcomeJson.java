package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.adapter.StrictJson;
import io.softwire46.mape.conformance.judge.Fates;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Allowed outcomes as JSON objects.
 *
 * <p>Static methods only.
 */
final class OutcomeJson {
    private static final int MAX_PORT = 65_535;
    private static final List<String> OF_PACKETS =
            List.of("nothing", "notForwarded", "packets", "atLeast", "any", "atMost");
    private static final List<String> OF_QUERIES = List.of("answer", "refused", "disjoint", "portsFrom", "rules");
    private static final List<String> OF_COUNTERS = List.of("balanced", "spoofed", "countedOnce", "trafficStat");
    private static final int MAX_COUNT = 65_536;

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
        } else if (outcome instanceof Outcome.AtLeast some) {
            json.name("atLeast").beginObject().field("number", some.least());
            StrictJson.write(json.name("rejoin"), some.datagrams());
            json.endObject();
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
        } else if (outcome instanceof Outcome.AtMost most) {
            json.name("atMost").beginObject().field("count", most.count());
            StrictJson.write(json.name("packets"), most.packets().values());
            json.endObject();
        } else if (outcome instanceof Outcome.Balanced balanced) {
            fates(json.name("balanced"), balanced.fates());
        } else if (outcome instanceof Outcome.Spoofed spoofed) {
            json.field("spoofed", spoofed.packets());
        } else if (outcome instanceof Outcome.CountedOnce) {
            json.field("countedOnce", true);
        } else if (outcome instanceof Outcome.TrafficStat stat) {
            fates(json.name("trafficStat"), stat.fates());
        } else if (outcome instanceof Outcome.Rules rules) {
            json.name("rules").beginArray();
            rules.rules().forEach(rule -> StrictJson.write(json, new TreeMap<>(rule)));
            json.endArray();
        } else {
            throw new IllegalArgumentException("outcome " + outcome);
        }
        json.endObject();
    }

    /**
     * Reads an outcome.
     *
     * @param steps of the case
     * @param index of the step whose outcome it is
     */
    static Outcome read(JsonObject outcome, List<Step> steps, int index) {
        Step step = steps.get(index);
        List<String> allowed = step.isAnswered() ? OF_QUERIES : step instanceof Step.Count ? OF_COUNTERS : OF_PACKETS;
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
            case "atLeast" -> atLeast(value.asObject());
            case "any" -> new Outcome.Any(FactsJson.read(value.asObject()));
            case "atMost" -> {
                JsonObject most = value.asObject();
                most.refuseUnknown(List.of("count", "packets"));
                yield new Outcome.AtMost(
                        most.required("count").asInt(0, MAX_COUNT),
                        FactsJson.read(most.required("packets").asObject()));
            }
            case "balanced" -> new Outcome.Balanced(fates(value, new Outcome.Balanced(), steps.size()));
            case "spoofed" -> new Outcome.Spoofed(value.asInt(0, MAX_COUNT));
            case "countedOnce" -> flag(value, new Outcome.CountedOnce());
            case "trafficStat" -> new Outcome.TrafficStat(fates(value, new Outcome.TrafficStat(), steps.size()));
            case "answer" -> new Outcome.Answered(StrictJson.fields(value.asObject()));
            case "refused" -> new Outcome.Refused(value.asString());
            case "disjoint" -> {
                List<JsonValue> range = FactsJson.pair(value);
                yield new Outcome.Disjoint(
                        range.get(0).asInt(0, MAX_PORT + 1), range.get(1).asInt(-1, MAX_PORT));
            }
            case "rules" ->
                new Outcome.Rules(value.asArray().stream()
                        .map(rule -> rule(rule.asObject()))
                        .toList());
            default -> new Outcome.PortsFrom(value.asInt(0, MAX_PORT));
        };
    }

    private static void fates(JsonWriter json, Fates fates) {
        if (fates.isEmpty()) {
            json.value(true);
            return;
        }
        json.beginObject().field("joined", fates.joined()).name("fates").beginArray();
        fates.steps()
                .forEach((step, fate) -> json.beginObject()
                        .field("step", step)
                        .field("fate", fate.toString())
                        .endObject());
        json.endArray().endObject();
    }

    private static Fates fates(JsonValue value, Outcome without, int stepCount) {
        if (!(value instanceof JsonObject fates)) {
            flag(value, without);
            return Fates.NONE;
        }
        fates.refuseUnknown(List.of("joined", "fates"));
        SortedMap<Integer, Fates.Fate> steps = new TreeMap<>();
        for (JsonValue each : fates.required("fates").asArray()) {
            JsonObject one = each.asObject();
            one.refuseUnknown(List.of("step", "fate"));
            JsonValue fate = one.required("fate");
            String name = fate.asString();
            steps.put(
                    one.required("step").asInt(0, stepCount - 1),
                    Fates.Fate.of(name).orElseThrow(() -> fate.error("fate " + name + " is unknown")));
        }
        return new Fates(steps, fates.required("joined").asBoolean());
    }

    private static Outcome atLeast(JsonObject some) {
        some.refuseUnknown(List.of("number", "rejoin"));
        List<JsonValue> datagrams = some.required("rejoin").asArray();
        datagrams.forEach(FactsJson::requireDatagram);
        return new Outcome.AtLeast(
                some.required("number").asInt(0, datagrams.size()),
                datagrams.stream().map(JsonValue::asString).toList());
    }

    private static Map<String, Object> rule(JsonObject rule) {
        rule.refuseUnknown(Outcome.Rules.FIELDS);
        Map<String, Object> values = new LinkedHashMap<>();
        StrictJson.fields(rule).forEach((name, value) -> {
            if (value == null) {
                throw rule.required(name).error("found null, expected a value; leave the field out");
            }
            values.put(name, value);
        });
        return values;
    }

    /** An outcome without values, which is written as true. */
    private static Outcome flag(JsonValue value, Outcome outcome) {
        if (!value.asBoolean()) {
            throw value.error("found false, expected true");
        }
        return outcome;
    }
}
