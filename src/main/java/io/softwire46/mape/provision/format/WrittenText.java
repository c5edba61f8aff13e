package io.softwire46.mape.provision.format;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import java.util.List;

/**
 * Domains in the words of another system, and what got lost on the way. Errors are what could not be expressed: the text
 * lacks it. Warnings are what the other system will do otherwise than one might expect.
 *
 * <p>Immutable.
 *
 * @param text ends with a line feed, unless it is empty
 * @param findings fields as in the domain file, with the name of the domain in front where there are several
 */
public record WrittenText(String text, List<Finding> findings) {
    /**
     * Whether a finding about writing means that no text can be written, and not only that the text lacks something.
     *
     * @param finding of a writer or a check of one
     * @return true for an error that is not {@link FindingId#LOST}
     */
    public static boolean preventsWriting(Finding finding) {
        return finding.isError() && finding.id() != FindingId.LOST;
    }

    /**
     * Copies the list.
     *
     * @param text ends with a line feed, unless it is empty
     * @param findings in the order of the domains
     */
    public WrittenText {
        findings = List.copyOf(findings);
    }

    /**
     * Whether the text says all that the domains say.
     *
     * @return false when a finding is an error
     */
    public boolean isComplete() {
        return findings.stream().noneMatch(Finding::isError);
    }
}
