package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Recognizes findings that only follow from a malformed field, which readers do not report. They report all other findings, so
 * that a malformed field hides no independent error.
 *
 * <p>Static methods only.
 */
public final class FollowUps {
    /** Fields on which a finding depends in addition to its own, by its id. */
    private static final Map<FindingId, Set<String>> DEPENDENCIES = Map.of(
            FindingId.V08, Set.of("psidOffset"),
            FindingId.V13, Set.of("psidLength"),
            FindingId.V17, Set.of("psidOffset"),
            FindingId.V18, Set.of("psidOffset"),
            FindingId.V19, Set.of("psidOffset", "psid"),
            FindingId.V24, Set.of("psidOffset"));

    private FollowUps() {}

    /**
     * Returns whether a finding about a rule only follows from a malformed field, which was reported.
     *
     * @param finding a finding of the rule, whose path is the field alone
     * @param isUnreadable whether a field is malformed
     */
    public static boolean isOne(Finding finding, Predicate<String> isUnreadable) {
        return isUnreadable.test(finding.field())
                || DEPENDENCIES.getOrDefault(finding.id(), Set.of()).stream().anyMatch(isUnreadable);
    }
}
