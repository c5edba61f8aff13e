package io.softwire46.mape.cli.text;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.JsonWriter;
import java.util.List;

/**
 * Writes findings as JSON objects. Static methods only.
 */
public final class FindingJson {
    private FindingJson() {}

    public static void fields(JsonWriter json, Finding finding) {
        json.field("id", finding.id().name())
                .field("severity", finding.severity().toString())
                .field("field", finding.field())
                .field("value", finding.value())
                .field("message", finding.message())
                .field("rfc", finding.rfc());
    }

    public static void array(JsonWriter json, List<Finding> findings) {
        json.name("findings").beginArray();
        for (Finding finding : findings) {
            json.beginObject();
            fields(json, finding);
            json.endObject();
        }
        json.endArray();
    }
}
