package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.judge.Level;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The summary of a run in Markdown.
 *
 * <p>Static methods only.
 */
public final class Summary {
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private static final Set<Result> WITHOUT_TEXT = Set.of(Result.PASS, Result.UNSUPPORTED, Result.KNOWN);

    private Summary() {}

    /**
     * Returns the summary.
     *
     * @param colours whether the text is for a terminal that shows colours
     */
    public static String of(RunResult run, boolean colours) {
        StringBuilder out = new StringBuilder();
        String title = Escaped.markdown(run.target().name() + " " + run.target().version());
        out.append(colour(colours, BOLD, "# MAP-E conformance " + Escaped.markdown(run.suite()) + ": " + title))
                .append("\n\n");
        String colour = run.exit() == ExitStatus.CONFORMS ? GREEN : RED;
        out.append(colour(colours, colour, "**" + verdict(run) + "**"));
        out.append(" Exit status ").append(run.exit()).append(", kit ").append(Escaped.markdown(run.kit()));
        out.append(", seed ").append(CaseJson.seedText(run.seed())).append(".\n");
        run.remarks()
                .forEach(remark ->
                        out.append("\n").append(Escaped.markdown(remark)).append("\n"));
        table(out, run.properties());
        List<PropertyResult> bad = run.properties().stream()
                .filter(each -> !WITHOUT_TEXT.contains(each.result()) || each.differs())
                .toList();
        if (!bad.isEmpty()) {
            out.append("\n| Property | Level | Clause | Result | First difference |\n|---|---|---|---|---|\n");
            bad.forEach(each -> row(out, each));
        }
        if (!run.unmetKnown().isEmpty()) {
            out.append("\nKnown failures that are expired or were not met:\n\n");
            run.unmetKnown()
                    .forEach(line ->
                            out.append("* ").append(Escaped.markdown(line)).append("\n"));
        }
        out.append("\nNot tested: ").append(String.join(", ", NotTested.LIST)).append(".\n");
        return out.toString();
    }

    private static String colour(boolean colours, String colour, String text) {
        return colours ? colour + text + PLAIN : text;
    }

    /** One sentence about the whole run. */
    static String verdict(RunResult run) {
        return switch (run.exit()) {
            case ExitStatus.CONFORMS -> conforms(run);
            case ExitStatus.FAILED -> failed(run);
            case ExitStatus.ERROR -> "There is no verdict: the adapter or the kit failed.";
            case ExitStatus.NOT_EXERCISED -> "There is no verdict: too little was checked.";
            default -> "There is no verdict.";
        };
    }

    private static String failed(RunResult run) {
        boolean fails = run.properties().stream()
                .anyMatch(each -> each.result() == Result.FAIL || each.result() == Result.FLAKY);
        return fails
                ? "The product does not conform."
                : "The list of known failures is out of date; nothing else fails.";
    }

    private static String conforms(RunResult run) {
        long warnings = run.properties().stream()
                .filter(each -> each.result() == Result.FAIL || each.result() == Result.FLAKY)
                .count();
        long known = run.properties().stream()
                .filter(each -> each.result() == Result.KNOWN)
                .count();
        if (warnings == 0 && known > 0) {
            return "The product fails " + known + (known == 1 ? " property" : " properties")
                    + " as listed, and conforms in all else that was checked.";
        }
        return warnings == 0
                ? "The product conforms in all that was checked."
                : "The product meets each requirement that was checked, and fails " + warnings
                        + (warnings == 1 ? " recommendation." : " recommendations.");
    }

    private static void table(StringBuilder out, List<PropertyResult> all) {
        out.append("\n| Level |");
        for (Result result : Result.values()) {
            out.append(' ').append(name(result)).append(" |");
        }
        out.append("\n|---|").append("---:|".repeat(Result.values().length)).append('\n');
        for (Level level : Level.values()) {
            out.append("| ").append(level).append(" |");
            for (Result result : Result.values()) {
                long count = all.stream()
                        .filter(each -> each.property().level() == level && each.result() == result)
                        .count();
                out.append(' ').append(count).append(" |");
            }
            out.append('\n');
        }
    }

    static String name(Result result) {
        return result.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void row(StringBuilder out, PropertyResult each) {
        String text = each.differs() ? "differs from the decision" : FailureText.line(each);
        out.append("| ").append(each.property().id());
        out.append(" | ").append(each.property().level());
        out.append(" | ").append(Escaped.markdown(each.property().clause()));
        out.append(" | ").append(name(each.result()));
        out.append(" | ").append(Escaped.markdown(text)).append(" |\n");
    }
}
