package io.softwire46.mape.operate;

import io.softwire46.mape.operate.explain.NodeReading;
import io.softwire46.mape.operate.explain.OutputFields;
import io.softwire46.mape.operate.explain.Trace;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** From what a reading has recorded to an explanation. Static methods only. */
final class Conversions {
    private Conversions() {}

    static List<Explanation.Step> steps(Trace trace) {
        List<Explanation.Step> steps = new ArrayList<>();
        for (Trace.Entry each : trace.entries()) {
            Explanation.Step.Result result = Explanation.Step.Result.valueOf(each.result.name());
            steps.add(new Explanation.Step(each.name.toString(), result, facts(each.notes), each.rfc, each.option()));
        }
        return steps;
    }

    private static List<Explanation.Fact> facts(List<Trace.Note> notes) {
        return notes.stream()
                .map(each -> new Explanation.Fact(each.name(), each.value(), each.from(), each.to()))
                .toList();
    }

    /** The packets that the node sent, with the kinds of those that the reading expects. */
    static List<Explanation.Output> outputs(List<byte[]> sent, NodeReading.@Nullable Reading read) {
        List<Explanation.Output> outputs = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            boolean isExpected = read != null && i < read.outputs().size();
            String kind = isExpected && read != null
                    ? read.outputs().get(i).kind().name().toLowerCase(Locale.ROOT)
                    : "forwarded";
            outputs.add(new Explanation.Output(
                    kind, HexFormat.of().formatHex(sent.get(i)), facts(OutputFields.of(sent.get(i)))));
        }
        return outputs;
    }
}
