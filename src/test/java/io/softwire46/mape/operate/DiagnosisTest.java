package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.DrawnNetwork.Seen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Diagnoses of cases with a known answer. */
class DiagnosisTest {
    private static final long ARTICLE_HIGH = 0x20010db8_00ce029cL;
    private static final long ARTICLE_LOW = 0x0000435b_cd02009cL;
    private static final int ARTICLE_IPV4 = 0x435bcd02; // 67.91.205.2

    private static Diagnosis diagnose(Evidence.Builder builder) {
        return Diagnosis.of(builder.build(), Diagnosis.Limits.DEFAULT);
    }

    private static Diagnosis diagnose(List<Seen> seen) {
        return Diagnosis.of(DrawnNetwork.evidence(seen), Diagnosis.Limits.DEFAULT);
    }

    /** The lengths of {@code vectors/reference-article.json}: Rule IPv6 prefixes of 48 to 56 bits, offset 4. */
    @Test
    void thePrintedAddressOfTheArticle() {
        Diagnosis diagnosis = diagnose(Evidence.builder().seen(ARTICLE_HIGH, ARTICLE_LOW, ARTICLE_IPV4, 6600));
        assertTrue(diagnosis.isUnique());
        Family family = diagnosis.families().get(0);
        assertEquals(InterfaceIdFormat.RFC7597, family.format());
        assertEquals(4, family.psidOffset());
        assertEquals(8, family.psidLength());
        assertEquals(64, family.endUserPrefixLength());
        assertEquals(9, family.members());
        assertEquals(new Family.Member("2001:db8:ce::/48", 48, "67.91.205.0/24", 24, 16), family.widest());
        assertEquals(new Family.Member("2001:db8:ce:200::/56", 56, "67.91.205.2/32", 32, 8), family.narrowest());
        assertEquals(List.of(56, 52, 48), family.nibbleLengths());
        assertEquals(0.0, family.narrowestProbability());
    }

    @Test
    void rulesOfACatalogueAreNamedAndRankFirst() {
        MapRule right = MapRule.builder()
                .ipv6Prefix("2001:db8::/40")
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(16)
                .psidOffset(7)
                .build();
        MapRule other = right.toBuilder().psidOffset(6).build();
        // RFC 7597 appendix A example 1, with a port that offsets 6, 7 and 8 explain; offset 7 has a PSID of 7 bits
        Evidence.Builder builder = Evidence.builder()
                .seen(0x20010db8_00123400L, 0x0000c000_02120034L, 0xc0000212, 1232)
                .rule("x/0", right)
                .rule("x/1", other);
        Family first = diagnose(builder).families().get(0);
        assertEquals(6, first.psidOffset());
        assertEquals(List.of("x/1"), first.rules());
    }

    @Test
    void aDelegatedPrefixExcludesLongerEndUserPrefixes() {
        Random random = new Random(4);
        DrawnNetwork network = DrawnNetwork.of(random, 40, 24, 16, 6, false);
        List<Seen> seen = network.draw(random, 1, 0);
        Evidence.Builder builder = Evidence.builder();
        seen.forEach(each -> builder.seen(each.high(), each.low(), each.address(), each.port()));
        int before = diagnose(builder).families().size();
        builder.delegatedPrefix(seen.get(0).high(), 0, 56);
        Diagnosis after = diagnose(builder);
        assertTrue(after.families().size() <= before);
        assertTrue(after.families().stream().allMatch(each -> each.endUserPrefixLength() <= 56));
        assertTrue(after.families().stream().anyMatch(network::isIn));
        builder.delegatedPrefix(seen.get(0).high(), 0, 50);
        assertFalse(diagnose(builder).families().stream().anyMatch(network::isIn));
    }

    @Test
    void twoRulesInOneCapture() {
        Random random = new Random(9);
        DrawnNetwork one = DrawnNetwork.of(random, 40, 24, 16, 6, false);
        DrawnNetwork other = DrawnNetwork.of(random, 31, 15, 25, 4, true);
        List<Seen> all = new ArrayList<>(one.draw(random, 6, 5));
        all.addAll(other.draw(random, 4, 5));
        Diagnosis diagnosis = diagnose(all);
        assertEquals(2, diagnosis.families().size(), diagnosis.toText(9));
        assertTrue(one.isIn(diagnosis.families().get(0)));
        assertTrue(other.isIn(diagnosis.families().get(1)));
        assertEquals(1, diagnosis.families().get(1).round());
        assertTrue(diagnosis.outliers().isEmpty());
        assertFalse(diagnosis.isUnique());
    }

    /** Rules of the same lengths, as many providers have them: one round finds one of them. */
    @Test
    void twentyRulesOfTheSameLengths() {
        Random random = new Random(10);
        List<DrawnNetwork> networks = new ArrayList<>();
        List<Seen> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            DrawnNetwork network = DrawnNetwork.of(random, 40, 24, 16, 6, false);
            networks.add(network);
            all.addAll(network.draw(random, 30 - i, 2));
        }
        Diagnosis diagnosis = diagnose(all);
        for (int i = 0; i < 16; i++) {
            assertTrue(networks.get(i).isIn(diagnosis.families().get(i)), diagnosis.toText(20));
        }
        assertEquals(16, diagnosis.families().size());
        assertEquals(2 * (14 + 13 + 12 + 11), diagnosis.outliers().size());
        assertTrue(diagnosis.outliers().stream().allMatch(each -> each.text().endsWith(": not searched")));
        assertTrue(diagnosis.notes().stream().anyMatch(each -> each.startsWith("the search ended after 16 rounds")));
        assertFalse(diagnosis.complete());
    }

    /** RFC 7597 section 5.2: the prefix of a CE in 1:1 mode has no EA bits. */
    @Test
    void oneToOne() {
        // 192.0.2.18, PSID 0x34, prefix 2001:db8:0:1::/64
        Diagnosis diagnosis =
                diagnose(Evidence.builder().seen(0x20010db8_00000001L, 0x0000c000_02120034L, 0xc0000212, 1232));
        assertTrue(diagnosis.families().isEmpty(), diagnosis.toText(5));
        assertEquals(
                List.of(new Diagnosis.OneToOne(
                        InterfaceIdFormat.RFC7597, "2001:db8:0:1:0:c000:212:34", "192.0.2.18", 0x34, false)),
                diagnosis.oneToOne());
        assertNull(diagnosis.exclusion());
        assertTrue(diagnosis.outliers().isEmpty());
    }

    /**
     * CEs of the 1:1 mode with prefixes and addresses drawn at random: one EA bit of a half of them is right by chance, and
     * each port fits the PSID.
     */
    @Test
    void aNetworkOfOneToOneCesHasNoFamily() {
        for (int ces : new int[] {2, 10, 500}) {
            Random random = new Random(ces);
            Set<List<Object>> expected = new HashSet<>();
            Set<String> explained = new HashSet<>();
            List<Seen> seen = new ArrayList<>();
            for (int i = 0; i < ces; i++) {
                String ipv4 = "110000000000" + DrawnNetwork.bits(random, 20);
                String psid = DrawnNetwork.bits(random, 4);
                String ce = "0010000000000001" + DrawnNetwork.bits(random, 48) + "0".repeat(16) + ipv4 + "0".repeat(12)
                        + psid;
                for (int port = 0; port < 3; port++) {
                    String a = "1" + DrawnNetwork.bits(random, 5); // RFC 7597 section 5.1: A is not 0
                    int number = Integer.parseInt(a + psid + DrawnNetwork.bits(random, 6), 2);
                    seen.add(new Seen(ce, ipv4, number));
                }
                if (ces < 50
                        && !NaiveDiagnosis.rules(seen.subList(3 * i, 3 * i + 3)).isEmpty()) {
                    explained.add(DrawnNetwork.text(ce));
                }
                expected.add(List.of((int) Long.parseLong(ipv4, 2), Integer.parseInt(psid, 2)));
            }
            Diagnosis diagnosis = diagnose(seen);
            assertEquals(List.of(), diagnosis.families());
            assertEquals(List.of(), diagnosis.outliers());
            assertFalse(diagnosis.isUnique());
            if (ces <= 10) {
                assertEquals(
                        explained,
                        diagnosis.oneToOne().stream()
                                .filter(Diagnosis.OneToOne::ambiguous)
                                .map(Diagnosis.OneToOne::ce)
                                .collect(Collectors.toSet()));
                assertEquals(explained.isEmpty(), diagnosis.complete());
            }
            assertEquals(
                    expected,
                    diagnosis.oneToOne().stream()
                            .map(each -> List.<Object>of(
                                    Addresses.bits(Addresses.parseIpv4("ipv4", each.ipv4())), each.psid()))
                            .collect(Collectors.toSet()));
        }
    }

    /** Of a CE, an observation of another network removes no family. */
    @Test
    void aForeignObservationRemovesNoFamily() {
        Evidence.Builder alone = Evidence.builder().seen(0x20010db8_00123400L, 0x0000c000_02120034L, 0xc0000212, 1232);
        // 7777 has the PSID 0x34 with no offset
        Evidence.Builder both = Evidence.builder()
                .seen(0x20010db8_00123400L, 0x0000c000_02120034L, 0xc0000212, 1232)
                .seen(0x20010db8_00133400L, 0x0000c000_02130034L, 0xc0000213, 7777);
        assertEquals(3, diagnose(alone).families().size());
        assertEquals(diagnose(alone).families(), diagnose(both).families());
    }

    /** End-user prefixes of 69 bits: the first CE, whose EA bits end with zeros, may be in 1:1 mode; the second one may not. */
    @Test
    void longEndUserPrefixesOfWhichOneLooksLikeOneToOne() {
        NaiveMap.Rule rule = new NaiveMap.Rule(
                "0011001000010001" + "1001010011101011" + "1000110100100100" + "0001",
                "1001100010001101",
                17,
                4,
                "",
                false);
        DrawnNetwork network = new DrawnNetwork(rule, 1);
        List<Seen> seen = new ArrayList<>();
        for (String ea : List.of("10001011111100000", "11001100000111101")) {
            NaiveMap.Ce ce = NaiveMap.ce(rule, rule.ipv6() + ea).orElseThrow();
            seen.add(network.seen(new Random(1), ce, true));
        }
        Diagnosis diagnosis = diagnose(seen);
        assertTrue(diagnosis.families().stream().anyMatch(network::isIn), diagnosis.toText(9));
    }

    /** PSID of 1232 is 0x34 with offset 6; that of 1240 is 0x36, and no other offset and length give both ports 0x34. */
    @Test
    void portsThatExcludeEachOther() {
        Evidence.Builder builder = Evidence.builder();
        for (int port : new int[] {1232, 1240}) {
            builder.seen(0x20010db8_00123400L, 0x0000c000_02120034L, 0xc0000212, port);
        }
        Diagnosis diagnosis = diagnose(builder);
        assertTrue(diagnosis.families().isEmpty(), diagnosis.toText(5));
        Diagnosis.Exclusion exclusion = diagnosis.exclusion();
        assertNotNull(exclusion);
        assertEquals("psidOffset", exclusion.parameter());
        assertTrue(exclusion.observations().stream().anyMatch(each -> each.endsWith("port 1240")));
    }

    /** Both ports have rules of their own, and no rule has both: 1232 demands offset 6 and more, 3280 demands 5. */
    @Test
    void twoObservationsThatExcludeEachOther() {
        Diagnosis diagnosis = diagnose(Evidence.builder()
                .seen(0x20010db8_00123400L, 0x0000c000_02120034L, 0xc0000212, 0x04d0)
                .seen(0x20010db8_00123400L, 0x0000c000_02120034L, 0xc0000212, 0x09a0));
        assertTrue(diagnosis.families().isEmpty(), diagnosis.toText(5));
        Diagnosis.Exclusion exclusion = diagnosis.exclusion();
        assertNotNull(exclusion);
        assertEquals("psidOffset", exclusion.parameter());
        assertEquals(2, exclusion.observations().size());
    }

    @Test
    void anAddressOfTheWrongFamilyFitsNothing() {
        Diagnosis diagnosis =
                diagnose(Evidence.builder().seen(0x20010db8_00000001L, 0x021122fffe334455L, 0xc0000212, 1232));
        assertTrue(diagnosis.families().stream().allMatch(each -> each.endUserPrefixLength() > 64));
        assertTrue(diagnosis.families().isEmpty()
                == diagnosis.notes().stream().noneMatch(each -> each.contains("longer ones were searched")));
    }

    /** 30 ports of one CE show offset and length; ports of two show fewer bits, and contradict a family. */
    @Test
    void portsAlone() {
        int right = 0;
        for (int draw = 0; draw < 40; draw++) {
            Random random = new Random(draw);
            DrawnNetwork network = DrawnNetwork.of(random, 40, 24, 16, 6, false);
            List<Seen> seen = network.draw(random, 1, 30);
            int[] ports = seen.stream().mapToInt(Seen::port).toArray();
            Diagnosis diagnosis =
                    diagnose(Evidence.builder().samePorts(seen.get(0).address(), ports));
            Family best = diagnosis.families().get(0);
            assertTrue(best.psidLength() >= 8);
            assertFalse(diagnosis.isUnique());
            right += diagnosis.families().size() == 1 && best.psidOffset() == 6 && best.psidLength() == 8 ? 1 : 0;
        }
        assertTrue(right >= 38, right + " of 40");
    }

    /** The PSID may be any part of the bits in which ports agree. */
    @Test
    void portsAloneAreNeverUniqueAndCountOnce() {
        Diagnosis diagnosis = diagnose(Evidence.builder().samePorts(0xc0000212, 80, 80, 80));
        Family family = diagnosis.families().get(0);
        assertEquals(1, family.ports());
        assertFalse(diagnosis.isUnique());
        assertTrue(diagnosis.toText(1).contains("PSID length at most 16"), diagnosis.toText(1));
    }

    /** The shortest of the prefixes that contain a CE address counts, in any order. */
    @Test
    void theShortestDelegatedPrefixCounts() {
        for (int[] lengths : new int[][] {{60, 50}, {50, 60}}) {
            Evidence.Builder builder =
                    Evidence.builder().seen(0x20010db8_00123400L, 0x0000c000_02120034L, 0xc0000212, 1232);
            for (int length : lengths) {
                builder.delegatedPrefix(0x20010db8_00123400L, 0, length);
            }
            assertTrue(diagnose(builder).families().stream().allMatch(each -> each.endUserPrefixLength() <= 50));
        }
    }

    @Test
    void delegatedPrefixesAreBoundedAndOneNoteNamesTheUnused() {
        Evidence.Builder builder = Evidence.builder().seen(ARTICLE_HIGH, ARTICLE_LOW, ARTICLE_IPV4, 6600);
        for (int i = 0; i < 65_540; i++) {
            builder.delegatedPrefix(0x30010db8_00000000L + ((long) i << 8), 0, 56);
        }
        List<String> notes = diagnose(builder).notes();
        assertTrue(notes.stream().anyMatch(each -> each.startsWith("there are more than 65536 delegated prefixes")));
        assertTrue(
                notes.stream().anyMatch(each -> each.contains("in 65536 delegated prefixes, such as 3001:db8::/56")));
        assertEquals(2, notes.size());
    }

    /** CEs of the 1:1 mode, whose addresses have nothing in common. */
    @Test
    void oneToOneCesAreBoundedInTextAndJson() {
        Evidence.Builder builder = Evidence.builder();
        for (int i = 0; i < 150; i++) {
            // the last 8 bits of the prefix differ from those of the IPv4 address in each bit
            int last = 2 * (i % 100) + 1;
            long high = 0x20010db8_00000000L | (long) i << 16 | (~last & 0xff) | 0x100;
            long ipv4 = 0xc000_0001L | (long) i << 8 | last;
            builder.seen(high | 1, ipv4 << 16 | 0x34, (int) ipv4, 1232);
        }
        Diagnosis diagnosis = diagnose(builder);
        int ces = diagnosis.oneToOne().size();
        assertTrue(ces > 100, diagnosis.toText(5));
        assertTrue(diagnosis.toText(7).contains("and " + (ces - 7) + " more CEs"), diagnosis.toText(7));
        assertEquals(100, diagnosis.toJson(7).split("\"ambiguous\"", -1).length - 1);
        assertTrue(diagnosis.toJson(7).contains("\"oneToOneCount\":" + ces));
    }

    /** Texts of random observations, long names in a catalogue included. */
    @Test
    void linesHaveAtMost100Columns() {
        for (int draw = 0; draw < 40; draw++) {
            Random random = new Random(draw);
            DrawnNetwork network = DrawnNetwork.any(random, draw % 4 == 0 ? 128 : 64);
            List<Seen> seen = new ArrayList<>(network.draw(random, 1 + random.nextInt(3), random.nextInt(3)));
            seen.addAll(DrawnNetwork.any(random, 64).draw(random, 1, 7));
            Seen any = seen.get(0);
            seen.add(new Seen(DrawnNetwork.bits(random, 128), any.ipv4(), 65_535));
            Evidence.Builder builder = Evidence.builder();
            seen.forEach(each -> builder.seen(each.high(), each.low(), each.address(), each.port()));
            MapRule rule = MapRule.builder()
                    .ipv6Prefix("2001:db8::/40")
                    .ipv4Prefix("192.0.2.0/24")
                    .eaLength(16)
                    .build();
            builder.seen(0x20010db8_00123400L, 0x0000c000_02120034L, 0xc0000212, 1232);
            for (int i = 0; i < 20; i++) {
                builder.rule("catalogue/of/rules.json/" + i, rule);
            }
            String text = diagnose(builder).toText(50);
            assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
        }
    }

    @Test
    void portsOfTwoSubscribers() {
        Random random = new Random(2);
        DrawnNetwork network = DrawnNetwork.of(random, 40, 24, 16, 6, false);
        List<Seen> seen = network.draw(random, 3, 5);
        Evidence.Builder builder = Evidence.builder();
        seen.forEach(each -> builder.seen(each.high(), each.low(), each.address(), each.port()));
        builder.samePorts(seen.get(0).address(), seen.get(0).port(), seen.get(5).port());
        Diagnosis diagnosis = diagnose(builder);
        assertTrue(diagnosis.families().stream().anyMatch(network::isIn));
        assertTrue(diagnosis.notes().stream().anyMatch(each -> each.contains("are of several CEs")));
        Diagnosis alone = diagnose(Evidence.builder().samePorts(1, 0x0000, 0xffff));
        assertTrue(alone.families().isEmpty());
        assertTrue(alone.notes().stream().anyMatch(each -> each.contains("agree in no bit")));
    }

    /** Each family names what to observe; that evidence, drawn from the true rule, leaves fewer families in most draws. */
    @Test
    void whatComesNextExcludesFamilies() {
        int fewer = 0;
        int several = 0;
        Set<String> named = new HashSet<>();
        for (int draw = 0; draw < 200; draw++) {
            Random random = new Random(draw);
            DrawnNetwork network = DrawnNetwork.of(random, 40, 24, 16, 6, false);
            List<Seen> seen = new ArrayList<>(network.draw(random, 1, 1));
            Diagnosis before = diagnose(seen);
            if (before.isUnique()) {
                continue;
            }
            several++;
            Family own =
                    before.families().stream().filter(network::isIn).findFirst().orElseThrow();
            named.addAll(own.next());
            if (own.next().get(0).equals("a second CE")) {
                seen.addAll(network.draw(random, 1, 1));
                Diagnosis after = diagnose(seen);
                fewer += after.families().size() < before.families().size() ? 1 : 0;
            }
        }
        assertTrue(fewer > several / 2, fewer + " of " + several + " " + named);
    }

    @Test
    void namesInsteadOfAddresses() {
        Evidence.Builder builder = Evidence.builder()
                .seen(ARTICLE_HIGH, ARTICLE_LOW, ARTICLE_IPV4, 6600)
                .seen(0x20010db8_00777700L, 0x0000c000_02120034L, 0xc0000299, 1232);
        Diagnosis diagnosis = diagnose(builder);
        for (String text : List.of(diagnosis.toJson(10), diagnosis.toText(10))) {
            String redacted = diagnosis.redact(text);
            assertFalse(redacted.contains("2001:"), redacted);
            assertFalse(redacted.contains("67.91."), redacted);
            assertFalse(redacted.contains("192.0."), redacted);
            assertTrue(redacted.contains("V6-1/48"), redacted);
            assertTrue(redacted.contains("V4-1/24"), redacted);
        }
    }

    @Test
    void familiesOfDifferentRoundsExplainDifferentObservations() {
        for (int draw = 0; draw < 20; draw++) {
            Random random = new Random(draw);
            List<Seen> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.addAll(DrawnNetwork.any(random, 64).draw(random, 1 + random.nextInt(3), random.nextInt(3)));
            }
            Diagnosis diagnosis = diagnose(all);
            int explained = diagnosis.families().stream()
                    .collect(Collectors.toMap(Family::round, Family::supports, Math::max))
                    .values()
                    .stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertTrue(explained <= Set.copyOf(all).size(), () -> diagnosis.toText(20));
        }
    }
}
