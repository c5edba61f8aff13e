package io.softwire46.mape.provision;

import io.softwire46.mape.map.RuleFinding;

/**
 * A finding and where in the file its reason stands.
 *
 * <p>Immutable.
 *
 * @param finding what there is to say
 * @param line 1 for the first line; 0 when the file does not say what the finding is about
 * @param column 1 for the first character of the line, counted in Unicode code points; 0 when {@code line} is
 */
public record PlacedFinding(RuleFinding finding, int line, int column) {

    /**
     * Whether the configuration is refused because of this.
     *
     * @return true for {@link RuleFinding.Severity#ERROR}
     */
    public boolean isError() {
        return finding.isError();
    }

    /**
     * Whether the finding is about something that the file says. The End-user prefix of a CE, for example, is no part
     * of it.
     *
     * @return true when line and column are known
     */
    public boolean isInFile() {
        return line > 0;
    }

    /**
     * One line for a person, in the form that compilers use and editors jump by.
     *
     * @param file how to name the file
     * @return such as {@code map.json:7:21: V02 error: rules[0].eaLength 49 is outside 0..48 (RFC 7597 section 5.2)}
     */
    public String toString(String file) {
        return file + (isInFile() ? ":" + line + ":" + column : "") + ": " + finding;
    }

    /** {@code line:column: finding}. */
    @Override
    public String toString() {
        return (isInFile() ? line + ":" + column + ": " : "") + finding;
    }
}
