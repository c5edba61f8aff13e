package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.catalogue.CaseDrawer.Drawer;
import io.softwire46.mape.conformance.judge.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Builds a property.
 *
 * <p>Not thread-safe.
 */
final class Clause {
    private static final int MINIMUM = 20;

    private final String id;
    private final Level level;
    private final String clause;
    private String statement = "";
    private String sends = "";
    private int minimum = MINIMUM;
    private final List<String> classes = new ArrayList<>();
    private final List<String> knownToFail = new ArrayList<>();
    private final List<CaseDrawer> cases = new ArrayList<>();
    private final Set<Role> roles = new LinkedHashSet<>();

    private Clause(String id, Level level, String clause) {
        this.id = id;
        this.level = level;
        this.clause = clause;
    }

    static Clause must(String id, String clause) {
        return new Clause(id, Level.MUST, clause);
    }

    static Clause should(String id, String clause) {
        return new Clause(id, Level.SHOULD, clause);
    }

    static Clause robust(String id, String clause) {
        return new Clause(id, Level.ROBUST, clause);
    }

    static Clause decision(String id, String clause) {
        return new Clause(id, Level.DECISION, clause);
    }

    /** What the property says. */
    Clause says(String text) {
        statement = text;
        return this;
    }

    /** What the product gets. */
    Clause sends(String text) {
        sends = text;
        return this;
    }

    /** Classes that have to be met, as far as the product supports them. */
    Clause classes(String... names) {
        classes.addAll(List.of(names));
        return this;
    }

    /** Number of effective checks, if not 20. */
    Clause atLeast(int checks) {
        minimum = checks;
        return this;
    }

    /** A product and version that fails it. */
    Clause fails(String... products) {
        knownToFail.addAll(List.of(products));
        return this;
    }

    Clause cases(Role role, Drawer drawer) {
        cases.add(new CaseDrawer(role, drawer));
        roles.add(role);
        return this;
    }

    Property build() {
        return new Property(
                id,
                level,
                clause,
                statement,
                sends,
                Set.copyOf(roles),
                List.copyOf(classes),
                minimum,
                List.copyOf(knownToFail),
                List.copyOf(cases));
    }
}
