package io.softwire46.mape.map.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,0",
        "255.255.255.255,-1",
        "192.0.2.18,-1073741294",
        "1.2.3.4,16909060",
        "10.0.0.0,167772160",
        "127.0.0.1,2130706433"
    })
    void fourDecimalOctetsAreAnIpv4Address(String text, int bits) {
        IPv4Address address = Addresses.parseIpv4("field", text);
        assertEquals(bits, Addresses.bits(address));
        assertEquals(text, Addresses.toText(bits));
        assertFalse(address.isPrefixed());
    }

    @ParameterizedTest
    @CsvSource({
        "::, 0, 0",
        "::1, 0, 1",
        "2001:db8::1, 20010db800000000, 1",
        "2001:DB8::A, 20010db800000000, a",
        "2001:0db8:0000:0000:0000:0000:0000:0001, 20010db800000000, 1",
        "1:2:3:4:5:6:7:8, 0001000200030004, 0005000600070008",
        "1::8, 1000000000000, 8",
        "1:2:3:4:5:6:7::, 0001000200030004, 0005000600070000",
        "::2:3:4:5:6:7:8, 0000000200030004, 0005000600070008",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffffffffffffffff, ffffffffffffffff",
        "::ffff:1.2.3.4, 0, ffff01020304",
        "64:ff9b::192.0.2.33, 0064ff9b00000000, c0000221",
        "1:2:3:4:5:6:1.2.3.4, 0001000200030004, 0005000601020304"
    })
    void theFormsOfRfc4291AreIpv6Addresses(String text, String high, String low) {
        IPv6Address address = Addresses.parseIpv6("field", text);
        assertArrayEquals(
                new long[] {Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16)},
                Addresses.bits(address));
        assertFalse(address.isPrefixed());
    }

    @Test
    void aPrefixKeepsTheBitsBeyondItsLength() {
        IPv6Address prefix = Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8::1/40");
        assertEquals(40, prefix.getNetworkPrefixLength());
        assertArrayEquals(new long[] {0x20010db8_00000000L, 1}, Addresses.bits(prefix));
        assertEquals(new Addresses.Prefix(0xc0000212L, 0, 24), Addresses.ipv4Prefix("ipv4Prefix", "192.0.2.18/24"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 127, 128})
    void everyLengthUpTo128IsAPrefix(int length) {
        IPv6Address prefix = Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8::/" + length);
        assertEquals(length, prefix.getNetworkPrefixLength());
        assertArrayEquals(new long[] {0x20010db8_00000000L, 0}, Addresses.bits(prefix));
    }

    @ParameterizedTest
    @ValueSource(ints = {129, 130, 255, 999})
    void aLengthAbove128IsV01(int length) {
        Finding finding = assertThrows(
                        MapConfigurationException.class,
                        () -> Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8::/" + length))
                .first();
        assertEquals("V01", finding.id().name());
        assertEquals("endUserPrefix", finding.field());
        assertTrue(finding.value().endsWith("/" + length), finding.value());
    }

    /** RFC 5952 section 4, clause by clause. */
    @ParameterizedTest
    @CsvSource({
        "4.1 no leading zeros, 20010db800000000, 0000000000000001, 2001:db8::1",
        "4.2.1 as short as possible, 20010db800000000, 0000000000020001, 2001:db8::2:1",
        "4.2.2 one group is not shortened, 20010db800000001, 0001000100010001, 2001:db8:0:1:1:1:1:1",
        "4.2.3 the longest run, 2001000000000001, 0000000000000001, 2001:0:0:1::1",
        "4.2.3 the first of equal runs, 20010db800000000, 0001000000000001, 2001:db8::1:0:0:1",
        "4.3 lower case, 20010db8abcdef00, 000000000000000a, 2001:db8:abcd:ef00::a",
        "all zero, 0, 0, ::",
        "loopback, 0, 1, ::1",
        "zeros at the end, 20010db800000000, 0, 2001:db8::",
        "full, 0001000200030004, 0005000600070008, 1:2:3:4:5:6:7:8",
        "a MAP address, 20010db800123400, 0000c00002120034, 2001:db8:12:3400:0:c000:212:34"
    })
    void printingFollowsRfc5952(String clause, String high, String low, String text) {
        assertEquals(text, Addresses.toText(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16)), clause);
    }
}
