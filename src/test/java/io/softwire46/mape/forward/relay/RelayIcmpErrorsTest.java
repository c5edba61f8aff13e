package io.softwire46.mape.forward.relay;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.DUMMY;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertIcmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP errors to the Internet about packets that cannot be sent to a CE: RFC 792, RFC 1191, RFC 1812 section 4.3.2. */
class RelayIcmpErrorsTest {
    private static Forwarder node(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Ipv4PacketBuilder toCe() {
        return ipv4(HOST, CE_ADDRESS);
    }

    /** An IPv4 packet with a total length. */
    private static byte[] sized(Ipv4PacketBuilder builder, int octets) {
        return builder.udp(80, CE_PORT, octets - 28).octets();
    }

    private static void assertError(int type, int code, int word, byte[] about, Verdict verdict, ForwardingOptions by) {
        byte[] expected = icmpv4(DUMMY, HOST, 0xc0, type, code, word, about);
        assertIcmpv4(expected, Outcome.fromIpv4(node(by), about).only(verdict));
        Outcome.fromIpv4(node(by.with(ForwardingOption.ICMPV4_ERRORS, false)), about)
                .assertSilent(verdict);
    }

    private static void assertSilent(byte[] about, Verdict verdict, ForwardingOptions by) {
        Outcome.fromIpv4(node(by), about).assertSilent(verdict);
    }

    @Test
    void timeExceededOctetByOctet() {
        byte[] packet = Bytes.hex("45000021 43210000 0111b093 01020304 c0000212 005004d0000d522d4d41502d45");
        // RFC 1071 by hand: the quoted header sums to ffff, which adds nothing; 0b00 + 0050 + 04d0 + 000d + 522d + 4d41
        // + 502d + 4500 = 139c8 + 0b00, folded 44c9, and its complement is bb36
        byte[] expected =
                Bytes.hex("45c0003d 00000000 40010000 c0000008 01020304 0b00bb36 00000000" + Bytes.hex(packet));
        assertIcmpv4(expected, Outcome.fromIpv4(node(OPTIONS), packet).only(Verdict.DROP_TTL_EXPIRED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void timeExceeded(int timeToLive) { // RFC 1812 section 5.3.1
        byte[] packet = toCe().timeToLive(timeToLive).udp(80, CE_PORT).octets();
        assertError(11, 0, 0, packet, Verdict.DROP_TTL_EXPIRED, OPTIONS);
    }

    @Test
    void timeExceededIsLookedAtBeforeTheSize() {
        byte[] packet = sized(toCe().timeToLive(1).flagsOffset(DONT_FRAGMENT), 1461);
        assertError(11, 0, 0, packet, Verdict.DROP_TTL_EXPIRED, OPTIONS);
    }

    /** RFC 2473 section 7.2, RFC 1191 section 4: the MTU without fragmentation, which may be less than 1280. */
    @ParameterizedTest
    @CsvSource({"1280, , 1240", "1280, 4, 1232", "1500, , 1460", "1500, 0, 1452", "9192, , 9152", "65535, , 65495"})
    void fragmentationNeededReportsTheTunnelMtu(int mtu, Integer limit, int nextHop) {
        ForwardingOptions options = OPTIONS.with(ForwardingOption.MTU_V6, mtu)
                .with(
                        ForwardingOption.ENCAPSULATION_LIMIT,
                        limit == null ? OptionalInt.empty() : OptionalInt.of(limit));
        byte[] packet = sized(toCe().flagsOffset(DONT_FRAGMENT), nextHop + 1);
        for (Fragmentation mode : Fragmentation.values()) {
            assertError(
                    3, 4, nextHop, packet, Verdict.DROP_TOO_BIG, options.with(ForwardingOption.FRAGMENTATION, mode));
        }
        byte[] fits = sized(toCe().flagsOffset(DONT_FRAGMENT), nextHop);
        assertEquals(
                nextHop + 40 + (limit == null ? 0 : 8),
                Outcome.fromIpv4(node(options), fits).only(Verdict.FORWARDED).length);
    }

    @Test
    void noErrorWithoutDfAndFragmentation() {
        ForwardingOptions drop = OPTIONS.with(ForwardingOption.FRAGMENTATION, Fragmentation.DROP);
        assertSilent(sized(toCe(), 1461), Verdict.DROP_TOO_BIG, drop);
        ForwardingOptions ignore = drop.with(ForwardingOption.IGNORE_DF, true);
        assertSilent(sized(toCe().flagsOffset(DONT_FRAGMENT), 1461), Verdict.DROP_TOO_BIG, ignore);
    }

    @Test
    void hostUnreachableForUnassignedPortsByOption() { // RFC 7596 section 6.2
        ForwardingOptions sendError = OPTIONS.with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true);
        for (int port : new int[] {0, 80, 1023}) { // A = 0
            byte[] packet = toCe().udp(80, port).octets();
            assertError(3, 1, 0, packet, Verdict.DROP_UNASSIGNED_PORT, sendError);
            assertSilent(packet, Verdict.DROP_UNASSIGNED_PORT, OPTIONS);
        }
        byte[] ping = toCe().icmpQuery(8, 1).octets();
        assertError(3, 1, 0, ping, Verdict.DROP_UNASSIGNED_PORT, sendError);
    }

    @Test
    void protocolUnreachableForProtocolsWithoutPortsByOption() { // RFC 792
        ForwardingOptions sendError = OPTIONS.with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true);
        for (int protocol : new int[] {47, 50, 41, 4, 255}) {
            byte[] packet = toCe().payload(protocol, Bytes.counting(24)).octets();
            assertError(3, 2, 0, packet, Verdict.DROP_UNSUPPORTED_PROTOCOL, sendError);
            assertSilent(packet, Verdict.DROP_UNSUPPORTED_PROTOCOL, OPTIONS);
        }
        byte[] routerAdvertisement = toCe().icmpQuery(9, CE_PORT).octets(); // the protocol is reachable
        assertSilent(routerAdvertisement, Verdict.DROP_UNSUPPORTED_PROTOCOL, sendError);
    }

    @Test
    void theSourceIsTheConfiguredOne() { // RFC 1812 section 4.3.2.4
        ForwardingOptions named = OPTIONS.with(
                ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(Bytes.int32(Bytes.address("198.51.100.1"), 0)));
        byte[] packet = toCe().timeToLive(1).udp(80, CE_PORT).octets();
        assertIcmpv4(
                icmpv4("198.51.100.1", HOST, 0xc0, 11, 0, 0, packet),
                Outcome.fromIpv4(node(named), packet).only(Verdict.DROP_TTL_EXPIRED));
    }

    /** RFC 1812 section 4.3.2.5: precedence 6, the TOS bits of the packet; RFC 3168: no ECN. */
    @ParameterizedTest
    @CsvSource({"0x00,0xc0", "0x03,0xc0", "0x1c,0xdc", "0xb8,0xd8", "0xe0,0xc0", "0xff,0xdc", "0x28,0xc8"})
    void precedenceIsInternetworkControl(String packet, String error) {
        byte[] about = toCe().typeOfService(Integer.decode(packet))
                .timeToLive(1)
                .udp(80, CE_PORT)
                .octets();
        assertIcmpv4(
                icmpv4(DUMMY, HOST, Integer.decode(error), 11, 0, 0, about),
                Outcome.fromIpv4(node(OPTIONS), about).only(Verdict.DROP_TTL_EXPIRED));
    }

    @Test
    void asMuchIsQuotedAs576OctetsTake() { // RFC 1812 section 4.3.2.3
        for (int octets : new int[] {28, 29, 547, 548, 549, 1460}) {
            byte[] packet = sized(toCe().timeToLive(1), octets);
            assertError(11, 0, 0, packet, Verdict.DROP_TTL_EXPIRED, OPTIONS);
            assertEquals(
                    Math.min(576, octets + 28),
                    Outcome.fromIpv4(node(OPTIONS), packet).only(Verdict.DROP_TTL_EXPIRED).length);
        }
    }

    @Test
    void optionsAreQuotedAndPaddingIsNot() {
        byte[] packet = toCe().options("94040000 01010101")
                .timeToLive(1)
                .udp(80, CE_PORT)
                .octets();
        byte[] frame = Bytes.concat(packet, Bytes.counting(9));
        assertIcmpv4(
                icmpv4(DUMMY, HOST, 0xc0, 11, 0, 0, packet),
                Outcome.fromIpv4(node(OPTIONS), frame).only(Verdict.DROP_TTL_EXPIRED));
    }

    @Test
    void identificationsDoNotRepeatAtOnce() { // RFC 6864 section 4.2: errors may be fragmented later
        Forwarder node = node(OPTIONS);
        byte[] packet = toCe().timeToLive(1).udp(80, CE_PORT).octets();
        int first = Bytes.u16(Outcome.fromIpv4(node, packet).packets().get(0), 4);
        int second = Bytes.u16(Outcome.fromIpv4(node, packet).packets().get(0), 4);
        assertEquals(first + 1 & 0xffff, second);
    }

    @Test
    void verdictsWithoutAnError() { // bad headers: RFC 1812 section 4.3.2.7; the others: no error is required
        ForwardingOptions allErrors = OPTIONS.with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
                .with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true);
        byte[] expired = toCe().timeToLive(1).udp(80, CE_PORT).octets();
        byte[] checksum = expired.clone();
        checksum[11] ^= 1;
        assertSilent(checksum, Verdict.DROP_BAD_CHECKSUM, allErrors);
        byte[] version = expired.clone();
        version[0] = 0x65;
        assertSilent(version, Verdict.DROP_BAD_IPV4_HEADER, allErrors);
        assertSilent(Bytes.part(expired, 0, 32), Verdict.DROP_TRUNCATED, allErrors);
        assertSilent(
                ipv4("127.0.0.1", CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets(), Verdict.DROP_MARTIAN, allErrors);
        assertSilent(ipv4(HOST, "198.51.100.1").timeToLive(1).udp(80, 81).octets(), Verdict.NOT_MAP, allErrors);
        assertSilent(ipv4(HOST, "224.0.0.1").timeToLive(1).udp(80, 81).octets(), Verdict.NOT_MAP, allErrors);
        assertSilent(toCe().ports(6, 80, CE_PORT, 19).octets(), Verdict.DROP_TRUNCATED, allErrors);
    }
}
