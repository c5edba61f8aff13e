package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.Progress;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunOptions;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.engine.Runner;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The corpus of each property as a test of its own, against this library in process: the only test of a mutation run that measures
 * the kit. {@link SuiteTest} runs the same cases in an ordinary build.
 */
class SuitePerProperty {
    @TestFactory
    Stream<DynamicTest> properties() {
        return Catalogue.properties().stream()
                .filter(property -> property.roles().stream()
                        .anyMatch(new LibraryTarget().capabilities().roles()::contains))
                .map(property -> dynamicTest(property.id(), () -> check(property)));
    }

    private static void check(Property property) {
        RunOptions options = RunOptions.CORPUS.withOnly(List.of(property.id())).withShrinkTime(Duration.ZERO);
        RunResult result = new Runner(options, LibraryTarget::new, Progress.NONE).run();
        assertEquals(Result.PASS, result.properties().get(0).result(), property.id());
        assertFalse(result.properties().get(0).differs(), property.id());
        assertEquals(0, result.exit());
    }
}
