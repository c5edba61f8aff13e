package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.operate.DrawnNetwork.Seen;
import java.util.ArrayList;
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
    private static final int WORLDS = Integer.getInteger("diagnose.worlds", 2_000);
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
            assertTrue(
                    diagnosis.families().stream().anyMatch(network::isIn)
                            || (isLong && isExplainedOtherwise(diagnosis, seen)),
                    () -> where + diagnosis.toText(20));
            checkMembers(diagnosis, seen, where, isLong);
        }
    }

    private static boolean hasHiddenBits(DrawnNetwork network, Seen seen) {
        return seen.ipv4().substring(32 + network.kinds()).contains("1");
    }

    /**
     * Longer End-user prefixes are searched only where shorter ones explain no more than a part, and where EA bits within the
     * interface identifier explain more than that identifier itself does.
     */
    private static boolean isExplainedOtherwise(Diagnosis diagnosis, List<Seen> seen) {
        int all = Set.copyOf(seen).size();
        return diagnosis.families().stream()
                        .anyMatch(each -> each.endUserPrefixLength() <= 64 && 2 * each.supports() >= all)
                || seen.stream().allMatch(DiagnosisWorldsTest::hasIdentifier);
    }

    /** RFC 7597 section 6, and the same without the last 8 bits in draft-03: 16 bits of zeros, IPv4 address, PSID. */
    private static boolean hasIdentifier(Seen seen) {
        String last = seen.ce().substring(64);
        return last.startsWith("0".repeat(16) + seen.ipv4())
                || (last.startsWith("0".repeat(8) + seen.ipv4()) && last.endsWith("0".repeat(8)));
    }

    /** A triple like that of a CE of another network, with a port that the PSID may not have. */
    private static Seen foreign(Random random) {
        String ipv4 = "1" + DrawnNetwork.bits(random, 31);
        String ce = "1" + DrawnNetwork.bits(random, 63) + "0".repeat(16) + ipv4 + DrawnNetwork.bits(random, 16);
        return new Seen(ce, ipv4, 1024 + random.nextInt(0x10000 - 1024));
    }

    /** A rule with prefixes that two random networks do not have in common. */
    private static DrawnNetwork withPrefixes(Random random) {
        while (true) {
            DrawnNetwork network = DrawnNetwork.any(random, 64);
            if (network.kinds() >= 0
                    && network.rule().ipv6().length() >= 16
                    && network.rule().ipv4().length() >= 8) {
                return network;
            }
        }
    }

    /** Foreign triples, at most as many as those of the rule, hide no family of the rule. */
    @Test
    void foreignTriplesHideNoFamily() {
        for (int world = 0; world < WORLDS / 8; world++) {
            Random random = new Random(1_000_000_007L * world);
            DrawnNetwork network = withPrefixes(random);
            List<Seen> own = network.draw(random, 1 + random.nextInt(3), 1 + random.nextInt(5));
            List<Seen> all = new ArrayList<>(own);
            for (int i = random.nextInt(Set.copyOf(own).size()); i >= 0; i--) {
                all.add(foreign(random));
            }
            Diagnosis diagnosis = Diagnosis.of(DrawnNetwork.evidence(all), Diagnosis.Limits.DEFAULT);
            String where = "world " + world + " " + network + " " + all + "\n";
            assertTrue(
                    diagnosis.families().stream().anyMatch(network::isIn) || isTie(diagnosis, own, all),
                    () -> where + diagnosis.toText(20));
        }
    }

    /** If each of the triples may be of a CE in 1:1 mode, a half of them shows no rule; then the diagnosis is not complete. */
    private static boolean isTie(Diagnosis diagnosis, List<Seen> own, List<Seen> all) {
        return 2 * Set.copyOf(own).size() == all.size()
                && !diagnosis.complete()
                && own.stream().allMatch(each -> each.ce().equals(own.get(0).ce()))
                && all.stream().allMatch(DiagnosisWorldsTest::hasIdentifier);
    }

    @Test
    void twoRulesAreBothFound() {
        for (int world = 0; world < WORLDS / 10; world++) {
            Random random = new Random(1_000_000_009L * world);
            List<DrawnNetwork> networks = List.of(withPrefixes(random), withPrefixes(random));
            List<Seen> all = new ArrayList<>();
            networks.forEach(each -> all.addAll(each.draw(random, 2 + random.nextInt(6), 5)));
            Diagnosis diagnosis = Diagnosis.of(DrawnNetwork.evidence(all), Diagnosis.Limits.DEFAULT);
            String where = "world " + world + " " + networks + " " + all + "\n";
            for (DrawnNetwork each : networks) {
                assertTrue(diagnosis.families().stream().anyMatch(each::isIn), () -> where + diagnosis.toText(20));
            }
            assertFalse(diagnosis.isUnique());
        }
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
        for (int world = 0; world < WORLDS / 60; world++) {
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
