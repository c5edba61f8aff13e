package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.operate.DrawnNetwork.Seen;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Diagnoses of drawn networks: the true rule is always among the candidates, and each candidate derives all that was seen, by the
 * naive model of RFC 7597 sections 5 and 6. {@code -Ddiagnose.worlds=100000} draws more.
 */
class DiagnosisWorldsTest {
    private static final int WORLDS = Integer.getInteger("diagnose.worlds", 2_500);
    /** Members of a world that are checked; all where more worlds are drawn. */
    private static final int MAX_CHECKED = WORLDS > 10_000 ? Integer.MAX_VALUE : 10;

    @Test
    void theTrueRuleIsAlwaysAmongTheCandidates() {
        for (int world = 0; world < WORLDS; world++) {
            Random random = new Random(world);
            DrawnNetwork network = DrawnNetwork.any(random, random.nextInt(20) == 0 ? 128 : 64);
            List<Seen> seen = network.draw(random, 1 + random.nextInt(4), random.nextInt(5));
            if (network.kinds() < 0 && seen.stream().noneMatch(each -> hasHiddenBits(network, each))) {
                continue; // no address differs from the prefix of its CE
            }
            Diagnosis diagnosis = Diagnosis.of(DrawnNetwork.evidence(seen), Diagnosis.Limits.DEFAULT);
            String where = "world " + world + " " + network + " " + seen;
            boolean isLong = network.rule().ipv6().length() + network.rule().ea() > 64;
            boolean hasShort = diagnosis.families().stream().anyMatch(each -> each.endUserPrefixLength() <= 64);
            // Longer End-user prefixes are candidates only where no shorter one fits.
            assertTrue(
                    (isLong && (hasShort || diagnosis.families().isEmpty()))
                            || diagnosis.families().stream().anyMatch(network::isIn),
                    () -> where + diagnosis.toText(20));
            checkMembers(diagnosis, seen, where, isLong);
        }
    }

    private static boolean hasHiddenBits(DrawnNetwork network, Seen seen) {
        return seen.ipv4().substring(32 + network.kinds()).contains("1");
    }

    private static void checkMembers(Diagnosis diagnosis, List<Seen> seen, String where, boolean isLong) {
        int checked = 0;
        Set<Seen> distinct = new HashSet<>(seen);
        for (Family each : diagnosis.families()) {
            if (each.round() > 0) {
                continue;
            }
            boolean explainsAll = each.supports() == distinct.size();
            assertTrue(explainsAll || isLong, () -> where + each);
            for (NaiveMap.Rule member :
                    explainsAll ? DrawnNetwork.members(each, seen.get(0)) : List.<NaiveMap.Rule>of()) {
                if (checked++ >= MAX_CHECKED) {
                    return;
                }
                for (Seen one : distinct) {
                    assertTrue(DrawnNetwork.derives(member, one), () -> where + " " + member + " " + one);
                }
            }
        }
    }

    /** All rules of the search space by trying all lengths, where a few worlds suffice. */
    @Test
    void candidatesAreExactlyTheRulesThatDeriveAll() {
        for (int world = 0; world < WORLDS / 50; world++) {
            Random random = new Random(-1 - world);
            DrawnNetwork network = DrawnNetwork.any(random, 64);
            List<Seen> seen = network.draw(random, 1 + random.nextInt(2), random.nextInt(3));
            boolean hasHidden = network.kinds() < 0 && seen.stream().anyMatch(each -> hasHiddenBits(network, each));
            if (network.kinds() < 0 && !hasHidden) {
                continue;
            }
            Diagnosis diagnosis = Diagnosis.of(DrawnNetwork.evidence(seen), Diagnosis.Limits.DEFAULT);
            Set<NaiveMap.Rule> found = new HashSet<>();
            diagnosis.families().stream()
                    .filter(each -> each.round() == 0)
                    .forEach(each -> found.addAll(DrawnNetwork.members(each, seen.get(0))));
            Set<NaiveMap.Rule> expected = new HashSet<>(NaiveDiagnosis.rules(seen));
            assertEquals(expected, found, "world " + world + " " + network + " " + seen);
        }
    }
}
