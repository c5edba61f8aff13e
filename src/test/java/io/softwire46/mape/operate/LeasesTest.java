package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.operate.lookup.AddressText;
import io.softwire46.mape.operate.lookup.Leases;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Delegations against a list that is searched from end to end, and the errors of their lines; texts of addresses. */
class LeasesTest {
    private static Leases read(String text) throws IOException {
        return Leases.read(new StringReader(text));
    }

    private static String subscriber(Leases leases, String prefix, String first, String last) {
        IPv6Address address = new IPAddressString(prefix).getAddress().toIPv6();
        long[] bits = address.getLower().longValues();
        return leases.subscriber(
                bits[0],
                bits[1],
                address.getNetworkPrefixLength(),
                Instant.parse(first).toEpochMilli(),
                Instant.parse(last).toEpochMilli());
    }

    @Test
    void periodsAreHalfOpen() throws IOException {
        Leases leases = read("\ufeffprefix,from,until,subscriber\r\n"
                + "2001:db8:12:3400::/56,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,\"Miller, \"\"A\"\"\"\r\n"
                + "\r\n"
                + "2001:db8:12:3400::/60,2026-02-01T00:00:00Z,,Smith");
        String prefix = "2001:db8:12:3400::/56";
        assertEquals(
                "Miller, \"A\"", subscriber(leases, prefix, "2026-01-31T23:59:59.999Z", "2026-01-31T23:59:59.999Z"));
        assertEquals("Smith", subscriber(leases, prefix, "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"));
        assertEquals(Leases.SEVERAL, subscriber(leases, prefix, "2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00Z"));
        assertNull(subscriber(leases, prefix, "2025-12-31T23:59:59Z", "2025-12-31T23:59:59.999Z"));
        assertNull(subscriber(leases, "2001:db8:12:3500::/56", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"));
        assertEquals("Smith", subscriber(leases, "2001:db8::/32", "2027-02-01T00:00:00Z", "2027-02-01T00:00:00Z"));
        assertEquals(
                "Smith", subscriber(leases, "2001:db8:12:340f::/64", "2027-02-01T00:00:00Z", "2027-02-01T00:00:00Z"));
        assertNull(subscriber(leases, "2001:db8:12:3410::/64", "2027-02-01T00:00:00Z", "2027-02-01T00:00:00Z"));
        assertEquals(2, leases.count());
    }

    private record Row(String bits, long from, long until, String subscriber) {}

    @Test
    void overlapsAreThoseOfAPlainSearch() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int world = 0; world < 200; world++) {
            List<Row> rows = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                Row row = new Row(prefix(random), random.nextInt(20), 20 + random.nextInt(20), "s" + random.nextInt(4));
                rows.add(row);
                text.append(text(row.bits))
                        .append(',')
                        .append(Instant.ofEpochMilli(row.from))
                        .append(',')
                        .append(Instant.ofEpochMilli(row.until))
                        .append(',')
                        .append(row.subscriber)
                        .append('\n');
            }
            Leases leases = read(text.toString().replace("00Z,", "00.000Z,"));
            for (int j = 0; j < 50; j++) {
                String asked = prefix(random);
                long first = random.nextInt(45);
                long last = first + random.nextInt(5);
                Set<String> found = rows.stream()
                        .filter(row -> row.bits.startsWith(asked) || asked.startsWith(row.bits))
                        .filter(row -> row.from <= last && first < row.until)
                        .map(Row::subscriber)
                        .collect(Collectors.toSet());
                String expected = found.isEmpty()
                        ? null
                        : found.size() > 1 ? Leases.SEVERAL : found.iterator().next();
                String padded = asked + "0".repeat(128 - asked.length());
                assertEquals(
                        expected,
                        leases.subscriber(
                                Long.parseUnsignedLong(padded.substring(0, 64), 2),
                                Long.parseUnsignedLong(padded.substring(64), 2),
                                asked.length(),
                                first,
                                last));
            }
        }
    }

    /** Bits of a prefix out of few, so that they contain each other. */
    private static String prefix(SplittableRandom random) {
        StringBuilder bits = new StringBuilder("0010");
        int[] lengths = {4, 5, 6, 63, 64, 65, 66, 128};
        int length = lengths[random.nextInt(lengths.length)];
        while (bits.length() < length) {
            boolean isFree = bits.length() < 6 || (bits.length() > 62 && bits.length() < 67);
            bits.append(isFree && random.nextBoolean() ? '1' : '0');
        }
        return bits.toString();
    }

    private static String text(String bits) {
        String padded = bits + "0".repeat(128 - bits.length());
        return new IPv6Address(
                                Long.parseUnsignedLong(padded.substring(0, 64), 2),
                                Long.parseUnsignedLong(padded.substring(64), 2))
                        .toCanonicalString()
                + "/" + bits.length();
    }

    @Test
    void malformedLinesNameTheirLine() {
        String good = "2001:db8::/56,2026-01-01T00:00:00Z,,a\n";
        for (String bad : List.of(
                "2001:db8::/56,2026-01-01T00:00:00Z,a",
                "2001:db8::/56,2026-01-01T00:00:00Z,,a,b",
                "2001:db8::,2026-01-01T00:00:00Z,,a",
                "2001:db8::/129,2026-01-01T00:00:00Z,,a",
                "2001:db8::1/56,2026-01-01T00:00:00Z,,a",
                "192.0.2.0/24,2026-01-01T00:00:00Z,,a",
                "2001:db8::/56,2026-01-01,,a",
                "2001:db8::/56,,,a",
                "2001:db8::/56,2026-01-02T00:00:00Z,2026-01-01T00:00:00Z,a",
                "2001:db8::/56,2026-01-01T00:00:00Z,,",
                "2001:db8::/56,2026-01-01T00:00:00Z,,\"a",
                "2001:db8::/56,2026-01-01T00:00:00Z,,\"a\"b",
                "x".repeat(5000))) {
            Leases.LeaseException e = assertThrows(Leases.LeaseException.class, () -> read(good + bad + "\n"));
            assertTrue(e.getMessage().startsWith("line 2: ") && e.getMessage().contains("; "), e.getMessage());
        }
    }

    /** RFC 5952, against the printer of another library; both forms read back. */
    @Test
    void addressesArePrintedCanonically() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            long high = sparse(random);
            long low = sparse(random);
            String text = AddressText.canonical(high, low);
            assertEquals(new IPv6Address(high, low).toCanonicalString(), text);
            assertEquals(new IPv6Address(high, low), new IPAddressString(AddressText.full(high, low)).getAddress());
            assertEquals(39, AddressText.full(high, low).length());
        }
    }

    /** Groups that are often zero. */
    private static long sparse(SplittableRandom random) {
        long bits = 0;
        for (int i = 0; i < 4; i++) {
            bits = bits << 16 | (random.nextInt(3) > 0 ? 0 : random.nextInt(1 << (1 + random.nextInt(16))));
        }
        return bits;
    }

    @Test
    void ipv4AddressesAreReadStrictly() {
        assertEquals(0xc0000212L, AddressText.parseIpv4("192.0.2.18"));
        assertEquals(0xffffffffL, AddressText.parseIpv4("255.255.255.255"));
        assertEquals(0, AddressText.parseIpv4("0.0.0.0"));
        assertEquals(0xc0000212L, AddressText.parseIpv4("::ffff:192.0.2.18"));
        for (String bad : List.of(
                "",
                "192.0.2",
                "192.0.2.",
                "192.0.2.18.",
                "192.0.2.256",
                "192.000.2.1",
                "192.00.2.1",
                "192.0.2.1 ",
                " 192.0.2.1",
                "192.0.2.-1",
                "192.0.2.1e",
                "0xc0000212",
                "192..2.1",
                "::ffff:192.0.2",
                "::1",
                "1.2.3.4.5",
                "1.2.3.1000",
                "\u0661.2.3.4",
                "::ffff:",
                ":::ffff:1.2.3.4")) {
            assertEquals(AddressText.MALFORMED, AddressText.parseIpv4(bad), bad);
        }
    }
}
