package io.softwire46.mape.map.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.MapConfigurationException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Address text against the reader of the JDK. */
class AddressesProperties {
    private static final Pattern PADDED = Pattern.compile("(^|:)0[0-9a-f]");

    @Property
    void theJdkReadsTheIpv6AddressThatIsPrinted(@ForAll("halves") long high, @ForAll("halves") long low)
            throws UnknownHostException {
        String text = Addresses.toText(high, low);
        byte[] octets = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        // The JDK turns IPv4-mapped addresses into IPv4 ones.
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        byte[] read = InetAddress.getByName(text).getAddress();
        assertArrayEquals(mapped ? ByteBuffer.allocate(4).putInt((int) low).array() : octets, read);
        assertArrayEquals(new long[] {high, low}, Addresses.bits(Addresses.parseIpv6("field", text)));
    }

    @Property
    void theFormOfTheJdkIsRead(@ForAll("halves") long high, @ForAll("halves") long low) throws UnknownHostException {
        byte[] octets = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        String uncompressed = Inet6Address.getByAddress(null, octets, -1).getHostAddress();
        assertArrayEquals(new long[] {high, low}, Addresses.bits(Addresses.parseIpv6("field", uncompressed)));
    }

    /** RFC 5952 section 4: no padding, lower case, at most one "::", never for a single group. */
    @Property
    void theTextIsCanonical(@ForAll("halves") long high, @ForAll("halves") long low) {
        String text = Addresses.toText(high, low);
        assertTrue(text.matches("[0-9a-f:]+"), text);
        assertFalse(PADDED.matcher(text).find(), text);
        int shortened = text.indexOf("::");
        if (shortened >= 0) {
            assertEquals(-1, text.indexOf("::", shortened + 1), text);
            long groups = text.chars().filter(c -> c == ':').count() + 1;
            long written = groups - (text.startsWith("::") ? 1 : 0) - (text.endsWith("::") ? 1 : 0) - 1;
            assertTrue(8 - written >= 2, text);
        } else {
            assertFalse(text.contains(":0:0"), text);
        }
    }

    @Property
    void theJdkReadsTheIpv4AddressThatIsPrinted(@ForAll int bits) throws UnknownHostException {
        String text = Addresses.toText(bits);
        assertArrayEquals(
                ByteBuffer.allocate(4).putInt(bits).array(), ((Inet4Address) InetAddress.getByName(text)).getAddress());
        assertEquals(bits, Addresses.bits(Addresses.parseIpv4("field", text)));
    }

    @Property
    void theUsualFormsAreReadWithoutTheLibrary(
            @ForAll("halves") long high, @ForAll("halves") long low, @ForAll int ipv4) throws UnknownHostException {
        byte[] octets = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        long[] bits = {high, low};
        assertArrayEquals(bits, AddressText.ipv6(Addresses.toText(high, low)));
        assertArrayEquals(
                bits,
                AddressText.ipv6(Inet6Address.getByAddress(null, octets, -1).getHostAddress()));
        assertEquals(ipv4 & 0xffff_ffffL, AddressText.ipv4(Addresses.toText(ipv4)));
    }

    @Property
    void textsThatAreReadWithoutTheLibraryAreAddressesToIt(
            @ForAll("almostIpv6") String ipv6, @ForAll("almostIpv4") String ipv4) {
        long[] bits = AddressText.ipv6(ipv6);
        if (bits != null) {
            assertArrayEquals(Addresses.bits(Addresses.parseIpv6("field", ipv6)), bits);
        }
        long bits4 = AddressText.ipv4(ipv4);
        if (bits4 != AddressText.OTHER) {
            assertEquals(Addresses.bits(Addresses.parseIpv4("field", ipv4)), (int) bits4);
        }
    }

    /** Any text gives an address or a finding, never another exception. */
    @Property
    void anyTextIsAnAddressOrAFinding(@ForAll("almostAddresses") String text) {
        for (Runnable reader : new Runnable[] {
            () -> Addresses.parseIpv6("field", text),
            () -> Addresses.parseIpv4("field", text),
            () -> Addresses.parseIpv6Prefix("field", text),
            () -> Addresses.ipv4Prefix("field", text)
        }) {
            try {
                reader.run();
            } catch (MapConfigurationException e) {
                assertEquals("field", e.first().field());
            }
        }
    }

    /** 64 bits whose groups of 16 are often zero or short. */
    @Provide
    Arbitrary<Long> halves() {
        Arbitrary<Long> group = Arbitraries.oneOf(
                Arbitraries.of(0L, 0L, 1L, 0xffffL), Arbitraries.longs().between(0, 0xffff));
        return group.list().ofSize(4).map(g -> g.get(0) << 48 | g.get(1) << 32 | g.get(2) << 16 | g.get(3));
    }

    /** Groups of which some are empty or too long, in numbers around eight. */
    @Provide
    Arbitrary<String> almostIpv6() {
        Arbitrary<String> group = Arbitraries.frequencyOf(
                Tuple.of(
                        8,
                        Arbitraries.strings()
                                .withChars("019afAF")
                                .ofMinLength(1)
                                .ofMaxLength(4)),
                Tuple.of(2, Arbitraries.just("")),
                Tuple.of(1, Arbitraries.of("00000", "12345", "g", "1.2.3.4", "%1", " ")));
        return group.list().ofMinSize(1).ofMaxSize(10).map(groups -> String.join(":", groups));
    }

    @Provide
    Arbitrary<String> almostIpv4() {
        Arbitrary<String> octet = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.integers().between(0, 255).map(String::valueOf)),
                Tuple.of(1, Arbitraries.of("256", "999", "00", "01", "001", "1000", "", "-1", "x", "0x1", " 1")));
        return octet.list().ofMinSize(3).ofMaxSize(5).map(octets -> String.join(".", octets));
    }

    @Provide
    Arbitrary<String> almostAddresses() {
        return Arbitraries.strings()
                .withChars("0123456789abf:./x%*-")
                .ofMinLength(0)
                .ofMaxLength(24);
    }
}
