package io.softwire46.mape.finding;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that cannot be used, with every finding about it. Only factories and readers throw it; the packet
 * path never does. The findings do not survive Java serialization, the message does.
 */
public final class MapConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** A set of 100,000 rules can have as many errors; a message of megabytes helps nobody. */
    private static final int ERRORS_IN_MESSAGE = 10;

    private final transient List<Finding> findings;

    /**
     * Carries findings of which at least one is an error. The message names the first errors and the number of the others.
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
     * For text that cannot be read.
     *
     * @param field the parameter's name
     * @param value the text
     * @param message what is wrong with it and what is expected instead
     * @param rfc the clause that defines the parameter
     * @return the exception, to be thrown
     */
    public static MapConfigurationException syntax(String field, String value, String message, String rfc) {
        return new MapConfigurationException(
                List.of(new Finding(FindingId.SYNTAX, Finding.Severity.ERROR, field, value, message, rfc)));
    }

    /**
     * Throws when one of the findings is an error, else does nothing.
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
     * Everything that was found, warnings included.
     *
     * @return at least one error
     */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * The first error.
     *
     * @return the finding that a one-line message would name
     */
    public Finding first() {
        return findings.stream().filter(Finding::isError).findFirst().orElseThrow();
    }
}
