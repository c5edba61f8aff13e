package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configuration, steps, and the outcomes that are allowed.
 *
 * <p>Immutable.
 *
 * @param property id of the property that is checked
 * @param setup the configuration
 * @param steps packets or queries, in order
 * @param controls which steps are others with their one defect repaired
 * @param expect what may follow each step; a step without an entry may cause nothing
 * @param classes regions of the parameter space that the case is in, such as {@code kind} to {@code shared}
 * @param recipe the decisions that it was drawn from; empty for a case made by hand
 */
public record TestCase(
        String property,
        Setup setup,
        List<Step> steps,
        List<Control> controls,
        List<Expectation> expect,
        SortedMap<String, String> classes,
        ChoiceSequence recipe) {

    /** Copies the collections. */
    public TestCase {
        steps = List.copyOf(steps);
        controls = List.copyOf(controls);
        expect = List.copyOf(expect);
        classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
    }

    /**
     * A step that repeats another one with its defect repaired.
     *
     * @param step index of the control
     * @param of index of the step with the defect
     */
    public record Control(int step, int of) {}

    /** Returns the case with the decisions that it was drawn from. */
    public TestCase withRecipe(ChoiceSequence taken) {
        return new TestCase(property, setup, steps, controls, expect, classes, taken);
    }

    /** Returns whether a step is a control. */
    public boolean isControl(int step) {
        return controls.stream().anyMatch(control -> control.step() == step);
    }

    /** Returns whether the case needs a NAPT without sessions: its flows may take all ports. */
    public boolean fillsPorts() {
        return expect.stream()
                .flatMap(each -> each.allowed().stream())
                .anyMatch(each -> has(each, Facts.DISTINCT_PORT));
    }

    /** Returns whether the packet of a step leaves with the IPv4 Identification that it arrived with. */
    public boolean keepsIdentification(int step) {
        return allowed(step).stream().noneMatch(each -> has(each, Facts.IDENTIFICATION));
    }

    private static boolean has(Outcome outcome, String fact) {
        return outcome instanceof Outcome.Packets packets
                && packets.packets().stream().anyMatch(facts -> facts.has(fact));
    }

    /** Returns the outcomes that are allowed after a step. */
    public List<Outcome> allowed(int step) {
        return expect.stream()
                .filter(each -> each.step() == step)
                .findFirst()
                .map(Expectation::allowed)
                .orElse(List.of(Outcome.nothing()));
    }

    /** Returns the classes as {@code name=value}. */
    public List<String> classNames() {
        return classes.entrySet().stream().map(TestCase::name).toList();
    }

    private static String name(Map.Entry<String, String> entry) {
        return entry.getKey() + "=" + entry.getValue();
    }
}
