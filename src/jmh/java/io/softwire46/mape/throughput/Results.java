package io.softwire46.mape.throughput;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of a JSON file of JMH.
 *
 * <p>Immutable.
 */
final class Results {
    private final List<Measurement> rows;
    /** Virtual machine, as JMH names it. */
    private final String machine;

    private Results(List<Measurement> rows, String machine) {
        this.rows = List.copyOf(rows);
        this.machine = machine;
    }

    static Results read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Rows in the order of the text; of duplicate rows, the last is used. */
    static Results parse(String text) {
        Map<String, Measurement> found = new LinkedHashMap<>();
        String machine = "";
        for (JsonValue value : Json.parse(text).asArray()) {
            JsonObject row = value.asObject();
            Measurement measurement = row(row);
            found.put(measurement.key(), measurement);
            machine = row.required("vmName").asString() + " "
                    + row.required("vmVersion").asString();
        }
        return new Results(new ArrayList<>(found.values()), machine);
    }

    private static Measurement row(JsonObject row) {
        String[] name = row.required("benchmark").asString().split("\\.", -1);
        TreeMap<String, String> params = new TreeMap<>();
        row.optional("params")
                .ifPresent(all -> all.asObject()
                        .fields()
                        .forEach(field -> params.put(field.name(), field.value().asString())));
        JsonObject primary = row.required("primaryMetric").asObject();
        boolean histogram = primary.has("rawDataHistogram");
        Map<String, Double> secondary = new TreeMap<>();
        row.optional("secondaryMetrics")
                .ifPresent(all -> all.asObject()
                        .fields()
                        .forEach(field -> secondary.put(
                                field.name(),
                                Measurement.median(
                                        medians(field.value().asObject().required("rawData"))))));
        return new Measurement(
                name[name.length - 2] + "." + name[name.length - 1],
                params,
                row.required("mode").asString(),
                row.required("threads").asInt(1, 1 << 20),
                primary.required("scoreUnit").asString(),
                histogram ? percentiles(primary, 0.5) : medians(primary.required("rawData")),
                histogram ? percentiles(primary, 0.999) : new double[0],
                secondary);
    }

    /** Of each fork the median of its iterations. */
    private static double[] medians(JsonValue forks) {
        return forks.asArray().stream()
                .mapToDouble(fork -> Measurement.median(
                        fork.asArray().stream().mapToDouble(Results::number).toArray()))
                .toArray();
    }

    /** JMH writes NaN as a string. */
    private static double number(JsonValue value) {
        return value.kind() == JsonValue.Kind.STRING ? Double.parseDouble(value.asString()) : value.asDouble();
    }

    private static double[] percentiles(JsonObject primary, double share) {
        return primary.required("rawDataHistogram").asArray().stream()
                .mapToDouble(fork -> percentile(fork.asArray(), share))
                .toArray();
    }

    /** The smallest value that a share of all samples of a fork does not exceed. */
    private static double percentile(List<JsonValue> iterations, double share) {
        TreeMap<Double, Long> counts = new TreeMap<>();
        long all = 0;
        for (JsonValue iteration : iterations) {
            for (JsonValue pair : iteration.asArray()) {
                long count = pair.asArray().get(1).asLong(0, Long.MAX_VALUE);
                counts.merge(number(pair.asArray().get(0)), count, Long::sum);
                all += count;
            }
        }
        long seen = 0;
        for (Map.Entry<Double, Long> each : counts.entrySet()) {
            seen += each.getValue();
            if (seen >= share * all) {
                return each.getKey();
            }
        }
        return Double.NaN;
    }

    List<Measurement> rows() {
        return rows;
    }

    String machine() {
        return machine;
    }

    /** All rows of a benchmark. */
    List<Measurement> of(String benchmark) {
        return rows.stream().filter(row -> row.benchmark().equals(benchmark)).toList();
    }

    /** The row of a benchmark and parameters, written as {@link Measurement#key} writes them. */
    Optional<Measurement> find(String key) {
        return rows.stream().filter(row -> row.key().equals(key)).findFirst();
    }
}
