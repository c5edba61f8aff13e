package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of goals, and the used share of each limit. */
final class GoalSection {
    /** Longer bars are truncated, so that the others remain visible. */
    private static final double LONGEST = 250;

    private GoalSection() {}

    static Report.Section of(List<Goal> goals) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("Goal", "Held against", "Limit", "Measured (range)", "Outcome"));
        for (Goal goal : goals) {
            table.add(List.of(goal.name(), goal.measure(), goal.limitText(), goal.valueText(), goal.outcome()));
        }
        List<Bars.Bar> bars = new ArrayList<>();
        for (Goal goal : goals) {
            if (goal.value().isPresent() && goal.limit() > 0) {
                double used = 100 * goal.value().get() / goal.limit();
                String name = String.format(Locale.ROOT, "%s: %.0f %%", goal.name(), used);
                bars.add(new Bars.Bar(name, goal.isMet() ? "met" : "missed", Math.min(used, LONGEST)));
            }
        }
        List<String> charts = bars.isEmpty()
                ? List.of()
                : List.of(Bars.chart(
                        "Measured, in % of the limit (shorter is better)",
                        "% of limit", bars, List.of("met", "missed"), 100));
        return new Report.Section(
                "Goals", "A ratio to a floor of the same run means the same on every machine.", charts, table);
    }
}
