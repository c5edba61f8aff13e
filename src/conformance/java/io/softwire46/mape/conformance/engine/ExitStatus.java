package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.judge.Level;
import java.util.List;

/**
 * The exit status of a run.
 *
 * <p>Static methods only.
 */
public final class ExitStatus {
    /** Each required property passes, is known to fail as listed, or is declared as not supported. */
    public static final int CONFORMS = 0;

    /** A required property fails, or the list of known failures is not true any more. */
    public static final int FAILED = 1;

    /** Bad usage, or a file that cannot be used; the run did not begin. */
    public static final int USAGE = 2;

    /** The adapter or the kit failed. */
    public static final int ERROR = 3;

    /** A required property was not checked, or nothing was. */
    public static final int NOT_EXERCISED = 4;

    private ExitStatus() {}

    /**
     * Returns the exit status: the first that applies of ERROR, FAILED, NOT_EXERCISED, CONFORMS.
     *
     * @param unmetKnown lines of known failures that are expired or never met
     * @param strict whether a failed SHOULD fails the run
     */
    public static int of(List<PropertyResult> properties, List<String> unmetKnown, boolean strict) {
        if (properties.stream().anyMatch(each -> each.result() == Result.ERROR)) {
            return ERROR;
        }
        if (!unmetKnown.isEmpty() || properties.stream().anyMatch(each -> fails(each, strict))) {
            return FAILED;
        }
        boolean unchecked =
                properties.stream().anyMatch(each -> each.result() == Result.NOT_EXERCISED && isRequired(each));
        return unchecked || properties.stream().noneMatch(each -> each.effective() > 0) ? NOT_EXERCISED : CONFORMS;
    }

    private static boolean fails(PropertyResult property, boolean strict) {
        return switch (property.result()) {
            case FIXED -> true;
            case FAIL, FLAKY ->
                isRequired(property) || (strict && property.property().level() == Level.SHOULD);
            default -> false;
        };
    }

    private static boolean isRequired(PropertyResult property) {
        return property.property().level().isRequired();
    }
}
