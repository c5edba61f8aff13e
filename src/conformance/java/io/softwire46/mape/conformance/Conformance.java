package io.softwire46.mape.conformance;

import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.engine.KnownFailures;
import io.softwire46.mape.conformance.engine.KnownFailuresText;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.engine.Runner;
import io.softwire46.mape.conformance.report.FailureText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * The suite as JUnit tests of a product:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> conformance() {
 *     return Conformance.of(MyTarget::new).suite("1.0").dynamicTests();
 * }
 * }</pre>
 *
 * <p>There is a test per property, and a last one that fails where a required property was not checked. A property that the
 * product declares as not supported is shown as skipped.
 *
 * <p>Immutable: each method returns another instance.
 */
public final class Conformance {
    private final TargetFactory factory;
    private final RunOptions options;

    private Conformance(TargetFactory factory, RunOptions options) {
        this.factory = factory;
        this.options = options;
    }

    /** Returns the corpus of the newest suite, run against a product. */
    public static Conformance of(TargetFactory factory) {
        return new Conformance(factory, RunOptions.CORPUS);
    }

    /**
     * Pins the version of the catalogue.
     *
     * @param version such as {@code 1.0}
     * @throws IllegalArgumentException for a version that this kit does not have
     */
    public Conformance suite(String version) {
        if (!version.equals(RunOptions.CORPUS.suite())) {
            throw new IllegalArgumentException("suite " + version + " is not part of this kit, which has 1.0");
        }
        return this;
    }

    /**
     * Adds random cases to the corpus.
     *
     * @param seed from which they are drawn
     * @param count number of cases
     */
    public Conformance random(long seed, long count) {
        return new Conformance(factory, options.withCases(seed, count));
    }

    /**
     * Restricts the run to some properties.
     *
     * @param patterns ids or groups such as {@code UP-*}
     */
    public Conformance only(String... patterns) {
        return new Conformance(factory, options.withOnly(List.of(patterns)));
    }

    /**
     * Sets the failures that are expected.
     *
     * @param file one per line
     * @throws UncheckedIOException if it cannot be read
     */
    public Conformance known(Path file) {
        try {
            KnownFailures known = KnownFailuresText.parse(Files.readString(file));
            return new Conformance(factory, options.withKnown(known));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the suite and returns a test per property, and the test {@code summary}. */
    public Stream<DynamicTest> dynamicTests() {
        return tests(new Runner(options, factory, Progress.NONE).run());
    }

    static Stream<DynamicTest> tests(RunResult result) {
        Stream<DynamicTest> properties =
                result.properties().stream().map(each -> DynamicTest.dynamicTest(name(each), () -> check(each)));
        return Stream.concat(properties, Stream.of(DynamicTest.dynamicTest("summary", () -> check(result))));
    }

    private static String name(PropertyResult result) {
        Property property = result.property();
        return property.id() + " " + property.level() + " "
                + property.clause().replace("sections ", "").replace("section ", "");
    }

    private static void check(PropertyResult result) {
        switch (result.result()) {
            case PASS, KNOWN -> {}
            case UNSUPPORTED -> Assumptions.abort(result.reason());
            case FAIL, FLAKY, FIXED, ERROR, NOT_EXERCISED -> Assertions.fail(FailureText.of(result));
        }
    }

    private static void check(RunResult result) {
        if (result.exit() == ExitStatus.NOT_EXERCISED) {
            Assertions.fail("a required property was not checked, or nothing was");
        }
    }
}
