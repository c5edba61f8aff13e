package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that some reader takes for an address (ipaddress by default, inet_aton, browsers) and that this one refuses. */
class LaxAddressesTest {
    private static final String IPV4 = """
            * 1 1.2 1.2.3 1.2.3. .1.2.3.4 1..2.3 1.2.3.4.5 1.2.3.4. 16909060 all localhost a.b.c.d
            010.1.1.1 1.02.3.4 1.2.3.04 00.0.0.0 1.2.3.000 0x1.2.3.4 0x01020304 0b1.2.3.4
            1.2.3.256 1.2.3.999 256.0.0.0 1.2.3.1000 -1.2.3.4 +1.2.3.4 1.2.3.-4 1.2.3.4-5
            1.2.3.* 1.2.* 1.2.3.% 1.2.3._ 1.2.3.4/ 1.2.3.4/24 1.2.3.4/33 1.2.3.4/255.255.255.0 /24
            1,2,3,4 1.2.3.4,5 1.2.3.4%eth0 1.2.3.4:80 ::1.2.3.4 2001:db8::1 1.2.3.4.in-addr.arpa
            １.2.3.4 1.2.3.٤ 1。2。3。4
            """;

    private static final String IPV6 = """
            * : ::: 1 2001 2001:db8 1:2:3:4:5:6:7 1:2:3:4:5:6:7: :2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7:8:
            :1:2:3:4:5:6:7:8 1::2::3 ::1:: 1:::2 1:2:3:4:5:6:7:8:: ::1:2:3:4:5:6:7:8 1:2:3:4::5:6:7:8
            12345:: ::12345 00001:: ::00000 g:: ::-1 ::+1 ::0x1 0x2001::
            2001:db8::%eth0 2001:db8::1%1 fe80::1% 2001:db8::1-3 2001:db8::* 2001:db8::_ *::1
            [::1] [::1]:80 ::1/ ::1/128 x::/32 x:: 2001:db8::/ffff:: /64
            0xfe800000000000000000000000000001 fe80000000000000000000000000000001 20010db8000000000000000000000001
            1.2.3.4 ::1.2.3 ::1.2.3.4.5 ::1.2.3.256 ::01.2.3.4 ::1.2.3.04 ::ffff:1.2.3.4:5 1.2.3.4::
            1:2:3:4:5:6:7:1.2.3.4 1:2:3:4:5:1.2.3.4 ::1.2.3.* ::1.2.3.4-5
            2001-db8--1.ipv6-literal.net 2001:db8::1,2 ::１ ２001:db8::1 2001»db8
            """;

    private static final String IPV6_PREFIXES = """
            / /40 2001:db8:: 2001:db8::/ 2001:db8::/040 2001:db8::/+40 2001:db8::/-1 2001:db8::/40/ 2001:db8::/40/8
            2001:db8::/00 2001:db8::/0x20 2001:db8::/1000 2001:db8::/99999999999 2001:db8::/ffff:: 2001:db8::/٤٠
            2001:db8::/４０ 2001:db8::%eth0/40 x::/32 2001:db8/32 192.0.2.0/24 2001:db8::*/40 2001:db8::\\40
            2001:db8::/4e1 2001:db8::1-3/64
            """;

    private static final String IPV4_PREFIXES = """
            / /24 192.0.2.0 192.0.2.0/ 192.0.2.0/024 192.0.2.0/+24 192.0.2.0/-1 192.0.2.0/255.255.255.0 192.0.2/24
            192.0.2.0/24/ 2001:db8::/32 192.0.2.0/1000 192.0.2.00/24 192.0.2.0/٢٤ 10/8 192.0.2.0-5/24
            """;

    static Stream<String> ipv4() {
        return words(IPV4, "1.2.3.4", "1.2. 3.4");
    }

    static Stream<String> ipv6() {
        return words(IPV6, "::1", ":: 1");
    }

    static Stream<String> ipv6Prefixes() {
        return words(IPV6_PREFIXES, "2001:db8::/40", "2001:db8:: /40");
    }

    static Stream<String> ipv4Prefixes() {
        return words(IPV4_PREFIXES, "192.0.2.0/24", "192.0.2.0/ 24");
    }

    /** The words, no text at all, and good text with white space or a control character around or in it. */
    private static Stream<String> words(String text, String good, String truncated) {
        return Stream.concat(
                Arrays.stream(text.strip().split("\\s+")),
                Stream.of("", " ", " " + good, good + " ", "\t" + good, good + "\n", good + "\0", truncated));
    }

    @ParameterizedTest
    @MethodSource("ipv4")
    void ipv4AddressesAreFourDecimalOctets(String text) {
        assertRefused(text, () -> Addresses.parseIpv4("field", text));
    }

    @ParameterizedTest
    @MethodSource("ipv6")
    void ipv6AddressesAreThoseOfRfc4291(String text) {
        assertRefused(text, () -> Addresses.parseIpv6("field", text));
    }

    @ParameterizedTest
    @MethodSource("ipv6Prefixes")
    void ipv6PrefixesAreAddressAndLength(String text) {
        assertRefused(text, () -> Addresses.parseIpv6Prefix("field", text));
        assertRefused(text, () -> Addresses.ipv6Prefix("field", text));
    }

    @ParameterizedTest
    @MethodSource("ipv4Prefixes")
    void ipv4PrefixesAreAddressAndLength(String text) {
        assertRefused(text, () -> Addresses.ipv4Prefix("field", text));
    }

    @Test
    void veryLongTextIsRefusedAndTruncatedInTheFinding() {
        for (String part : new String[] {"9", ":", "0:", "1.", "f", "/", "::1/"}) {
            String text = part.repeat(100_000);
            assertRefused(text, () -> Addresses.parseIpv4("field", text));
            assertRefused(text, () -> Addresses.parseIpv6("field", text));
            assertRefused(text, () -> Addresses.parseIpv6Prefix("field", text));
            assertRefused(text, () -> Addresses.ipv4Prefix("field", text));
        }
    }

    private static void assertRefused(String text, Runnable reader) {
        Finding finding =
                assertThrows(MapConfigurationException.class, reader::run).first();
        assertEquals("SYNTAX", finding.id().name());
        assertEquals("field", finding.field());
        assertFalse(finding.message().isBlank());
        // The finding shows the text, or the part of it before the slash.
        String shown = finding.value().substring(1, finding.value().length() - 1);
        assertTrue(shown.length() <= 81, "long text is truncated: " + shown.length());
        assertTrue(text.startsWith(shown.replace("…", "")), shown);
    }
}
