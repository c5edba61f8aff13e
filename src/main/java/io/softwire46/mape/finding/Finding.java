package io.softwire46.mape.finding;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * One result of a validation or a reading: about a rule, an End-user prefix, a rule set, a domain, an option or a text.
 *
 * <p>Immutable.
 *
 * @param id the check
 * @param severity whether the configuration can be used
 * @param path the parameter as the domain file names it, such as {@code rules[2].ipv6Prefix}
 * @param value its value; {@link #MISSING} if it has none
 * @param message what is wrong, why, and what to do about it
 * @param rfc the clause that the check comes from, such as {@code RFC 7597 section 5.2}
 * @param location where the reason of the finding is in what was read; {@link Location#NONE} if unknown
 */
public record Finding(
        FindingId id, Severity severity, FieldPath path, String value, String message, String rfc, Location location) {

    /** The value of a field that was not given. */
    public static final String MISSING = "null";

    /** The severity of a finding. */
    public enum Severity {
        /** The configuration is refused. */
        ERROR,
        /** The configuration works, and is probably not what its author intends. */
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
     * Refuses null.
     *
     * @param id the check
     * @param severity whether the configuration can be used
     * @param path the parameter
     * @param value its value
     * @param message problem and remedy
     * @param rfc the clause
     * @param location where, or {@link Location#NONE}
     */
    public Finding {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(location, "location");
    }

    /**
     * Makes a finding without a location.
     *
     * @param id the check
     * @param severity whether the configuration can be used
     * @param path the parameter
     * @param value its value
     * @param message problem and remedy
     * @param rfc the clause
     */
    public Finding(FindingId id, Severity severity, FieldPath path, String value, String message, String rfc) {
        this(id, severity, path, value, message, rfc, Location.NONE);
    }

    /**
     * Makes a finding about a field given as text, without a location.
     *
     * @param id the check
     * @param severity whether the configuration can be used
     * @param field its name, or a path as in {@link FieldPath#of(String)}
     * @param value its value
     * @param message problem and remedy
     * @param rfc the clause
     */
    public Finding(FindingId id, Severity severity, String field, String value, String message, String rfc) {
        this(id, severity, FieldPath.of(field), value, message, rfc, Location.NONE);
    }

    /**
     * Returns the parameter as messages show it.
     *
     * @return the text of {@link #path}, such as {@code rules[2].ipv6Prefix}
     */
    public String field() {
        return path.toString();
    }

    /**
     * Returns whether the configuration is refused because of this.
     *
     * @return true for {@link Severity#ERROR}
     */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /**
     * Returns the finding as one about a part of something larger.
     *
     * @param outer precedes the path, such as {@code rules[2]}; its domain becomes that of the finding
     * @return the finding with the longer path
     */
    public Finding within(FieldPath outer) {
        return new Finding(id, severity, outer.then(path), value, message, rfc, location);
    }

    /**
     * Returns the finding as one about a domain of several.
     *
     * @param name of the domain; empty for the only one
     * @return the finding with the name in its path
     */
    public Finding inDomain(String name) {
        return new Finding(id, severity, path.inDomain(name), value, message, rfc, location);
    }

    /**
     * Returns the finding with another severity: some checks are stricter for a whole domain than for one rule.
     *
     * @param other the severity
     * @return the finding with that severity
     */
    public Finding withSeverity(Severity other) {
        return new Finding(id, other, path, value, message, rfc, location);
    }

    /**
     * Returns the finding with another value.
     *
     * @param other the value
     * @return the finding with that value
     */
    public Finding withValue(String other) {
        return new Finding(id, severity, path, other, message, rfc, location);
    }

    /**
     * Returns the finding with a location.
     *
     * @param place where its reason is
     * @return the finding with that location
     */
    public Finding at(Location place) {
        return new Finding(id, severity, path, value, message, rfc, place);
    }

    /**
     * Returns findings unchanged shown: by location, each once. Of two findings of one check about one field, an error
     * hides a lighter one, since some checks are stricter in a larger context.
     *
     * @param findings in any order
     * @return an immutable list, those without a location first
     */
    public static List<Finding> inOrder(Collection<Finding> findings) {
        record About(FindingId id, FieldPath path) {}
        Set<About> errors = new HashSet<>();
        for (Finding each : findings) {
            if (each.isError()) {
                errors.add(new About(each.id, each.path));
            }
        }
        return new LinkedHashSet<>(findings)
                .stream()
                        .filter(each -> each.isError() || !errors.contains(new About(each.id, each.path)))
                        .sorted(Comparator.comparing(Finding::location))
                        .toList();
    }

    /**
     * Returns field, value and message as one sentence, without the value if it is missing.
     *
     * @return such as {@code eaLength 49 is outside 0..48}
     */
    public String sentence() {
        return path + (value.equals(MISSING) ? " " : " " + value + " ") + message;
    }

    /**
     * Returns one line for a person, in the form that compilers use and editors jump by.
     *
     * @param file the name of the file
     * @return such as {@code map.json:7:21: V02 error: rules[0].eaLength 49 is outside 0..48 (RFC 7597 section 5.2)}
     */
    public String toString(String file) {
        return file + (location.isKnown() ? ":" + location : "") + ": " + withoutLocation();
    }

    private String withoutLocation() {
        return id + " " + severity + ": " + sentence() + " (" + rfc + ")";
    }

    /** Returns one line for a person: location if known, id, severity, field, value, message and clause. */
    @Override
    public String toString() {
        return (location.isKnown() ? location + ": " : "") + withoutLocation();
    }
}
