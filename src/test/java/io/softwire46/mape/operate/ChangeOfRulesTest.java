package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.map.MapRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every millisecond around one change of the rules, for equal and for different owners. The second version begins at 0 of this
 * test's time, where the first one ends; CEs may use the first one for 7 ms more, and clocks differ by 0 or 2 ms.
 */
class ChangeOfRulesTest {
    private static final long CHANGE = 1_000_000;
    private static final int GRACE = 7;

    /** RFC 7597 Appendix A example 1: PSID 52 of 192.0.2.18 has port 1232. */
    private static final MapRule OLD = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);

    private static final MapRule MOVED = MapRule.of("2001:db9::/40", "192.0.2.0/24", 16);
    private static final String OLD_PREFIX = "2001:db8:12:3400::/56";

    private static Attribution history(MapRule next, long gap) {
        return Attribution.of(RuleHistory.of(List.of(
                version(0, CHANGE - gap, OLD),
                new RuleVersion(
                        Instant.ofEpochMilli(CHANGE),
                        null,
                        Duration.ofMillis(GRACE),
                        List.of(LookupWorld.domain("d", List.of(next))),
                        List.of(List.of()),
                        ""))));
    }

    private static RuleVersion version(long from, long until, MapRule rule) {
        return new RuleVersion(
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(until),
                Duration.ofMillis(GRACE),
                List.of(LookupWorld.domain("d", List.of(rule))),
                List.of(List.of()),
                "");
    }

    private static Answer at(Attribution attribution, long instant) {
        Instant time = Instant.ofEpochMilli(instant);
        return attribution.find("192.0.2.18", 1232, "tcp", time, time);
    }

    @Test
    void withoutToleranceOnlyGraceQueriesBothVersions() {
        Attribution equal = history(OLD, 0).withTolerance(Duration.ZERO);
        Attribution different = history(MOVED, 0).withTolerance(Duration.ZERO);
        for (long t = -2; t <= GRACE + 2; t++) {
            boolean isOld = t < 0;
            boolean isBoth = t >= 0 && t < GRACE;
            check(at(equal, CHANGE + t), isBoth ? "FOUND_BOTH" : "FOUND", isBoth ? "grace" : "", OLD_PREFIX);
            String prefix = isBoth ? null : isOld ? OLD_PREFIX : "2001:db9:12:3400::/56";
            check(at(different, CHANGE + t), isBoth ? "AMBIGUOUS" : "FOUND", isBoth ? "grace" : "", prefix);
        }
    }

    @Test
    void toleranceWidensBothEnds() {
        Attribution equal = history(OLD, 0).withTolerance(Duration.ofMillis(2));
        Attribution different = history(MOVED, 0).withTolerance(Duration.ofMillis(2));
        for (long t = -4; t <= GRACE + 4; t++) {
            // the first version ends after instant -1, with grace after 6; the interval is t - 2 to t + 2
            boolean reachesNew = t + 2 >= 0;
            boolean reachesOld = t - 2 < GRACE;
            boolean isBoth = reachesNew && reachesOld;
            String reason = !isBoth
                    ? ""
                    : t < 0
                            ? "tolerance" // the second version is too early
                            : t - 2 < 0
                                    ? "grace,tolerance" // either of them makes the first version last
                                    : t < GRACE ? "grace" : "grace,tolerance";
            check(at(equal, CHANGE + t), isBoth ? "FOUND_BOTH" : "FOUND", reason, OLD_PREFIX);
            String prefix = isBoth ? null : reachesNew ? "2001:db9:12:3400::/56" : OLD_PREFIX;
            check(at(different, CHANGE + t), isBoth ? "AMBIGUOUS" : "FOUND", reason, prefix);
        }
    }

    /** A gap of 3 ms before the second version: an answer there is never FOUND, whatever grace allows. */
    @Test
    void gapsAreNeverFound() {
        Attribution gap = history(OLD, 3).withTolerance(Duration.ZERO);
        for (long t = -5; t <= GRACE; t++) {
            boolean isInGap = t >= -3 && t < 0;
            boolean isInGrace = t >= -3 && t < GRACE - 3;
            String expected = isInGap ? "AMBIGUOUS" : isInGrace ? "FOUND_BOTH" : "FOUND";
            check(
                    at(gap, CHANGE + t),
                    expected,
                    isInGap ? "grace,gap" : isInGrace ? "grace" : "",
                    isInGap ? null : OLD_PREFIX);
        }
        Attribution withoutGrace = gap.withGrace(Duration.ZERO);
        check(at(withoutGrace, CHANGE - 2), "NO_VERSION", "gap", null);
        assertEquals(-1 - LookupResult.NO_VERSION.ordinal(), gap.find(0xc0000212, 1232, CHANGE - 2));
    }

    /** The history does not say what was valid before its first version. */
    @Test
    void toleranceBeforeTheFirstVersionIsAGap() {
        Attribution attribution = Attribution.of(RuleHistory.of(List.of(version(CHANGE, CHANGE + 100, OLD))));
        check(at(attribution, CHANGE), "AMBIGUOUS", "tolerance,gap", null);
        check(at(attribution.withTolerance(Duration.ZERO), CHANGE), "FOUND", "", OLD_PREFIX);
        check(at(attribution.withTolerance(Duration.ZERO), CHANGE + 100), "AMBIGUOUS", "grace,gap", null);
        check(at(attribution.withTolerance(Duration.ZERO), CHANGE + 100 + GRACE), "NO_VERSION", "gap", null);
    }

    @Test
    void intervalOverAChangeIsAReason() {
        Attribution attribution = history(MOVED, 0).withTolerance(Duration.ZERO).withGrace(Duration.ZERO);
        Answer answer = attribution.find(
                "192.0.2.18", 1232, "udp", Instant.ofEpochMilli(CHANGE - 1), Instant.ofEpochMilli(CHANGE));
        check(answer, "AMBIGUOUS", "interval", null);
        assertEquals("2001:db8:12:3400::/56|2001:db9:12:3400::/56", answer.candidateText());
    }

    private static void check(Answer answer, String result, String reason, String prefix) {
        assertEquals(result, answer.result().name(), answer::toString);
        assertEquals(reason, answer.reason(), answer::toString);
        assertEquals(prefix, answer.prefix(), answer::toString);
    }
}
