package io.softwire46.mape.finding;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown for a configuration that cannot be used, with all findings about it. Only factories and readers throw it; the
 * packet path never does. Java serialization keeps the message, but not the findings.
 *
 * <p>Immutable.
 */
public final class MapConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Limit of the message: a set of 100,000 rules can have 100,000 errors. */
    private static final int ERRORS_IN_MESSAGE = 10;

    private final transient List<Finding> findings;

    /**
     * Creates an exception for findings of which at least one is an error. The message contains the first errors and
     * the number of the others.
     *
     * @param findings in the order found
     */
    public MapConfigurationException(List<Finding> findings) {
        super(message(findings));
        this.findings = List.copyOf(findings);
    }

    private static String message(List<Finding> findings) {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        String first =
                errors.stream().limit(ERRORS_IN_MESSAGE).map(Finding::toString).collect(Collectors.joining("; "));
        int others = errors.size() - ERRORS_IN_MESSAGE;
        return others > 0 ? first + "; and " + others + " more errors" : first;
    }

    /**
     * Returns an exception for text that cannot be parsed.
     *
     * @param field the parameter's name
     * @param value the text
     * @param message the problem and the remedy
     * @param rfc the clause that defines the parameter
     * @return the exception, for the caller to throw
     */
    public static MapConfigurationException syntax(String field, String value, String message, String rfc) {
        return new MapConfigurationException(
                List.of(new Finding(FindingId.SYNTAX, Finding.Severity.ERROR, field, value, message, rfc)));
    }

    /**
     * Throws an exception if one of the findings is an error.
     *
     * @param findings from a validation
     * @throws MapConfigurationException with all of them
     */
    public static void throwIfAnyError(List<Finding> findings) {
        if (findings.stream().anyMatch(Finding::isError)) {
            throw new MapConfigurationException(findings);
        }
    }

    /**
     * Returns all findings, including warnings.
     *
     * @return at least one error
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Returns the first error.
     *
     * @return the finding that a one-line message would name
     */
    public Finding first() {
        return findings.stream().filter(Finding::isError).findFirst().orElseThrow();
    }
}
