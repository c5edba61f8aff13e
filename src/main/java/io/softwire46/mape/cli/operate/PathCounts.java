package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.operate.Explanation;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a capture by path: those with the same steps, results and options are one path. Not thread-safe: used by one
 * thread.
 */
final class PathCounts {
    private static final int MAX_PATHS = 10_000;

    private static final class Count {
        final Explanation first;
        long packets;

        Count(Explanation first) {
            this.first = first;
        }
    }

    private final Map<String, Count> paths = new LinkedHashMap<>();

    /** The same by the list of steps itself, which packets of one path share: a look-up without a text. */
    private final IdentityHashMap<List<Explanation.Step>, Map<Verdict, Count>> ofSteps = new IdentityHashMap<>();

    private long others;
    private @Nullable Explanation disagreement;

    void add(Explanation explanation) {
        if (!explanation.agrees() && disagreement == null) {
            disagreement = explanation;
        }
        Map<Verdict, Count> counts = ofSteps.get(explanation.steps());
        Count count = counts == null ? null : counts.get(explanation.verdict());
        if (count == null) {
            count = find(explanation);
        }
        if (count == null) {
            others++;
            return;
        }
        count.packets++;
    }

    /** Returns the count of a path that was not seen with the same list of steps; null if there are too many paths. */
    private @Nullable Count find(Explanation explanation) {
        String path = explanation.path();
        Count count = paths.get(path);
        if (count == null && paths.size() < MAX_PATHS) {
            count = new Count(explanation);
            paths.put(path, count);
        }
        if (count != null) {
            if (ofSteps.size() > 2 * MAX_PATHS) {
                ofSteps.clear();
            }
            ofSteps.computeIfAbsent(explanation.steps(), steps -> new EnumMap<>(Verdict.class))
                    .put(explanation.verdict(), count);
        }
        return count;
    }

    boolean agrees() {
        return disagreement == null;
    }

    void print(PrintWriter out, boolean json) {
        if (json) {
            printJson(out);
        } else {
            printText(out);
        }
    }

    private void printText(PrintWriter out) {
        for (Count each : sorted()) {
            out.printf(
                    Locale.ROOT,
                    "%d packets, first %d: %s%n",
                    each.packets,
                    each.first.index() + 1,
                    each.first.verdict());
            List<String> steps = each.first.steps().stream()
                    .map(step -> step.name()
                            + (step.result() == Explanation.Step.Result.DROP ? " DROP" : "")
                            + (step.option() == null ? "" : " (" + step.option() + ")"))
                    .toList();
            Paragraph.print(out, "    ", "    ", String.join(", ", steps));
        }
        if (others > 0) {
            out.println(others + " packets of further paths; " + MAX_PATHS + " paths are distinguished");
        }
        if (disagreement != null) {
            out.print(disagreement.toText());
        }
    }

    private void printJson(PrintWriter out) {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.compact(text);
        json.beginObject().name("paths").beginArray();
        for (Count each : sorted()) {
            json.beginObject()
                    .field("count", each.packets)
                    .field("firstPacket", each.first.index() + 1)
                    .field("verdict", each.first.verdict().name())
                    .name("steps")
                    .beginArray();
            for (Explanation.Step step : each.first.steps()) {
                json.beginObject()
                        .field("step", step.name())
                        .field("result", step.result().toString())
                        .field("option", step.option())
                        .endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().field("otherPackets", others).name("disagreement");
        if (disagreement == null) {
            json.nullValue();
        } else {
            json.value(Json.parse(disagreement.toJson(null)));
        }
        json.endObject();
        out.println(text);
    }

    private List<Count> sorted() {
        return paths.values().stream()
                .sorted(Comparator.<Count>comparingLong(each -> each.packets).reversed())
                .toList();
    }
}
