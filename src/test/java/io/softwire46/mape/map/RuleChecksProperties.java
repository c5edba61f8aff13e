package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.finding.Finding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A rule with several faults has a finding for each of them at once. The model has one condition per finding, over the
 * numbers as given, and none of the conditions depends on another one; a condition reads only parameters that
 * are present and in range (RFC 7597 section 5, RFC 7598 sections 4.1 and 4.5).
 */
class RuleChecksProperties {
    private static final String BR = "2001:db8:ffff::1";

    /** Parameters as given; null if one is not given. */
    private record Written(
            String ipv6, int n, String ipv4, int r, Integer o, Integer a, Integer k, Integer psid, String borderRelay) {
        List<Finding> findings() {
            MapRule.Builder builder = MapRule.builder()
                    .ipv6Prefix(ipv6 + "/" + n)
                    .ipv4Prefix(ipv4 + "/" + r)
                    .psidOffset(a)
                    .psidLength(k)
                    .psid(psid)
                    .borderRelay(borderRelay);
            if (o != null) {
                builder.eaLength(o);
            }
            return builder.validate();
        }

        /** The findings that RFC 7597 and RFC 7598 demand. */
        Set<String> expected() {
            boolean nOk = n <= 128;
            boolean rOk = r <= 32;
            boolean oOk = o != null && o >= 0 && o <= 48;
            boolean kOk = k == null || (k >= 0 && k <= 16);
            boolean aOk = a == null || (a >= 0 && a <= 15);
            int explicit = k == null || !kOk ? 0 : k;
            boolean both = rOk && oOk;
            int sum = both ? r + o : 0;
            boolean embedded = both && sum > 32;
            boolean whole = both && sum == 32;
            boolean binding = nOk && n == 128 && oOk && o == 0;
            // A binding has another default, and without n it is not known whether the rule is one.
            boolean offsetOk = a != null ? aOk : nOk || (oOk && o > 0);
            int offset = a != null ? a : binding ? 0 : 6;
            // The PSID length, if it can be determined.
            boolean known = (embedded && sum - 32 <= 16) || (both && !embedded && kOk);
            int length = !known ? 0 : embedded ? sum - 32 : explicit;
            boolean shared = embedded || (whole && explicit > 0);
            boolean psidGiven = psid != null;

            Set<String> ids = new TreeSet<>();
            expect(ids, "V01", !nOk || !rOk);
            expect(ids, "V02", o != null && !oOk);
            expect(ids, "V03", (nOk && hasBitsBeyond(ipv6, n)) || (rOk && hasBitsBeyond(ipv4, r)));
            expect(ids, "V04", nOk && oOk && n + o > 128);
            expect(ids, "V05", nOk && oOk && n + o > 64 && n + o <= 128 && !binding);
            expect(ids, "V06", !aOk);
            expect(ids, "V07", !kOk);
            expect(ids, "V08", shared && known && offsetOk && offset + length > 16);
            expect(ids, "V09", embedded && sum - 32 > 16);
            expect(ids, "V10", embedded && explicit > 0 && explicit != sum - 32);
            expect(ids, "V11", both && sum < 32 && (explicit > 0 || (psidGiven && psid != 0)));
            boolean fits = psidGiven && psid >= 0 && psid < (known ? 1 << length : 65536);
            expect(ids, "V12", psidGiven && !fits && !(both && sum < 32) && !(known && length == 0));
            expect(ids, "V13", psidGiven && psid != 0 && known && length == 0 && sum >= 32);
            expect(ids, "V14", psidGiven && embedded);
            expect(ids, "V15", whole && o > 0 && explicit > 0 && psidGiven);
            expect(ids, "V16", whole && explicit > 0 && !psidGiven);
            expect(ids, "V17", shared && known && offsetOk && offset > 0 && offset + length == 16);
            expect(ids, "V18", shared && offsetOk && offset > 6);
            int lowest = psidGiven && whole ? psid : 0;
            boolean system = shared && known && offsetOk && offset == 0 && lowest >= 0;
            expect(ids, "V19", system && (long) lowest << (16 - length) < 1024);
            boolean tiny = rOk && r == 0 && oOk && o > 0 && o < 8;
            boolean special = ipv4.startsWith("10.") || ipv4.startsWith("0.");
            expect(ids, "V20", tiny || (rOk && special && r >= 8));
            expect(ids, "V21", both && r == 0 && o == 0);
            expect(ids, "V22", nOk && ((ipv6.startsWith("ff") && n >= 8) || (ipv6.equals("::") && n == 128)));
            expect(ids, "V23", !borderRelay.equals(BR));
            expect(ids, "V24", shared && a == null && offsetOk);
            expect(ids, "SYNTAX", o == null);
            return ids;
        }

        private static void expect(Set<String> ids, String id, boolean condition) {
            if (condition) {
                ids.add(id);
            }
        }

        private static boolean hasBitsBeyond(String address, int length) {
            byte[] octets = Bytes.address(address);
            return Bytes.bits(octets, 0, octets.length).substring(length).contains("1");
        }
    }

    /** Most rules have several faults, and many have a pair that two separate passes would show one after the other. */
    @Property(tries = 20_000)
    void everyFaultHasItsFinding(@ForAll Random random) {
        Written rule = draw(random);
        assertEquals(rule.expected(), ids(rule.findings()), rule::toString);
    }

    private static Set<String> ids(List<Finding> findings) {
        return findings.stream().map(each -> each.id().name()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Written draw(Random random) {
        boolean exact = random.nextInt(4) > 0;
        int n = pick(random, 0, 1, 32, 40, 56, 60, 64, 65, 112, 127, 128, 129, 200, random.nextInt(129));
        int r = pick(random, 0, 1, 8, 24, 24, 31, 32, 32, 33, 40, random.nextInt(33));
        Integer o = pick(random, null, -1, 0, 0, 7, 8, 16, 24, 25, 32, 48, 49, random.nextInt(49));
        Integer a = pick(random, null, null, -1, 0, 4, 6, 7, 15, 16, random.nextInt(16));
        Integer k = pick(random, null, null, -1, 0, 8, 16, 17, random.nextInt(17));
        Integer psid = pick(random, null, null, null, -1, 0, 1, 255, 256, 65535, 65536);
        String ipv6 = n == 0 || !exact ? pick(random, "::", "2001:db8::", "ff05::") : "2001:db8::";
        String ipv4 = exact ? "192.0.2.0" : pick(random, "10.0.0.0", "192.0.2.1", "0.0.0.0");
        return new Written(ipv6, n, ipv4, r, o, a, k, psid, pick(random, BR, BR, BR, "ff05::1"));
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /**
     * Pairs of findings that the property has drawn: each with each other one that does not exclude it by its own
     * condition.
     */
    @Example
    void theDrawHasPairsOfFaults() {
        Map<String, Set<String>> together = new HashMap<>();
        Random random = new Random(7597);
        for (int i = 0; i < 20_000; i++) {
            Set<String> ids = draw(random).expected();
            ids.forEach(
                    id -> together.computeIfAbsent(id, key -> new HashSet<>()).addAll(ids));
        }
        assertTrue(
                together.get("V01").containsAll(Set.of("V02", "V06", "V07", "V09", "V10", "V16", "V20", "V21", "V23")));
        assertTrue(together.get("V02").containsAll(Set.of("V01", "V03", "V06", "V07", "V12", "V20", "V22", "V23")));
        assertTrue(together.get("V06").containsAll(Set.of("V05", "V09", "V04", "V10", "V12", "V16", "V21", "V22")));
        assertTrue(together.get("V07").containsAll(Set.of("V05", "V09", "V04", "V18", "V24", "V08")));
    }

    /** An offset of 16 once hid what EA bits and prefixes say together. */
    @Example
    void anOffsetOutOfRangeHidesNothing() {
        Written rule = new Written("2001:db8::", 60, "192.0.2.0", 24, 25, 16, null, null, BR);
        assertEquals(Set.of("V05", "V06", "V09"), ids(rule.findings()));
    }
}
