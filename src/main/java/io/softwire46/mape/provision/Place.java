package io.softwire46.mape.provision;

import io.softwire46.mape.map.RuleFinding;

/**
 * Where something stands: line and column in a text, or an offset in octets. Immutable.
 *
 * @param line 1 for the first, 0 outside of texts
 * @param column 1 for the first character of the line, 0 outside of texts
 * @param octet 0 for the first octet, negative outside of octets
 */
record Place(int line, int column, int octet) {
    static final Place START = new Place(1, 1);

    /** For what no file says, such as the prefix of one CE. */
    static final Place NOWHERE = new Place(0, 0);

    Place(int line, int column) {
        this(line, column, PlacedFinding.NO_OCTET);
    }

    static Place of(JsonValue value) {
        return new Place(value.line(), value.column());
    }

    static Place octet(int offset) {
        return new Place(0, 0, offset);
    }

    PlacedFinding about(RuleFinding finding) {
        return new PlacedFinding(DomainSyntax.onOneLine(finding), line, column, octet);
    }
}
