package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.RuleFinding;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.provision.format.PlacedFinding;

/**
 * Where something stands: line and column in a text, or an offset in octets. Immutable.
 *
 * @param line 1 for the first, 0 outside of texts
 * @param column 1 for the first character of the line, 0 outside of texts
 * @param octet 0 for the first octet, negative outside of octets
 */
public record Place(int line, int column, int octet) {
    public static final Place START = new Place(1, 1);

    /** For what no file says, such as the prefix of one CE. */
    public static final Place NOWHERE = new Place(0, 0);

    public Place(int line, int column) {
        this(line, column, PlacedFinding.NO_OCTET);
    }

    public static Place of(JsonValue value) {
        return new Place(value.line(), value.column());
    }

    public static Place octet(int offset) {
        return new Place(0, 0, offset);
    }

    public PlacedFinding about(RuleFinding finding) {
        return new PlacedFinding(DomainSyntax.onOneLine(finding), line, column, octet);
    }
}
