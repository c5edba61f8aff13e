package io.softwire46.mape.conformance.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.engine.KnownFailures.Line;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.testing.SampleRun;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownFailuresTextTest {
    private static final String EXAMPLE = "FRG-06 MODE lost-fragments WHERE order!=ascending | cache of three fragments"
            + " | https://example.org/issues/1#x | since 26.06 | until 2027-01-01";

    private static Line line(String text) {
        List<Line> lines = KnownFailuresText.parse(text).lines();
        assertEquals(1, lines.size());
        return lines.get(0);
    }

    @Test
    void readsAllParts() {
        Line line = line("# comment\r\n\n  " + EXAMPLE + "\n");
        assertEquals(3, line.number());
        assertEquals("FRG-06", line.id());
        assertEquals("cache of three fragments", line.reason());
        assertEquals("https://example.org/issues/1#x", line.url());
        assertEquals("26.06", line.since());
        assertEquals(LocalDate.of(2027, 1, 1), line.until());
        assertEquals(EXAMPLE, line.text());
        assertTrue(line.matches("FRG-06", Mode.LOST_FRAGMENTS, Map.of("order", "reversed")));
        assertFalse(line.matches("FRG-06", Mode.LOST_FRAGMENTS, Map.of("order", "ascending")));
        assertFalse(line.matches("FRG-06", Mode.LOST, Map.of("order", "reversed")));
        assertFalse(line.matches("FRG-07", Mode.LOST_FRAGMENTS, Map.of("order", "reversed")));
    }

    @Test
    void dashesAreAbsentParts() {
        Line line = line("FRG-* MODE lost* | reason | - | since - | -");
        assertNull(line.url());
        assertNull(line.since());
        assertNull(line.until());
        assertTrue(line.matches("FRG-14", Mode.LOST_FRAGMENTS, Map.of()));
        assertFalse(line.matches("UP-01", Mode.LOST_FRAGMENTS, Map.of()));
    }

    @Test
    void conditionsAreAllMet() {
        Line line = line("ALG-01 MODE wrong-answer WHERE k>0, a < 6,kind=shared | r | - | - | -");
        assertTrue(line.matches("ALG-01", Mode.WRONG_ANSWER, Map.of("k", "1", "a", "5", "kind", "shared")));
        assertFalse(line.matches("ALG-01", Mode.WRONG_ANSWER, Map.of("k", "0", "a", "5", "kind", "shared")));
        assertFalse(line.matches("ALG-01", Mode.WRONG_ANSWER, Map.of("k", "1", "a", "6", "kind", "shared")));
        assertFalse(line.matches("ALG-01", Mode.WRONG_ANSWER, Map.of("k", "1", "a", "5")));
    }

    /** The last day is part of the time. */
    @Test
    void expires() {
        Line line = line(EXAMPLE);
        assertFalse(line.isExpired(LocalDate.of(2027, 1, 1)));
        assertTrue(line.isExpired(LocalDate.of(2027, 1, 2)));
        assertFalse(line("FRG-06 MODE lost | r | - | - | -").isExpired(LocalDate.MAX));
    }

    /** Each error names the line, what is wrong, and what to write. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '"',
            value = {
                "FRG-06 MODE lost | | - | - | -                      @ has no reason; write",
                "FRG-06 MODE lost | TODO later | - | - | -           @ has no reason; write",
                "FRG-06 MODE lost | todo: later | - | - | -          @ has no reason; write",
                "FRG-06 MODE lost | r | - | -                        @ has 4 parts between '|' in place of 5; write",
                "FRG-06 MODE lost | r | - | - | - | -                @ has 6 parts",
                "FRG-06 lost | r | - | - | -                         @ is not a failure; write",
                "frg-06 MODE lost | r | - | - | -                    @ 'frg-06' is not the id of a property; write",
                "FRG-6 MODE lost | r | - | - | -                     @ 'FRG-6' is not the id of a property; write",
                "FRG-06 MODE gone | r | - | - | -                    @ 'gone' is not a mode; use one of lost, forwarded,",
                "FRG-06 MODE gone* | r | - | - | -                   @ 'gone*' is not a mode; use",
                "FRG-06 MODE lost WHERE k==0 | r | - | - | -         @ 'k==0' is not a condition; write",
                "FRG-06 MODE lost WHERE k~0 | r | - | - | -          @ 'k~0' is not a condition; write",
                "FRG-06 MODE lost WHERE k=0, | r | - | - | -         @ '' is not a condition; write",
                "FRG-06 MODE lost WHERE ordr=first-last | r | - | - | - @ 'ordr' is not a class of FRG-06; did you mean",
                "CNT-* MODE * WHERE kind=shared, ttl=1 | r | - | - | - @ 'ttl' is not a class of CNT-*; use one of",
                "FRG-06 MODE lost WHERE kind<shared | r | - | - | -  @ 'shared' has no order; use",
                "FRG-06 MODE lost | r | javascript:1 | - | -         @ is not an address; write",
                "FRG-06 MODE lost | r | - | 26.06 | -                @ '26.06' is not a version; write since",
                "FRG-06 MODE lost | r | - | - | 2027-01-01           @ is not a date; write until",
                "FRG-06 MODE lost | r | - | - | until 2027-13-01     @ '2027-13-01' is not a date; write",
                "FRG-06 MODE lost | r | - | - | until tomorrow       @ 'tomorrow' is not a date; write"
            })
    void refuses(String text, String problem) {
        KnownFailureException refused =
                assertThrows(KnownFailureException.class, () -> KnownFailuresText.parse("# first\n" + text));
        assertTrue(refused.getMessage().startsWith("line 2: "), refused.getMessage());
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
        assertFalse(refused.getMessage().contains("\n"), refused.getMessage());
    }

    /** A proposal cannot be used unread; with reasons, it is read, and explains each failure of the run. */
    @Test
    void proposesLinesWithoutReasons() {
        RunResult run = SampleRun.run();
        String text = KnownFailuresText.propose(run);
        assertTrue(text.contains("\nDWN-04 MODE misdelivered | | - | - | -\n"), text);
        assertFalse(text.contains("\u001b"), text);
        assertThrows(KnownFailureException.class, () -> KnownFailuresText.parse(text));
        KnownFailures known = KnownFailuresText.parse(text.replace("| |", "| seen |"));
        assertEquals(6, known.lines().size());
        for (PropertyResult each : run.properties()) {
            for (FailedCase failed : each.cases()) {
                Mode mode = failed.judgement().mode();
                assertTrue(known.lines().stream()
                        .anyMatch(line -> line.matches(
                                each.property().id(), mode, failed.testCase().classes())));
            }
        }
    }
}
