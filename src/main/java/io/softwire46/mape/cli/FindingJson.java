package io.softwire46.mape.cli;

import io.softwire46.mape.map.RuleFinding;
import io.softwire46.mape.provision.JsonWriter;
import java.util.List;

/**
 * Findings as JSON objects.
 */
final class FindingJson {
    private FindingJson() {}

    static void fields(JsonWriter json, RuleFinding finding) {
        json.field("id", finding.id())
                .field("severity", finding.severity().toString())
                .field("field", finding.field())
                .field("value", finding.value())
                .field("message", finding.message())
                .field("rfc", finding.rfc());
    }

    static void array(JsonWriter json, List<RuleFinding> findings) {
        json.name("findings").beginArray();
        for (RuleFinding finding : findings) {
            json.beginObject();
            fields(json, finding);
            json.endObject();
        }
        json.endArray();
    }
}
