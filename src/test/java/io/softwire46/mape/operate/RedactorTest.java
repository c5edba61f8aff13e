package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.operate.redact.Redactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Names instead of the addresses of rules; the expected names follow from the order of rules and the bits of addresses. */
class RedactorTest {
    private static ConfiguredDomain domain(List<MapRule> rules) {
        return new ConfiguredDomain(
                MapDomain.of("example", RuleSet.of(rules), "2001:db8:ffff::1"), ForwardingOptions.defaults());
    }

    @Test
    void namesPrefixesRelaysAndWhatIsInside() {
        Redactor redactor = Redactor.of(List.of(domain(List.of(
                MapRule.of("2001:db8::/40", "192.0.2.0/24", 16), MapRule.of("2001:db9::/40", "198.51.100.0/24", 16)))));
        assertEquals("V6-1/40 V4-1/24 BR-1", redactor.redact("2001:db8::/40 192.0.2.0/24 2001:db8:ffff::1"));
        assertEquals("V6-2, V4-2", redactor.redact("2001:db9::, 198.51.100.0"));
        // RFC 7597 appendix A example 1: the EA bits 0x1234 are the suffix 0x12 and the PSID 0x34.
        assertEquals("V6-1(ea 0x1234)/56", redactor.redact("2001:db8:12:3400::/56"));
        assertEquals("V6-1(ea 0x1234)", redactor.redact("2001:db8:12:3400::c000:212:34"));
        assertEquals("V4-1(suffix 0x12) port 1232", redactor.redact("192.0.2.18 port 1232"));
        assertEquals("203.0.113.1 2001:dba::1 12:30", redactor.redact("203.0.113.1 2001:dba::1 12:30"));
    }

    @Test
    void namesTheLongestPrefixOnceForAllRulesThatHaveIt() {
        Redactor redactor = Redactor.of(
                List.of(
                        new long[] {0x20010db8L << 32, 0, 32, 8},
                        new long[] {0x20010db8_0100_0000L, 0, 40, 16},
                        new long[] {0x20010db8L << 32, 0, 32, 16}),
                List.of(new int[] {0xc0000200, 24}, new int[] {0xc0000280, 25}, new int[] {0xc0000200, 24}),
                List.of("2001:db8:ffff::1", "2001:db8:ffff::1", "2001:db8:fffe::1"));
        // The EA bits of the first rule are bits 32 to 39.
        assertEquals("V6-1(ea 0x2) V6-2(ea 0x1)", redactor.redact("2001:db8:200:: 2001:db8:100:100::"));
        assertEquals("V4-1(suffix 0x7f) V4-2(suffix 0x1)", redactor.redact("192.0.2.127 192.0.2.129"));
        assertEquals("BR-1 BR-2", redactor.redact("2001:db8:ffff::1 2001:db8:fffe::1"));
    }

    /** With a comparison of each address with each rule, this would take minutes. */
    @Test
    void findsTheNamesOfManyRules() {
        int count = 50_000;
        List<MapRule> rules = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String ipv6 = String.format(Locale.ROOT, "2001:%x:%x::", i >> 8, (i & 0xff) << 8);
            String ipv4 = "11." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff);
            if (i >> 8 != 0xdb8) {
                rules.add(MapRule.builder()
                        .ipv6Prefix(ipv6 + "/40")
                        .ipv4Prefix(ipv4 + "/32")
                        .eaLength(0)
                        .build());
                text.append(ipv6).append(' ').append(ipv4).append('\n');
                expected.append("V6-")
                        .append(rules.size())
                        .append(" V4-")
                        .append(rules.size())
                        .append('\n');
            }
        }
        Redactor redactor = Redactor.of(List.of(domain(rules)));
        String redacted = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> redactor.redact(text.toString()));
        assertEquals(expected.toString(), redacted);
    }
}
