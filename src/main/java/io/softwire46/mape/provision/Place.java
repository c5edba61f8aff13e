package io.softwire46.mape.provision;

import io.softwire46.mape.map.RuleFinding;

/**
 * Where something stands in a text. Immutable.
 *
 * @param line 1 for the first
 * @param column 1 for the first character of the line
 */
record Place(int line, int column) {
    static final Place START = new Place(1, 1);

    /** For what no file says, such as the prefix of one CE. */
    static final Place NOWHERE = new Place(0, 0);

    static Place of(JsonValue value) {
        return new Place(value.line(), value.column());
    }

    PlacedFinding about(RuleFinding finding) {
        return new PlacedFinding(DomainSyntax.onOneLine(finding), line, column);
    }
}
