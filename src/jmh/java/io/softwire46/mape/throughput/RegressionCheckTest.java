package io.softwire46.mape.throughput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.throughput.RegressionCheck.Change;
import io.softwire46.mape.throughput.RegressionCheck.Outcome;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegressionCheckTest {
    private static Change only(JmhJson before, JmhJson now) {
        return RegressionCheck.compare(before.results(), now.results()).get(0);
    }

    @Test
    void changesWithinTheScatterOfTheForksAreTheSame() {
        JmhJson before = new JmhJson().row("A.b", "", 0, 10, 11, 12);
        assertEquals(
                Outcome.SAME,
                only(before, new JmhJson().row("A.b", "", 0, 11, 12, 13)).outcome());
    }

    @Test
    void changesBeyondItHaveADirection() {
        JmhJson before = new JmhJson().row("A.b", "", 0, 10, 10.1, 10.2);
        Change slower = only(before, new JmhJson().row("A.b", "", 0, 11.5, 11.6, 11.7));
        assertEquals(Outcome.SLOWER, slower.outcome());
        assertTrue(RegressionCheck.isRegression(slower));
        assertTrue(slower.text().startsWith("10.10 -> 11.60 ns/op, +14.9 %"), slower.text());
        Change faster = only(before, new JmhJson().row("A.b", "", 0, 8, 8.1, 8.2));
        assertEquals(Outcome.FASTER, faster.outcome());
        assertEquals(false, RegressionCheck.isRegression(faster));
    }

    @Test
    void lessThanThreePerCentIsTheSameHoweverQuiet() {
        JmhJson before = new JmhJson().row("A.b", "", 0, 10, 10, 10);
        assertEquals(
                Outcome.SAME,
                only(before, new JmhJson().row("A.b", "", 0, 10.2, 10.2, 10.2)).outcome());
    }

    @Test
    void forksThatAgreeByChanceAreNotTrustedMoreThanTheOtherRows() {
        JmhJson before = new JmhJson().row("A.b", "", 0, 10, 10, 10);
        JmhJson now = new JmhJson().row("A.b", "", 0, 11, 11, 11);
        for (String name : List.of("A.c", "A.d", "A.e")) {
            before.row(name, "", 0, 10, 12, 14);
            now.row(name, "", 0, 10, 12, 14);
        }
        assertEquals(Outcome.SAME, only(before, now).outcome());
    }

    @Test
    void moreAllocationIsARegressionAtTheSameSpeed() {
        JmhJson before = new JmhJson().row("A.b", "", 0.001, 10, 10);
        Change more = only(before, new JmhJson().row("A.b", "", 24, 10, 10));
        assertEquals(Outcome.ALLOCATES_MORE, more.outcome());
        assertTrue(RegressionCheck.isRegression(more));
        assertEquals(
                Outcome.SAME,
                only(before, new JmhJson().row("A.b", "", 0.05, 10, 10)).outcome());
    }

    @Test
    void rowThatIsGoneIsARegressionAndANewOneIsNot() {
        List<Change> changes = RegressionCheck.compare(
                new JmhJson().row("A.b", "", 0, 1, 1).results(),
                new JmhJson().row("A.c", "", 0, 1, 1).results());
        assertEquals(1, changes.size());
        assertEquals(Outcome.MISSING, changes.get(0).outcome());
        assertTrue(RegressionCheck.isRegression(changes.get(0)));
    }

    @Test
    void oneForkIsNotJudged() {
        JmhJson before = new JmhJson().row("A.b", "", 0, 10);
        assertEquals(
                Outcome.NOT_JUDGED,
                only(before, new JmhJson().row("A.b", "", 0, 20)).outcome());
    }

    @Test
    void slowerMachineShowsInTheFloorAndRatiosAreCompared() {
        JmhJson before = new JmhJson().row("A.b", "", 0, 10, 10.1, 10.2).row("A.storeFloor", "", 0, 5, 5.05, 5.1);
        JmhJson slowMachine =
                new JmhJson().row("A.b", "", 0, 15, 15.1, 15.2).row("A.storeFloor", "", 0, 7.5, 7.55, 7.6);
        assertEquals(Outcome.SAME, only(before, slowMachine).outcome());
        JmhJson slowerToo = new JmhJson().row("A.b", "", 0, 18, 18.1, 18.2).row("A.storeFloor", "", 0, 7.5, 7.55, 7.6);
        assertEquals(Outcome.SLOWER, only(before, slowerToo).outcome());
    }

    /** Rows with a scatter of 2 %, five forks: the figures in the comment of the class. */
    @Test
    void runAgainstItselfIsQuietAndTenPerCentAreFound() {
        Random random = new Random(5);
        int alarms = 0;
        int found = 0;
        for (int run = 0; run < 20; run++) {
            JmhJson before = new JmhJson();
            JmhJson same = new JmhJson();
            JmhJson slower = new JmhJson();
            for (int row = 0; row < 100; row++) {
                before.row("A.b" + row, "", 0, forks(random, 10));
                same.row("A.b" + row, "", 0, forks(random, 10));
                slower.row("A.b" + row, "", 0, forks(random, 11));
            }
            alarms += count(before, same, Outcome.SLOWER) + count(before, same, Outcome.FASTER);
            found += count(before, slower, Outcome.SLOWER);
        }
        assertTrue(alarms <= 6, alarms + " false alarms in 2000 rows");
        assertTrue(found >= 1900, found + " found of 2000");
    }

    private static double[] forks(Random random, double time) {
        return random.doubles(5)
                .map(each -> time * Math.exp(0.02 * random.nextGaussian()))
                .toArray();
    }

    private static int count(JmhJson before, JmhJson now, Outcome outcome) {
        return (int) RegressionCheck.compare(before.results(), now.results()).stream()
                .filter(each -> each.outcome() == outcome)
                .count();
    }
}
