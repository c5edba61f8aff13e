package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.catalogue.CaseDrawer;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.catalogue.Scene;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A selection of the corpus as JSON Lines, for programs that judge by themselves: of each property and role the cases that meet
 * its required classes.
 *
 * <p>Static methods only.
 */
public final class CorpusText {
    /** Packets of a case that is shown for one role alone: those of another role differ in addresses only. */
    private static final int LARGE = 1_000;

    private CorpusText() {}

    /**
     * Returns a case per line.
     *
     * @param capabilities of a product
     */
    public static String of(Capabilities capabilities) {
        StringBuilder text = new StringBuilder(1 << 20);
        for (Property property : Catalogue.properties()) {
            for (CaseDrawer drawer : property.cases()) {
                if (capabilities.roles().contains(drawer.role())) {
                    Scene scene = new Scene(capabilities, drawer.role());
                    selected(property, drawer, scene)
                            .forEach(each -> text.append(CaseJson.line(new CaseJson.Stored(
                                    RunOptions.CORPUS.suite(), null, null, each.withRecipe(ChoiceSequence.of())))));
                }
            }
        }
        return text.toString();
    }

    /** The first case, and each later one that meets a required class that none before it did. */
    private static List<TestCase> selected(Property property, CaseDrawer drawer, Scene scene) {
        Plan plan = new Plan();
        plan.addCorpus(new Tally(property), drawer, scene);
        Set<String> missing = new TreeSet<>(property.classes());
        List<TestCase> selected = new ArrayList<>();
        plan.forEachGroup(group -> {
            for (Plan.Item item : group) {
                TestCase testCase = item.testCase(0);
                boolean isLeftOut = !drawer.equals(property.cases().get(0))
                        && testCase.steps().size() > LARGE;
                if (!isLeftOut && (missing.removeAll(testCase.classNames()) || selected.isEmpty())) {
                    selected.add(testCase);
                }
            }
        });
        return selected;
    }
}
