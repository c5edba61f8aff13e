package io.softwire46.mape.operate;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An explanation as text of at most 100 columns. Static methods only. */
final class ExplanationText {
    private static final int HEX_DIGITS = 64;

    private ExplanationText() {}

    static String of(Explanation explanation) {
        StringBuilder text = new StringBuilder();
        String when = explanation.time() == null ? "" : ", " + explanation.time();
        String where = explanation.direction() == null ? "" : ", " + explanation.direction();
        TextLines.add(text, "", "packet " + (explanation.index() + 1) + when + where + ": " + explanation.verdict());
        if (!explanation.agrees()) {
            TextLines.add(text, "", "explanation and data plane disagree, please report");
            TextLines.add(text, "  ", "data plane: " + explanation.verdict());
            TextLines.add(text, "  ", "explanation: " + explanation.explained());
            TextLines.add(text, "  ", "difference: " + explanation.difference());
        }
        explanation.steps().forEach(step -> step(text, step));
        for (int i = 0; i < explanation.outputs().size(); i++) {
            output(text, i + 1, explanation.outputs().get(i));
        }
        if (explanation.outputs().isEmpty()) {
            TextLines.add(text, "", "no packet leaves");
        }
        repair(text, explanation.repair());
        return text.toString();
    }

    private static void step(StringBuilder text, Explanation.Step step) {
        String option = step.option() == null ? "" : "; option " + step.option();
        String result = step.result().name().toLowerCase(Locale.ROOT);
        TextLines.add(
                text, "", String.format(Locale.ROOT, "  %-4s  %-17s  %s%s", result, step.name(), step.rfc(), option));
        facts(text, step.facts());
    }

    private static void facts(StringBuilder text, List<Explanation.Fact> facts) {
        for (Explanation.Fact fact : facts) {
            String octets = fact.firstOctet() < 0
                    ? ""
                    : fact.firstOctet() == fact.lastOctet()
                            ? "  [octet " + fact.firstOctet() + "]"
                            : "  [octets " + fact.firstOctet() + "-" + fact.lastOctet() + "]";
            TextLines.add(text, "        ", fact.name() + ": " + fact.value() + octets);
        }
    }

    private static void output(StringBuilder text, int number, Explanation.Output output) {
        TextLines.add(
                text,
                "",
                "output " + number + ", " + output.kind() + (output.hex() == null ? "" : ", " + octets(output)));
        facts(text, output.fields());
        String hex = output.hex() == null ? "" : output.hex();
        for (int at = 0; at < hex.length(); at += HEX_DIGITS) {
            TextLines.add(text, "        ", hex.substring(at, Math.min(hex.length(), at + HEX_DIGITS)));
        }
    }

    private static String octets(Explanation.Output output) {
        return (output.hex() == null ? 0 : output.hex().length() / 2) + " octets";
    }

    private static void repair(StringBuilder text, Explanation.@Nullable Repair repair) {
        if (repair != null) {
            TextLines.add(text, "", "nearest repair: " + repair.text());
        }
    }
}
