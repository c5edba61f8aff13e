package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses JSON texts of other formats. Static methods only. */
public final class JsonSource {
    private JsonSource() {}

    /** Returns whether a text has a member with one of the names, which have no escapes. The text need not be well-formed. */
    public static boolean hasMember(String text, List<String> names) {
        for (int at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
            for (String name : names) {
                if (text.startsWith(name, at + 1) && isName(text, at + 1 + name.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns whether a quotation mark and, after white space, a colon follow. */
    private static boolean isName(String text, int end) {
        int at = end + 1;
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() && text.charAt(at) == ':' && text.charAt(end) == '"';
    }

    /** Returns the object of the text; null if the text has an error, which is added. */
    public static @Nullable JsonObject object(String text, DomainReading reading, String what, String rfc) {
        JsonValue value = value(text, reading);
        if (value != null && value.kind() != JsonValue.Kind.OBJECT) {
            reading.add(Locations.put(
                    Locations.of(value), DomainSyntax.error("JSON", DomainSyntax.shown(value), "is not " + what, rfc)));
            return null;
        }
        return value == null ? null : value.asObject();
    }

    /** Returns the value of the text; null if the text has an error, which is added. */
    public static @Nullable JsonValue value(String text, DomainReading reading) {
        try {
            return Json.parse(text);
        } catch (JsonException e) {
            reading.add(Locations.put(
                    Location.of(e.line(), e.column()),
                    DomainSyntax.error("JSON", "text", "is not well-formed: " + e.problem(), "RFC 8259")));
            return null;
        }
    }
}
