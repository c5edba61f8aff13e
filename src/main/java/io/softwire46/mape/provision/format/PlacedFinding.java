package io.softwire46.mape.provision.format;

import io.softwire46.mape.finding.RuleFinding;

/**
 * A finding and where its reason stands: line and column in a text, or an offset in octets.
 *
 * <p>Immutable.
 *
 * @param finding what there is to say
 * @param line 1 for the first line; 0 when no text says what the finding is about
 * @param column 1 for the first character of the line, counted in Unicode code points; 0 when {@code line} is
 * @param octet 0 for the first octet of what was read; {@link #NO_OCTET} when no octets say what the finding is about
 */
public record PlacedFinding(RuleFinding finding, int line, int column, int octet) {
    /** The offset of what is not in octets: -1. */
    public static final int NO_OCTET = -1;

    /**
     * A finding about a text, or about nothing that was read.
     *
     * @param finding what there is to say
     * @param line 1 for the first line, 0 for none
     * @param column 1 for the first character of the line, 0 for none
     */
    public PlacedFinding(RuleFinding finding, int line, int column) {
        this(finding, line, column, NO_OCTET);
    }

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
     * @return true when line and column, or the offset, are known
     */
    public boolean isInFile() {
        return line > 0 || octet >= 0;
    }

    /**
     * The place in short.
     *
     * @return such as {@code 7:21} or {@code octet 12}, empty when the finding {@linkplain #isInFile is not in the file}
     */
    public String place() {
        return octet >= 0 ? "octet " + octet : line > 0 ? line + ":" + column : "";
    }

    /**
     * One line for a person, in the form that compilers use and editors jump by.
     *
     * @param file how to name the file
     * @return such as {@code map.json:7:21: V02 error: rules[0].eaLength 49 is outside 0..48 (RFC 7597 section 5.2)}
     */
    public String toString(String file) {
        return file + (isInFile() ? ":" + place() : "") + ": " + finding;
    }

    /** {@code place: finding}. */
    @Override
    public String toString() {
        return (isInFile() ? place() + ": " : "") + finding;
    }
}
