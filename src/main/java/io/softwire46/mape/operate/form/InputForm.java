package io.softwire46.mape.operate.form;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The input forms of the look-up. Immutable.
 */
public enum InputForm {
    /** Columns after commas, with the quotes of RFC 4180. */
    CSV,
    /** Columns after tabs. */
    TSV,
    /** Output of nfdump -o csv. */
    NFDUMP_CSV,
    /** Output of nfdump -o json. */
    NFDUMP_JSON,
    /** JSON of GoFlow2. */
    GOFLOW2,
    /** JSON with names of IPFIX information elements. */
    IPFIX_JSON,
    /** Reports of XARF version 4. */
    XARF,
    /** Access logs of Apache and nginx. */
    COMBINED,
    /** Lines of syslog. */
    SYSLOG;

    /** Returns the name in {@code --format}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the form of a name.
     *
     * @throws FormException if there is none
     */
    public static InputForm parse(String name) {
        return Arrays.stream(values())
                .filter(form -> form.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new FormException("is not a form; use one of "
                        + Arrays.stream(values()).map(InputForm::toString).collect(Collectors.joining(", "))));
    }

    /** Returns whether records of an input may be the elements of one array. */
    public boolean mayBeArray() {
        return this == NFDUMP_JSON;
    }

    /**
     * Checks options that do not depend on the input.
     *
     * @throws FormException if an option does not apply to the form
     */
    public void check(FormOptions options) {
        boolean isDelimited = this == CSV || this == TSV;
        refuse(!isDelimited && !options.columns().isEmpty(), "--columns applies to csv and tsv; remove it");
        refuse(!isDelimited && options.time() != null, "--time applies to csv and tsv; remove it");
        refuse(
                !isDelimited && options.header() != FormOptions.Header.AUTO,
                "--header applies to csv and tsv; remove it");
        refuse(this != SYSLOG && options.pattern() != null, "--pattern applies to syslog; remove it");
        boolean hasOneSide = this == XARF || this == COMBINED || this == SYSLOG;
        refuse(
                hasOneSide && options.side() == FormOptions.SideChoice.DESTINATION,
                "--side destination does not apply to " + this + ", which has a source only; remove it");
        if (this == SYSLOG) {
            // The pattern is checked before the input is read.
            new SyslogForm(options).hasHeader();
        }
    }

    private static void refuse(boolean condition, String message) {
        if (condition) {
            throw new FormException(message);
        }
    }

    /**
     * Opens the form for an input.
     *
     * @param options what the user says
     * @param octets holds the first line that is not empty
     * @param from its first octet, after a byte order mark
     * @param to its end, exclusive
     * @return the opened form
     * @throws FormException if the form does not fit the line
     */
    public LineForm open(FormOptions options, byte[] octets, int from, int to) {
        check(options);
        return switch (this) {
            case CSV -> DelimitedOpener.open(',', options, octets, from, to);
            case TSV -> DelimitedOpener.open('\t', options, octets, from, to);
            case NFDUMP_CSV -> DelimitedOpener.openNfdump(options, octets, from, to);
            case NFDUMP_JSON -> checked(JsonForm.nfdump(options), octets, from, to);
            case GOFLOW2 -> checked(JsonForm.goflow2(options), octets, from, to);
            case IPFIX_JSON -> checked(JsonForm.ipfix(options), octets, from, to);
            case XARF -> checked(JsonForm.xarf(options), octets, from, to);
            case COMBINED -> {
                CombinedForm form = new CombinedForm(options);
                form.checkFirst(octets, from, to);
                yield form;
            }
            case SYSLOG -> {
                SyslogForm form = new SyslogForm(options);
                form.checkFirst(octets, from, to);
                yield form;
            }
        };
    }

    /** Returns a form for an input without records. */
    public LineForm openEmpty() {
        LineForm.Style style = switch (this) {
            case CSV, NFDUMP_CSV -> LineForm.Style.CSV;
            case TSV -> LineForm.Style.TSV;
            case NFDUMP_JSON, GOFLOW2, IPFIX_JSON, XARF -> LineForm.Style.JSON_MEMBER;
            case COMBINED, SYSLOG -> LineForm.Style.JSON_LINE;
        };
        return new EmptyForm(style);
    }

    /** All lines are empty. */
    private record EmptyForm(LineForm.Style style) implements LineForm {
        @Override
        public LineKind read(byte[] octets, int from, int to, LineQuery query) {
            return LineKind.EMPTY;
        }

        @Override
        public boolean hasHeader() {
            return false;
        }

        @Override
        public boolean hasTrailer() {
            return false;
        }
    }

    private static LineForm checked(JsonForm form, byte[] octets, int from, int to) {
        form.checkFirst(octets, from, to);
        return form;
    }
}
