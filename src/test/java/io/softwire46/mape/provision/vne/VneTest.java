package io.softwire46.mape.provision.vne;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VneTest {
    private static final String JPNE = """
            v6plus({"dmr": "2001:db8:f::64", "id": "0123", "ipv6_fixlen": "56", "fmr": [
              {"ipv6": "2001:db8:a00::/40", "ipv4": "192.0.2.0/24", "psid_offset": "4", "ea_length": "16"}]})
            """;

    private static final String OCN = """
            {"basicMapRules": [
              {"brIpv6Address": "2001:db8:f::9", "ipv6Prefix": "2001:db8:a00::", "ipv6PrefixLength": "40",
               "ipv4Prefix": "192.0.2.0", "ipv4PrefixLength": "24", "eaBitLength": "16", "psIdOffset": "4"}]}
            """;

    private static ReadResult jpne(String text) {
        return RuleFormat.JPNE.read(Input.of(text));
    }

    private static ReadResult ocn(String text) {
        return RuleFormat.OCN.read(Input.of(text));
    }

    @Test
    void bothAreReadInDraft03() {
        for (ReadResult read : List.of(jpne(JPNE), ocn(OCN))) {
            MapRule rule = read.requireDomains().get(0).domain().rules().rules().get(0);
            assertEquals("draft03", rule.format().toString());
            assertEquals(4, rule.portParameters().psidOffset());
            // draft-ietf-softwire-map-03 section 6: the address begins one octet earlier than in RFC 7597.
            assertEquals(
                    "2001:db8:a12:3400:c0:2:1200:3400",
                    CeMapping.of(rule, "2001:db8:a12:3400::/56").mapAddress().toCanonicalString());
        }
        assertTrue(jpne(JPNE).requireDomains().get(0).domain().isMesh());
        assertFalse(ocn(OCN).requireDomains().get(0).domain().isMesh());
    }

    /** The finding is at the first occurrence of {@code place}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"2001:db8:f::64\" | \"2001:db8::/64\" | error dmr | \"2001:db8::/64\"",
                "\"2001:db8:f::64\" | 64 | error dmr | 64,",
                "\"56\" | \"x\" | error ipv6_fixlen | \"x\"",
                "\"56\" | 0 | warning ipv6_fixlen | 0, \"fmr\"",
                "\"56\" | 48 | warning fmr[0].ea_length | \"16\"",
                "\"id\" | \"idd\" | warning idd | \"idd\"",
                "\"fmr\" | \"fmrs\" | error fmr | {\"dmr\"",
                "\"192.0.2.0/24\" | \"192.0.2.1/24\" | warning fmr[0].ipv4 | \"192",
                "\"192.0.2.0/24\" | \"192.0.2.0\" | error fmr[0].ipv4 | \"192",
                "\"192.0.2.0/24\" | null | error fmr[0].ipv4 | {\"ipv6\"",
                "\"ea_length\" | \"ea-length\" | error fmr[0].ea_length | {\"ipv6\"",
                "\"16\" | \"60\" | error rules[0].eaLength | \"60\"",
                "\"16\" | 1.5 | error fmr[0].ea_length | 1.5",
                "\"4\" | 16 | error rules[0].psidOffset | 16, \"ea_length\"",
                "\"2001:db8:a00::/40\" | \"2001:db8:a00::1/40\" | warning fmr[0].ipv6 | \"2001:db8:a00",
                "v6plus( | v6plus | error JSON | v6plus",
            })
    void findingsOfJpne(String old, String other, String expected, String place) {
        String text = JPNE.replace(old, other);
        assertHas(jpne(text), text, expected, place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"2001:db8:f::9\" | \"relay.example\" | error basicMapRules[0].brIpv6Address | \"relay",
                "\"40\" | \"129\" | error basicMapRules[0].ipv6Prefix | \"2001:db8:a00::\"",
                "\"40\" | \"x\" | error basicMapRules[0].ipv6PrefixLength | \"x\"",
                "a00:: | a00::/40 | error basicMapRules[0].ipv6Prefix | \"2001:db8:a00",
                "\"192.0.2.0\" | \"192.0.2.77\" | warning basicMapRules[0].ipv4Prefix | \"192",
                "\"psIdOffset\" | \"psidOffset\" | warning basicMapRules[0].psidOffset | \"psidOffset\"",
                "\"16\" | \"60\" | error rules[0].eaLength | \"60\"",
                "\"eaBitLength\" | \"x\" | error basicMapRules[0].eaBitLength | {\"brIpv6Address\"",
                "\"ipv4PrefixLength\" | \"x\" | error basicMapRules[0].ipv4PrefixLength | {\"brIpv6Address\"",
                "\"basicMapRules\" | \"rules\" | error basicMapRules | {\"rules\"",
                "}]} | }, 7]} | error basicMapRules[1] | 7]}",
                "\"psIdOffset\" | \"psId\": 25, \"psIdOffset\" | info rules[0].psid | 25",
            })
    void findingsOfOcn(String old, String other, String expected, String place) {
        String text = OCN.replace(old, other);
        assertHas(ocn(text), text, expected, place);
    }

    private static void assertHas(ReadResult read, String text, String expected, String place) {
        String before = text.substring(0, text.indexOf(place));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        String where = line + ":" + (before.length() - before.lastIndexOf('\n'));
        List<String> found = read.validate().stream()
                .map(each -> each.location() + " " + each.severity() + " " + each.path())
                .toList();
        assertTrue(found.contains(where + " " + expected), found::toString);
        for (Finding each : read.findings()) {
            assertTrue(each.message().length() > 10 && each.rfc().startsWith("RFC "), each::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "7", "cb()", "cb({})", "", "{\"basicMapRules\":{}}", "{\"fmr\":{}}"})
    void textWithoutARuleIsAnError(String text) {
        assertTrue(jpne(text).isRefused());
        assertTrue(ocn(text).isRefused());
    }

    /** A border relay is needed only by nodes. */
    @Test
    void withoutABorderRelayTheDomainHasNone() {
        assertEquals(
                List.of(),
                jpne(JPNE.replace("\"dmr\": \"2001:db8:f::64\",", ""))
                        .requireDomains()
                        .get(0)
                        .domain()
                        .borderRelays());
        assertEquals(
                List.of(),
                ocn(OCN.replace("\"brIpv6Address\": \"2001:db8:f::9\",", ""))
                        .requireDomains()
                        .get(0)
                        .domain()
                        .borderRelays());
    }

    /** A rule for one address, which its CEs share by EA bits that are the PSID. */
    @Test
    void addressWithAPsid() {
        String text = OCN.replace("\"24\"", "32")
                .replace("\"16\"", "8")
                .replace("\"psIdOffset\"", "\"psId\": 25, \"psIdOffset\"");
        MapRule rule =
                ocn(text).requireDomains().get(0).domain().rules().rules().get(0);
        assertEquals(8, rule.psidLengthInEa());
        assertEquals(0x19, CeMapping.of(rule, "2001:db8:a19::/48").psid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpne", "ocn"})
    void wrongTextIsDetected(String name) {
        String text = name.equals("jpne") ? JPNE : OCN;
        for (String wrong :
                List.of(text.replace("192", "x"), text.replace("]", ""), "\ufeff" + text, "# rules\n" + text)) {
            assertEquals(RuleFormat.named(name), RuleFormat.detect(Input.of(wrong)), wrong);
        }
        assertEquals(Optional.of(RuleFormat.MAPE), RuleFormat.detect(Input.of("cb({\"a\": 1})")));
    }

    @Test
    void manyErrorsTakeLinearTime() {
        String rules = IntStream.range(0, 1_000)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "{\"ipv6\": \"2001:db8:%x::/48\", \"ipv4\": \"192.0.2.0\", \"ea_length\": 8}",
                        i & 0xffff))
                .collect(Collectors.joining(",\n"));
        assertTimeout(
                Duration.ofSeconds(20),
                () -> assertTrue(jpne("cb({\"fmr\": [" + rules + "]})").isRefused()));
        assertTimeout(Duration.ofSeconds(20), () -> ocn("[".repeat(200_000)));
        assertTimeout(Duration.ofSeconds(20), () -> ocn("{\"a\":\n".repeat(200_000)));
    }
}
