package io.softwire46.mape.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.testing.SampleRun;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Each result as a JUnit test. */
class ConformanceTest {
    private static String outcome(DynamicTest test) {
        try {
            test.getExecutable().execute();
            return "passed";
        } catch (TestAbortedException e) {
            return "aborted";
        } catch (AssertionError e) {
            return "failed";
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachResultIsATest() {
        Map<String, String> seen = new TreeMap<>();
        List<DynamicTest> tests = Conformance.tests(SampleRun.run()).toList();
        tests.forEach(test -> seen.put(test.getDisplayName(), outcome(test)));
        assertEquals("summary", tests.get(tests.size() - 1).getDisplayName());
        assertEquals("failed", seen.get("DWN-04 MUST RFC 7597 5.3"));
        assertEquals("failed", seen.get("ALG-09 MUST RFC 7597 5, RFC 7598 4.1"));
        assertEquals("failed", seen.get("HDR-05 MUST RFC 1624 3"));
        assertEquals("failed", seen.get("CNT-02 MUST RFC 7597 8.1"));
        assertEquals("failed", seen.get("FRG-12 MUST RFC 8200 4.5"));
        assertEquals("aborted", seen.get("DWN-07 SHOULD RFC 1812 4.3.2.7"));
        assertEquals("passed", seen.get("FRG-10 ROBUST RFC 791 3.2"));
        assertEquals("passed", seen.get("DWN-01 MUST RFC 7597 8, RFC 2473 3.1"));
    }

    /** The texts of a failure are those of the reports. */
    @Test
    void aFailureIsExplained() {
        DynamicTest failed = Conformance.tests(SampleRun.run()).toList().get(3);
        AssertionError error =
                assertThrows(AssertionError.class, () -> failed.getExecutable().execute());
        assertTrue(error.getMessage().contains("first difference:\n  outerDestination: allowed"), error.getMessage());
    }

    @Test
    void theSummaryFailsIfNothingWasChecked() {
        assertEquals("passed", summary(0));
        assertEquals("passed", summary(1));
        assertEquals("failed", summary(4));
    }

    private static String summary(int exit) {
        RunResult run = SampleRun.run();
        RunResult result = new RunResult(
                run.kit(), run.suite(), run.target(), 1, run.started(), List.of(), List.of(), List.of(), exit);
        List<DynamicTest> tests = Conformance.tests(result).toList();
        return outcome(tests.get(tests.size() - 1));
    }

    @Test
    void unknownSuitesAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Conformance.of(() -> {
                            throw new IllegalStateException();
                        })
                        .suite("2.0"));
    }
}
