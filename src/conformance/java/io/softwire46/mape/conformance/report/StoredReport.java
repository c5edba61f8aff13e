package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the matrix needs of a {@code report.json}.
 *
 * <p>Immutable.
 *
 * @param product name and version
 * @param suite version of the catalogue
 * @param properties by id, in the order of the catalogue
 */
record StoredReport(String product, String suite, Map<String, Row> properties) {
    private static final List<String> FIELDS =
            List.of("kit", "suite", "target", "seed", "exit", "started", "counts", "notTested", "properties");
    private static final List<String> PROPERTY_FIELDS = List.of(
            "id",
            "level",
            "clause",
            "result",
            "mode",
            "differs",
            "effective",
            "classes",
            "notSupported",
            "seconds",
            "cases");

    /**
     * The result of a property.
     *
     * @param level how much it matters
     * @param clause where it is from
     * @param result of the run
     * @param mode in which it failed, "" if it did not
     * @param differs of a property of level DECISION: whether the product does otherwise
     */
    record Row(Level level, String clause, Result result, String mode, boolean differs) {}

    /**
     * Reads a report.
     *
     * @throws io.softwire46.mape.json.JsonException for a text that is none, with line and column
     */
    static StoredReport read(String text) {
        JsonObject report = Json.parse(text).asObject();
        report.refuseUnknown(FIELDS);
        JsonObject target = report.required("target").asObject();
        Map<String, Row> rows = new LinkedHashMap<>();
        for (JsonValue value : report.required("properties").asArray()) {
            JsonObject property = value.asObject();
            property.refuseUnknown(PROPERTY_FIELDS);
            rows.put(property.required("id").asString(), row(property));
        }
        return new StoredReport(
                target.required("name").asString() + " "
                        + target.required("version").asString(),
                report.required("suite").asString(),
                rows);
    }

    private static Row row(JsonObject property) {
        return new Row(
                Level.valueOf(property.required("level").asOneOf(names(Level.values()))),
                property.required("clause").asString(),
                Result.valueOf(property.required("result").asOneOf(names(Result.values()))),
                property.optional("mode").map(JsonValue::asString).orElse(""),
                property.required("differs").asBoolean());
    }

    private static List<String> names(Enum<?>[] values) {
        return List.of(values).stream().map(Enum::name).toList();
    }
}
