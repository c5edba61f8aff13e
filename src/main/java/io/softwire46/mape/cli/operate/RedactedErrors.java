package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Errors of rule files under {@code --redact}. There are no names for the prefixes of rules with errors, so only ids are printed.
 *
 * <p>Static methods only.
 */
final class RedactedErrors {
    private static final int MAX_IDS = 5;

    private RedactedErrors() {}

    /** Throws an exception with the ids of errors, if there are any. */
    static void refuse(String file, List<Finding> findings) {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            String ids = errors.stream()
                    .map(each -> String.valueOf(each.id()))
                    .distinct()
                    .limit(MAX_IDS)
                    .collect(Collectors.joining(", "));
            throw new ToolException(file + ": has errors (" + ids + "); omit --redact to see them");
        }
    }
}
