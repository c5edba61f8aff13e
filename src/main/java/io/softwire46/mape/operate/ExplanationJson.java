package io.softwire46.mape.operate;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An explanation in JSON. Unknown values are null, and no field is absent. Static methods only. */
final class ExplanationJson {
    private ExplanationJson() {}

    static String of(Explanation explanation, @Nullable Verdict whyNot) {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.compact(text);
        json.beginObject()
                .field("packet", explanation.index() + 1)
                .field("index", explanation.index())
                .field(
                        "time",
                        explanation.time() == null ? null : explanation.time().toString())
                .field("direction", explanation.direction())
                .field("verdict", explanation.verdict().name())
                .field("explained", explanation.explained().name())
                .field("agree", explanation.agrees())
                .field("difference", explanation.difference());
        json.name("steps").beginArray();
        explanation.steps().forEach(step -> step(json, step));
        json.endArray().name("outputs").beginArray();
        explanation.outputs().forEach(output -> output(json, output));
        json.endArray().name("repair");
        Explanation.Repair repair = explanation.repair();
        if (repair == null) {
            json.nullValue();
        } else {
            json.beginObject()
                    .field("field", repair.field())
                    .field("value", repair.value())
                    .field("text", repair.text())
                    .endObject();
        }
        json.name("whyNot");
        if (whyNot == null) {
            json.nullValue();
        } else {
            json.beginObject()
                    .field("verdict", whyNot.name())
                    .field("text", explanation.whyNot(whyNot))
                    .endObject();
        }
        json.endObject();
        return text.toString();
    }

    private static void step(JsonWriter json, Explanation.Step step) {
        json.beginObject()
                .field("step", step.name())
                .field("result", step.result().toString());
        facts(json, "facts", step.facts());
        json.field("rfc", step.rfc()).field("option", step.option()).endObject();
    }

    private static void output(JsonWriter json, Explanation.Output output) {
        json.beginObject().field("kind", output.kind()).field("hex", output.hex());
        facts(json, "fields", output.fields());
        json.endObject();
    }

    private static void facts(JsonWriter json, String name, List<Explanation.Fact> facts) {
        json.name(name).beginArray();
        for (Explanation.Fact fact : facts) {
            json.beginObject()
                    .field("name", fact.name())
                    .field("value", fact.value())
                    .name("octets");
            if (fact.firstOctet() < 0) {
                json.nullValue();
            } else {
                json.beginArray()
                        .value(fact.firstOctet())
                        .value(fact.lastOctet())
                        .endArray();
            }
            json.endObject();
        }
        json.endArray();
    }
}
