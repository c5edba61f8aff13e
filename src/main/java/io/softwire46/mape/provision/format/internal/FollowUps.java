package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Findings that only follow from a field that could not be read, and are not reported beside it. All others are: a field that
 * cannot be read hides no other fault.
 *
 * <p>Static methods only.
 */
public final class FollowUps {
    /** By finding, the fields without which it may be wrong, beside its own. */
    private static final Map<FindingId, Set<String>> DEPENDENCIES = Map.of(
            FindingId.V08, Set.of("psidOffset"),
            FindingId.V13, Set.of("psidLength"),
            FindingId.V17, Set.of("psidOffset"),
            FindingId.V18, Set.of("psidOffset"),
            FindingId.V19, Set.of("psidOffset", "psid"),
            FindingId.V24, Set.of("psidOffset"));

    private FollowUps() {}

    /**
     * Whether a finding about a rule only follows from a field that was reported already.
     *
     * @param finding of the rule alone, so that its field has no path
     * @param isUnreadable whether a field could not be read
     */
    public static boolean isOne(Finding finding, Predicate<String> isUnreadable) {
        return isUnreadable.test(finding.field())
                || DEPENDENCIES.getOrDefault(finding.id(), Set.of()).stream().anyMatch(isUnreadable);
    }
}
