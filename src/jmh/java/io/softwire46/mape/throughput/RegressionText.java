package io.softwire46.mape.throughput;

import io.softwire46.mape.throughput.RegressionCheck.Change;
import io.softwire46.mape.throughput.RegressionCheck.Outcome;
import java.util.List;
import java.util.Locale;

/** Writes a comparison for a reader: each row that changed, and the number of rows that did not. */
final class RegressionText {
    private RegressionText() {}

    static String of(List<Change> changes) {
        StringBuilder out = new StringBuilder();
        for (Outcome outcome : Outcome.values()) {
            for (Change change : changes) {
                if (change.outcome() == outcome && outcome != Outcome.SAME) {
                    out.append(name(outcome))
                            .append(": ")
                            .append(change.key())
                            .append(": ")
                            .append(change.text())
                            .append('\n');
                }
            }
        }
        long same =
                changes.stream().filter(each -> each.outcome() == Outcome.SAME).count();
        out.append(same).append(" of ").append(changes.size()).append(" rows are the same within noise\n");
        return out.toString();
    }

    private static String name(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
