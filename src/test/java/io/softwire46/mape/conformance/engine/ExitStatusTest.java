package io.softwire46.mape.conformance.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.testing.SampleRun;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of the table of exit statuses; a passing property is beside the one that decides. */
class ExitStatusTest {
    private static PropertyResult property(Level level, Result result, int effective) {
        return new PropertyResult(
                SampleRun.property("DWN-01", level, "RFC 7597 section 8", "It forwards.", Role.BR),
                result,
                false,
                "",
                effective,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                0,
                List.of());
    }

    private static int status(Level level, Result result, boolean strict) {
        return ExitStatus.of(
                List.of(property(Level.MUST, Result.PASS, 20), property(level, result, 0)), List.of(), strict);
    }

    @ParameterizedTest
    @CsvSource({
        "MUST, FAIL, 1, 1",
        "MUST, FLAKY, 1, 1",
        "ROBUST, FAIL, 1, 1",
        "ROBUST, FLAKY, 1, 1",
        "SHOULD, FAIL, 0, 1",
        "SHOULD, FLAKY, 0, 1",
        "DECISION, PASS, 0, 0",
        "MUST, FIXED, 1, 1",
        "SHOULD, FIXED, 1, 1",
        "MUST, NOT_EXERCISED, 4, 4",
        "ROBUST, NOT_EXERCISED, 4, 4",
        "SHOULD, NOT_EXERCISED, 0, 0",
        "DECISION, NOT_EXERCISED, 0, 0",
        "MUST, KNOWN, 0, 0",
        "MUST, UNSUPPORTED, 0, 0",
        "MUST, PASS, 0, 0",
        "SHOULD, ERROR, 3, 3",
        "MUST, ERROR, 3, 3",
        "DECISION, ERROR, 3, 3"
    })
    void ofOneResult(Level level, Result result, int expected, int strict) {
        assertEquals(expected, status(level, result, false));
        assertEquals(strict, status(level, result, true));
    }

    @Test
    void aLineThatIsNeverMetFailsTheRun() {
        assertEquals(
                1, ExitStatus.of(List.of(property(Level.MUST, Result.PASS, 20)), List.of("line 1: never met"), false));
    }

    @Test
    void nothingChecked() {
        assertEquals(4, ExitStatus.of(List.of(), List.of(), false));
        assertEquals(4, ExitStatus.of(List.of(property(Level.MUST, Result.UNSUPPORTED, 0)), List.of(), false));
    }

    /** Error before failure before lack of checks. */
    @Test
    void theFirstThatApplies() {
        List<PropertyResult> all = new ArrayList<>();
        all.add(property(Level.MUST, Result.NOT_EXERCISED, 1));
        assertEquals(4, ExitStatus.of(all, List.of(), false));
        all.add(property(Level.MUST, Result.FAIL, 20));
        assertEquals(1, ExitStatus.of(all, List.of(), false));
        all.add(property(Level.SHOULD, Result.ERROR, 0));
        assertEquals(3, ExitStatus.of(all, List.of("line 1"), false));
    }

    @ParameterizedTest
    @EnumSource
    void everyResultHasAStatus(Result result) {
        assertEquals(status(Level.MUST, result, false), status(Level.ROBUST, result, true));
    }
}
