package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import java.util.stream.Collectors;

/**
 * The text of a property that did not pass, for JUnit and its reports.
 *
 * <p>Static methods only.
 */
public final class FailureText {
    private FailureText() {}

    /** Returns one line: the first difference, or the reason. */
    public static String line(PropertyResult property) {
        if (!property.cases().isEmpty()) {
            FailedCase first = property.cases().get(0);
            return Escaped.line(first.judgement().mode() + ": "
                    + Explanation.shortened(first.judgement().difference()));
        }
        return switch (property.result()) {
            case FIXED -> "passes, but the list of known failures has a line about it; remove the line";
            case PASS -> "";
            default -> Escaped.line(property.reason());
        };
    }

    /** Returns all that is known, on several lines. */
    public static String of(PropertyResult property) {
        if (property.cases().isEmpty()) {
            return Escaped.line(
                            property.property().id() + " " + property.property().level() + " "
                                    + property.property().clause() + ": "
                                    + property.property().statement())
                    + "\n" + line(property) + "\n";
        }
        return property.cases().stream()
                .map(failed -> failed.judgement().mode() + "\n"
                        + Explanation.of(failed).text(property.property()))
                .collect(Collectors.joining("\n"));
    }
}
