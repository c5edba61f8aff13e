package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.catalogue.CaseDrawer;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.catalogue.Scene;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.PossibleModes;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the corpus of a property contains for a product that can do all.
 *
 * <p>Immutable.
 *
 * @param classNames names of the classes of its cases, such as {@code kind}
 * @param modes in which a case can fail
 */
public record PropertyCorpus(Set<String> classNames, Set<Mode> modes) {
    /** Copies the sets. */
    public PropertyCorpus {
        classNames = new TreeSet<>(classNames);
        modes = modes.isEmpty() ? EnumSet.noneOf(Mode.class) : EnumSet.copyOf(modes);
    }

    /** Draws the corpus of a property; both sets are empty if it has no cases. */
    public static PropertyCorpus of(Property property) {
        Set<String> names = new TreeSet<>();
        Set<Mode> modes = EnumSet.noneOf(Mode.class);
        try (LibraryTarget target = new LibraryTarget()) {
            for (CaseDrawer drawer : property.cases()) {
                Plan plan = new Plan();
                plan.addCorpus(new Tally(property), drawer, new Scene(target.capabilities(), drawer.role()));
                plan.forEachGroup(group -> {
                    for (Plan.Item item : group) {
                        TestCase testCase = item.testCase(0);
                        names.addAll(testCase.classes().keySet());
                        modes.addAll(PossibleModes.of(testCase));
                    }
                });
            }
        }
        return new PropertyCorpus(names, modes);
    }
}
