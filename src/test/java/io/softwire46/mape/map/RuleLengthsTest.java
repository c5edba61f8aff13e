package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.absent;
import static io.softwire46.mape.map.Expect.error;
import static io.softwire46.mape.map.Expect.noError;
import static io.softwire46.mape.map.Expect.rule;
import static io.softwire46.mape.map.Expect.warning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.internal.Addresses;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings V01 to V05: prefix lengths, bits beyond them, and where the EA bits end. */
class RuleLengthsTest {
    private static final String S41 = "RFC 7598 section 4.1";
    private static final String S52 = "RFC 7597 section 5.2";

    @ParameterizedTest
    @ValueSource(ints = {129, 255, 999})
    void v01AnIpv6PrefixIsAtMost128BitsLong(int length) {
        var findings = rule("2001:db8::/" + length, "192.0.2.0/24", 0).validate();
        error(findings, "V01", "ipv6Prefix", "/" + length, S41, "0..128");
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 64, 999})
    void v01AnIpv4PrefixIsAtMost32BitsLong(int length) {
        var findings = rule("2001:db8::/40", "192.0.2.0/" + length, 0).validate();
        error(findings, "V01", "ipv4Prefix", "/" + length, S41, "0..32");
    }

    @ParameterizedTest
    @CsvSource({"::/0,192.0.2.0/24,16", "2001:db8::1/128,192.0.2.18/32,0", "2001:db8::/40,0.0.0.0/0,32"})
    void v01TheEndsOfBothRangesAreLegal(String ipv6, String ipv4, int ea) {
        var findings = rule(ipv6, ipv4, ea).validate();
        absent(findings, "V01");
        noError(findings);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 49, 128, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void v02EaBitsAreAtMost48(int ea) {
        var findings = rule("2001:db8::/32", "0.0.0.0/0", ea).psidOffset(0).validate();
        error(findings, "V02", "eaLength", Integer.toString(ea), S52, "0..48");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 47, 48})
    void v02TheEndsOfTheRangeAreLegal(int ea) {
        var findings = rule("2001:db8::/32", "0.0.0.0/0", ea).psidOffset(0).validate();
        absent(findings, "V02");
        noError(findings);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:80::/40,2001:db8:80::/41",
        "2001:db8::1/64,2001:db8::1/128",
        "2001:db8:0:1::/63,2001:db8:0:1::/64",
        "2001:db8:0:0:8000::/64,2001:db8:0:0:8000::/65",
        "2001:db8::/28,2001:db8::/29",
        "2001:db8::1/127,2001:db8::1/128",
        "8000::/0,8000::/1"
    })
    void v03Ipv6BitsBeyondTheLengthAreRefused(String outside, String inside) {
        error(rule(outside, "192.0.2.0/24", 0).validate(), "V03", "ipv6Prefix", outside, S41, "clear them");
        absent(rule(inside, "192.0.2.0/24", 0).validate(), "V03");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.128/24,192.0.2.128/25",
        "192.0.2.1/31,192.0.2.1/32",
        "128.0.0.0/0,128.0.0.0/1",
        "192.0.3.0/23,192.0.3.0/24"
    })
    void v03Ipv4BitsBeyondTheLengthAreRefused(String outside, String inside) {
        error(rule("2001:db8::/40", outside, 8).validate(), "V03", "ipv4Prefix", outside, S41, "clear them");
        absent(rule("2001:db8::/40", inside, 8).validate(), "V03");
    }

    @ParameterizedTest
    @CsvSource({"81,48,80", "128,1,127", "121,8,120"})
    void v04EaBitsEndInsideTheAddress(int n, int ea, int atMost) {
        var findings = rule(ones(n), "0.0.0.0/0", ea).psidOffset(0).validate();
        error(findings, "V04", "eaLength", Integer.toString(ea), S52, "length " + n, "at most " + (128 - n));
        absent(rule(ones(atMost), "0.0.0.0/0", ea).psidOffset(0).validate(), "V04");
        noError(rule(ones(atMost), "0.0.0.0/0", ea).psidOffset(0).validate());
    }

    @Test
    void v05FromBit65OnTheInterfaceIdentifierIsOverwritten() {
        var findings = rule("2001:db8::/49", "192.0.2.0/24", 16).validate();
        warning(findings, "V05", "eaLength", "16", "RFC 7597 section 6", "bit 65", "64");
        noError(findings);
        absent(rule("2001:db8::/48", "192.0.2.0/24", 16).validate(), "V05");
    }

    @Test
    void v05ReachesToBit128AndV04TakesOver() {
        warning(rule("2001:db8::/112", "192.0.2.0/24", 16).validate(), "V05", "eaLength", "16", "RFC 7597 section 6");
        absent(rule("2001:db8::/113", "192.0.2.0/24", 16).validate(), "V05");
    }

    @Test
    void v05DoesNotTouchBindingsOfAWholeIpv6Address() {
        absent(rule("2001:db8::1/128", "192.0.2.18/32", 0).validate(), "V05");
        warning(rule("2001:db8::/127", "192.0.2.18/32", 0).validate(), "V05", "eaLength", "0", "RFC 7597 section 6");
    }

    @Test
    void missingParametersAreNamed() {
        var findings = MapRule.builder().validate();
        assertEquals(3, findings.size());
        for (Finding finding : findings) {
            assertEquals("SYNTAX", finding.id().name());
            assertTrue(finding.message().startsWith("is missing"), finding.message());
        }
        assertEquals(
                List.of("ipv6Prefix", "ipv4Prefix", "eaLength"),
                findings.stream().map(Finding::field).toList());
    }

    @Test
    void anAddressWithoutLengthIsNoPrefix() {
        var findings = MapRule.builder()
                .ipv6Prefix(Addresses.parseIpv6("field", "2001:db8::"))
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(16)
                .validate();
        error(findings, "SYNTAX", "ipv6Prefix", "2001:db8::", S41, "has no length");
    }

    /** An IPv6 prefix of this length with its third and its last bit set. */
    private static String ones(int length) {
        var bits = BigInteger.ONE.shiftLeft(125).setBit(128 - length);
        return Addresses.toText(bits.shiftRight(64).longValue(), bits.longValue()) + "/" + length;
    }
}
