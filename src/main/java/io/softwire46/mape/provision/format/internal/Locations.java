package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;

/**
 * Locations of findings.
 *
 * <p>Static methods only.
 */
public final class Locations {
    private Locations() {}

    /** Returns the location of a JSON value. */
    public static Location of(JsonValue value) {
        return Location.of(value.line(), value.column());
    }

    /** Returns the finding with a location, and with a value that prints on one line. */
    public static Finding put(Location location, Finding finding) {
        return JsonText.onOneLine(finding).at(location);
    }
}
