package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.operate.DrawnNetwork.Seen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How much evidence suffices for the lengths of rules in use: shares of drawn networks. {@code -Ddiagnose.draws=1000} draws more.
 */
class DiagnosisShareTest {
    private static final int DRAWS = Integer.getInteger("diagnose.draws", 100);

    /** Lengths of rules. */
    enum Lengths {
        RFC_40(40, 24, 16, 6, false),
        DRAFT_31(31, 15, 25, 4, true),
        WITHOUT_OFFSET_48(48, 24, 11, 0, false),
        DRAFT_38(38, 20, 18, 6, true);

        private final int n;
        private final int r;
        private final int o;
        private final int offset;
        private final boolean draft03;

        Lengths(int n, int r, int o, int offset, boolean draft03) {
            this.n = n;
            this.r = r;
            this.o = o;
            this.offset = offset;
            this.draft03 = draft03;
        }

        DrawnNetwork draw(Random random) {
            return DrawnNetwork.of(random, n, r, o, offset, draft03);
        }
    }

    /** Sequences of {@link Random} with adjacent seeds resemble each other, so the seeds are mixed. */
    private static Random random(int draw) {
        return new Random(new SplittableRandom(draw).nextLong());
    }

    private static Diagnosis diagnose(List<Seen> seen) {
        return Diagnosis.of(DrawnNetwork.evidence(seen), Diagnosis.Limits.DEFAULT);
    }

    /** A few CEs of a short PSID may all have the PSID 0: then rules without a PSID derive the same addresses. */
    @ParameterizedTest
    @EnumSource
    void threeCesWithFivePortsLeaveOneFamilyUnlessOthersDeriveTheSame(Lengths lengths) {
        int several = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            Random random = random(draw);
            DrawnNetwork network = lengths.draw(random);
            List<Seen> seen = network.draw(random, 3, 5);
            Diagnosis diagnosis = diagnose(seen);
            String where = "draw " + draw + "\n" + diagnosis.toText(10);
            assertTrue(diagnosis.families().stream().anyMatch(network::isIn), where);
            if (!diagnosis.isUnique()) {
                several++;
                assertTrue(NaiveDiagnosis.rules(seen).stream().anyMatch(each -> !network.isAlike(each)), where);
            }
        }
        assertTrue(several <= 0.01 * DRAWS, several + " of " + DRAWS);
    }

    @ParameterizedTest
    @EnumSource
    void twoCesWithFivePortsLeaveOneFamilyInMostDraws(Lengths lengths) {
        int unique = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            Random random = random(draw);
            DrawnNetwork network = lengths.draw(random);
            Diagnosis diagnosis = diagnose(network.draw(random, 2, 5));
            unique += diagnosis.families().size() == 1 ? 1 : 0;
            assertTrue(diagnosis.families().stream().anyMatch(network::isIn), "draw " + draw);
        }
        assertTrue(unique >= 0.95 * DRAWS, unique + " of " + DRAWS);
    }

    @ParameterizedTest
    @EnumSource
    void theNarrowestRuleIsRightAsOftenAsPrinted(Lengths lengths) {
        for (int ces : new int[] {2, 3, 5, 20}) {
            int right = 0;
            double printed = 0;
            for (int draw = 0; draw < DRAWS; draw++) {
                Random random = random(1_000 * ces + draw);
                DrawnNetwork network = lengths.draw(random);
                for (Family each : diagnose(network.draw(random, ces, 5)).families()) {
                    if (network.isIn(each)) {
                        right += each.narrowest().ipv6Length()
                                        == network.rule().ipv6().length()
                                ? 1
                                : 0;
                        printed += each.narrowestProbability();
                    }
                }
            }
            double p = printed / DRAWS;
            double deviation = Math.sqrt(Math.max(p * (1 - p), 1.0 / DRAWS) * DRAWS);
            assertTrue(Math.abs(right - printed) <= 3 * deviation, ces + " CEs: " + right + ", not " + printed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void forgedPacketsAreOutliersAndChangeNoFamily(Lengths lengths) {
        for (int draw = 0; draw < DRAWS / 4; draw++) {
            Random random = random(draw);
            DrawnNetwork network = lengths.draw(random);
            List<Seen> seen = network.draw(random, 20, 5);
            Set<Seen> forged = new HashSet<>();
            while (forged.size() < seen.size() / 20) {
                Seen one = seen.get(random.nextInt(seen.size()));
                String ipv4 = random.nextBoolean() ? one.ipv4() : DrawnNetwork.bits(random, 32);
                // The source of a packet may be that of a CE, or any host.
                String ce = random.nextInt(3) == 0 ? DrawnNetwork.bits(random, 128) : one.ce();
                Seen other = new Seen(ce, ipv4, random.nextInt(0x10000));
                if (!DrawnNetwork.derives(network.rule(), other)) {
                    forged.add(other);
                }
            }
            List<Seen> all = new ArrayList<>(seen);
            all.addAll(forged);
            Diagnosis with = diagnose(all);
            String where = "draw " + draw + "\n" + with.toText(10);
            assertEquals(names(diagnose(seen)), names(with), where);
            assertEquals(forged.size(), with.outliers().size(), where);
            for (Seen each : forged) {
                String port = " port " + each.port() + ":";
                assertTrue(
                        with.outliers().stream()
                                .anyMatch(outlier -> outlier.text().contains(port)),
                        where);
            }
        }
    }

    private static List<String> names(Diagnosis diagnosis) {
        return diagnosis.families().stream()
                .map(each -> each.format() + " " + each.psidOffset() + " " + each.psidLength() + " "
                        + each.endUserPrefixLength() + " " + each.narrowest() + " " + each.widest())
                .toList();
    }
}
