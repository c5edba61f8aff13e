package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes small files in the form of JMH, for tests. */
final class JmhJson {
    private final List<String> rows = new ArrayList<>();

    /** A row of average time, one iteration per fork. */
    JmhJson row(String benchmark, String params, double allocated, double... forks) {
        String raw = Arrays.stream(forks).mapToObj(each -> "[" + each + "]").collect(Collectors.joining(",", "[", "]"));
        return add(
                benchmark,
                params,
                "avgt",
                "\"rawData\": " + raw,
                "\"gc.alloc.rate.norm\": {\"score\": 0, \"rawData\": [[" + allocated + "]]}");
    }

    JmhJson add(String benchmark, String params, String mode, String raw, String secondary) {
        rows.add(String.format(Locale.ROOT, """
                {"jmhVersion": "1.37", "benchmark": "io.softwire46.mape.%s", "mode": "%s", "threads": 1, "forks": 1,
                 "vmName": "VM", "vmVersion": "17", "params": {%s},
                 "primaryMetric": {"score": 1.0, "scoreError": "NaN", "scoreUnit": "ns/op", %s},
                 "secondaryMetrics": {%s}}""", benchmark, mode, params, raw, secondary));
        return this;
    }

    String text() {
        return "[" + String.join(",\n", rows) + "]";
    }

    Results results() {
        return Results.parse(text());
    }
}
