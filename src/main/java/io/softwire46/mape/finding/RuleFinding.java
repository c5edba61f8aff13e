package io.softwire46.mape.finding;

import java.util.Locale;

/**
 * One thing that validation has to say about a rule, an End-user prefix, a rule set or a domain.
 *
 * <p>Immutable.
 *
 * @param id stable name of the check, {@code V01} to {@code V53}, or {@code SYNTAX} for text that cannot be read
 * @param severity whether the configuration can be used
 * @param field the parameter as the domain file names it, such as {@code psidOffset} or {@code rules[2].ipv6Prefix}
 * @param value what stands there
 * @param message what is wrong, why, and what to do about it
 * @param rfc the clause that the check comes from, such as {@code RFC 7597 section 5.2}
 */
public record RuleFinding(String id, Severity severity, String field, String value, String message, String rfc) {

    /** The id of findings about text that cannot be read at all. */
    public static final String SYNTAX = "SYNTAX";

    /** The value of a field that nobody gave. */
    public static final String MISSING = "null";

    /** How much a finding weighs. */
    public enum Severity {
        /** The configuration is refused. */
        ERROR,
        /** It works, and it is probably not what its author wants. */
        WARNING,
        /** A fact worth knowing, such as a value that was defaulted. */
        INFO;

        /** {@code error}, {@code warning} or {@code info}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Whether the configuration is refused because of this.
     *
     * @return true for {@link Severity#ERROR}
     */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /**
     * The same finding about a part of something larger.
     *
     * @param prefix what to put before the field, such as {@code rules[2].}
     * @return the finding with the longer field
     */
    public RuleFinding within(String prefix) {
        return new RuleFinding(id, severity, prefix + field, value, message, rfc);
    }

    /**
     * The same finding with another weight: some checks weigh more for a whole domain than for one rule.
     *
     * @param other the severity
     * @return the finding with that severity
     */
    public RuleFinding withSeverity(Severity other) {
        return new RuleFinding(id, other, field, value, message, rfc);
    }

    /**
     * Field, value and message as one sentence; a value that is missing is not named.
     *
     * @return such as {@code eaLength 49 is outside 0..48}
     */
    public String sentence() {
        return field + (value.equals(MISSING) ? " " : " " + value + " ") + message;
    }

    /** One line for a person: id, severity, field, value, message and clause. */
    @Override
    public String toString() {
        return id + " " + severity + ": " + sentence() + " (" + rfc + ")";
    }
}
