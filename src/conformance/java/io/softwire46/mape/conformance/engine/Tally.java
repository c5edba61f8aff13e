package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.catalogue.CaseDrawer;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.catalogue.Scene;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the cases of a property have shown so far.
 *
 * <p>Not thread-safe.
 */
final class Tally {
    /** Largest number of distinct failures that are kept for the comparison with known ones. */
    private static final int MAX_FAILURES = 10_000;

    final Property property;

    /** Classes of the cases that exist inside of the declared limits. */
    final Set<String> reachable = new TreeSet<>();

    final SortedMap<String, Integer> classes = new TreeMap<>();
    final SortedMap<String, Integer> failedClasses = new TreeMap<>();
    final Map<Mode, First> first = new LinkedHashMap<>();
    final Set<Failure> failures = new LinkedHashSet<>();
    int effective;
    int errors;
    String error = "";
    boolean flaky;
    long nanos;

    /** The first failed case of a mode, with what it was drawn by. */
    static final class First {
        CaseRun run;
        final CaseDrawer drawer;
        final Scene scene;
        int failures;
        int shrunk;

        First(CaseRun run, CaseDrawer drawer, Scene scene) {
            this.run = run;
            this.drawer = drawer;
            this.scene = scene;
        }
    }

    /** A mode, and the classes of a case that failed in it. */
    record Failure(Mode mode, SortedMap<String, String> classes) {}

    Tally(Property property) {
        this.property = property;
    }

    void passed(TestCase testCase) {
        effective++;
        testCase.classNames().forEach(name -> classes.merge(name, 1, Integer::sum));
    }

    void failed(TestCase testCase, Mode mode) {
        passed(testCase);
        testCase.classNames().forEach(name -> failedClasses.merge(name, 1, Integer::sum));
        if (failures.size() < MAX_FAILURES) {
            failures.add(new Failure(mode, testCase.classes()));
        }
    }

    void error(String problem) {
        errors++;
        error = error.isEmpty() ? problem : error;
    }
}
