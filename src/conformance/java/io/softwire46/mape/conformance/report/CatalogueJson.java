package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.adapter.StrictJson;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.json.JsonWriter;
import java.util.List;

/**
 * The catalogue as JSON.
 *
 * <p>Static methods only.
 */
public final class CatalogueJson {
    private CatalogueJson() {}

    /**
     * Returns properties as an object with a line feed at its end.
     *
     * @param suite version of the catalogue
     */
    public static String of(String suite, List<Property> properties) {
        StringBuilder out = new StringBuilder(1 << 16);
        JsonWriter json = JsonWriter.indented(out).beginObject();
        json.field("suite", suite).name("properties").beginArray();
        for (Property each : properties) {
            json.beginObject()
                    .field("id", each.id())
                    .field("level", each.level().toString());
            json.field("clause", each.clause()).field("statement", each.statement());
            json.field("sends", each.sends());
            StrictJson.write(
                    json.name("roles"),
                    each.roles().stream().sorted().map(Role::toString).toList());
            StrictJson.write(json.name("classes"), each.classes());
            json.field("minimum", each.minimum());
            StrictJson.write(json.name("knownToFail"), each.knownToFail());
            json.endObject();
        }
        json.endArray().endObject().endLine();
        return out.toString();
    }
}
