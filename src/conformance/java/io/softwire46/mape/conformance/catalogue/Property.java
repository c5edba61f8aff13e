package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.judge.Level;
import java.util.List;
import java.util.Set;

/**
 * One statement about MAP-E products, with its clause.
 *
 * <p>Immutable.
 *
 * @param id such as {@code DWN-04}; never used again for another property
 * @param level how much it matters
 * @param clause such as {@code RFC 7597 section 5.3}
 * @param statement in the project's own words
 * @param sends what the product gets, in one sentence
 * @param roles of products that it applies to
 * @param classes required ones, as {@code name=value}
 * @param minimum number of effective checks
 * @param knownToFail products and versions, with the mode in which they fail; may be empty
 * @param cases how cases are drawn, by role
 */
public record Property(
        String id,
        Level level,
        String clause,
        String statement,
        String sends,
        Set<Role> roles,
        List<String> classes,
        int minimum,
        List<String> knownToFail,
        List<CaseDrawer> cases) {

    /** Returns the group, such as {@code DWN}. */
    public String group() {
        return id.substring(0, id.indexOf('-'));
    }
}
