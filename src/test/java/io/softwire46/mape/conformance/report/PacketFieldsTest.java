package io.softwire46.mape.conformance.report;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.report.AddressFields.Segment;
import io.softwire46.mape.conformance.report.PacketFields.Layer;
import io.softwire46.mape.testing.SampleRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketFieldsTest {
    private static final byte[] INNER =
            ipv4("192.0.2.18", "203.0.113.9").timeToLive(7).udp(1232, 53, 4).octets();
    private static final byte[] TUNNEL = ipv6("2001:db8:12:3400:0:c000:212:34", "2001:db8:ffff::1")
            .trafficClass(0xb8)
            .hopLimit(9)
            .inner(INNER)
            .octets();

    @Test
    void readsTheFieldsOfATunnelPacket() {
        List<Layer> layers = PacketFields.of(TUNNEL);
        assertEquals(
                List.of("IPv6", "IPv4", "UDP", "Data"),
                layers.stream().map(Layer::name).toList());
        assertEquals("0xb8", layers.get(0).value("Traffic Class"));
        assertEquals("32", layers.get(0).value("Payload Length"));
        assertEquals("9", layers.get(0).value("Hop Limit"));
        assertEquals("2001:db8:ffff::1", layers.get(0).value("Destination Address"));
        assertEquals("7", layers.get(1).value("Time to Live"));
        assertEquals("17 UDP", layers.get(1).value("Protocol"));
        assertEquals("192.0.2.18", layers.get(1).value("Source Address"));
        assertEquals("1232", layers.get(2).value("Source Port"));
        assertEquals(List.of(0, 40, 60, 68), layers.stream().map(Layer::at).toList());
    }

    /** Whatever the octets are, the fields are these octets, without gap and overlap. */
    @Test
    void fieldsCoverAnyOctets() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] octets = TUNNEL.clone();
            for (int change = random.nextInt(4); change > 0; change--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            }
            octets = Bytes.part(octets, random.nextInt(5) == 0 ? 40 : 0, octets.length);
            octets = Bytes.part(octets, 0, random.nextInt(octets.length + 1));
            int at = 0;
            for (Layer layer : PacketFields.of(octets)) {
                assertEquals(at, layer.at(), () -> "seed 1");
                at += layer.octets();
            }
            assertEquals(octets.length, at, Bytes.hex(octets));
            assertTrue(PacketText.of(octets).endsWith(octets.length + " octets"));
        }
    }

    @Test
    void texts() {
        assertEquals(
                "IPv6 2001:db8:12:3400:0:c000:212:34 > 2001:db8:ffff::1 / IPv4 192.0.2.18 > 203.0.113.9 / UDP 1232 > 53,"
                        + " 72 octets",
                PacketText.of(TUNNEL));
        assertEquals("no IP header, 0 octets", PacketText.of(new byte[0]));
        assertEquals("no IP header, 2 octets", PacketText.of(Bytes.hex("0001")));
        byte[] fragment =
                ipv4("192.0.2.1", "192.0.2.2").flagsOffset(0x2003).udp(1, 2, 8).octets();
        assertEquals("IPv4 192.0.2.1 > 192.0.2.2 fragment at 24, more, 36 octets", PacketText.of(fragment));
        byte[] error = ipv4("192.0.2.1", "192.0.2.2").icmpError(3, INNER).octets();
        assertTrue(
                PacketText.of(error)
                        .startsWith("IPv4 192.0.2.1 > 192.0.2.2 / ICMP 3/0 / IPv4 192.0.2.18 > 203.0.113.9 / UDP"),
                PacketText.of(error));
        byte[] outer =
                ipv6("::1", "::2").header(44, "0000000100000001").inner(INNER).octets();
        assertTrue(
                PacketText.of(outer).startsWith("IPv6 ::1 > ::2 / fragment at 0, more / IPv4"), PacketText.of(outer));
    }

    /** RFC 7597 appendix A example 1: EA bits 0x1234, of which 0x12 is the IPv4 suffix and 0x34 the PSID. */
    @Test
    void fieldsOfAnAddress() {
        byte[] address = Bytes.address("2001:db8:12:3400:0:c000:212:34");
        assertEquals(
                "prefix 0-40 2001:db8::/40, ipv4 40-48 0x12, psid 48-56 0x34, subnet 56-64 0x0, zero 64-80 0x0,"
                        + " ipv4 80-112 192.0.2.18, psid 112-128 0x34",
                text(AddressFields.of(address, SampleRun.setup(Role.BR))));
        assertEquals("", text(AddressFields.of(Bytes.address("2001:db9::"), SampleRun.setup(Role.BR))));
    }

    /** draft-03 puts 8 bits of zero on both sides; n + o above 64 overwrites the interface identifier. */
    @Test
    void fieldsOfOtherFormats() {
        assertEquals(
                "prefix 0-40 2001:db8::/40, ipv4 40-48 0x12, psid 48-56 0x34, subnet 56-64 0x0, zero 64-72 0x0,"
                        + " ipv4 72-104 192.0.2.18, psid 104-120 0x34, zero 120-128 0x0",
                text(AddressFields.of(
                        Bytes.address("2001:db8:12:3400:c0:2:1200:3400"),
                        setup("2001:db8::/40", "192.0.2.0/24", 16, "draft03"))));
        assertEquals(
                "prefix 0-70 2001:db8:0:1::/70, ipv4 70-78 0x12, zero 78-80 0x0, ipv4 80-112 192.0.2.18, psid 112-128 0x0",
                text(AddressFields.of(
                        Bytes.address("2001:db8:0:1:48:c000:212:0"),
                        setup("2001:db8:0:1::/70", "192.0.2.0/24", 8, "rfc7597"))));
    }

    private static Setup setup(String ipv6, String ipv4, int ea, String format) {
        Domain.Rule rule = new Domain.Rule(ipv6, ipv4, ea, 6, null, null, true, null);
        return new Setup(
                Role.BR, List.of(new Domain("", format, false, List.of(), List.of(rule), Map.of())), null, Map.of());
    }

    private static String text(List<Segment> segments) {
        return segments.stream()
                .map(each -> each.kind() + " " + each.from() + "-" + each.to() + " " + each.value())
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RFC 7597 section 5.1            | https://www.rfc-editor.org/rfc/rfc7597#section-5.1",
                "RFC 7597 appendix B.2           | https://www.rfc-editor.org/rfc/rfc7597#appendix-B.2",
                "RFC 7597 section B.2            | https://www.rfc-editor.org/rfc/rfc7597#appendix-B.2",
                "RFC 8200 sections 4.5 and 5     | https://www.rfc-editor.org/rfc/rfc8200#section-4.5",
                "RFC 791                         | https://www.rfc-editor.org/rfc/rfc791",
                "decision HAIRPIN, RFC 8504 section 5.1 | https://www.rfc-editor.org/rfc/rfc8504#section-5.1"
            })
    void clausesHaveLinks(String clause, String url) {
        assertEquals(url, Clause.firstUrl(clause));
        assertEquals(
                clause, Clause.parts(clause).stream().map(Clause.Part::text).collect(Collectors.joining()));
    }

    /** Further sections belong to the RFC before them. */
    @Test
    void everySectionHasItsLink() {
        assertEquals(
                List.of("rfc7597#section-5.1", "rfc7597#appendix-B.2"), links("RFC 7597 section 5.1, Appendix B.2"));
        assertEquals(
                List.of("rfc4291#section-2.5.2", "rfc4291#section-2.7", "rfc7597#section-10"),
                links("RFC 4291 sections 2.5.2 and 2.7, RFC 7597 section 10"));
        assertEquals(List.of("rfc7597#section-8.2"), links("RFC 7597 section 8.2 names TCP, UDP and ICMP"));
    }

    private static List<String> links(String clause) {
        return Clause.parts(clause).stream()
                .flatMap(part -> Stream.ofNullable(part.url()))
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .toList();
    }

    @Test
    void aClauseWithoutAnRfcHasNoLink() {
        assertNull(Clause.parts("decision HAIRPIN").get(0).url());
        assertEquals("", Clause.firstUrl("decision HAIRPIN"));
        assertTrue(Clause.order("RFC 791 section 3").compareTo(Clause.order("RFC 7597 section 5")) < 0);
        assertTrue(Clause.order("RFC 7597 section 5.2").compareTo(Clause.order("RFC 7597 section 5.10")) < 0);
    }
}
