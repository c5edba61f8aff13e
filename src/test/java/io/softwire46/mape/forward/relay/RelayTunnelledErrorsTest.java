package io.softwire46.mape.forward.relay;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.OTHER_BR;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.DUMMY;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertIcmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertTunnelled;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * Errors about packets from a tunnel are sent back through it, to the CE that owns their source address and port. A router
 * reports to the source (RFC 1812 section 4.3.2), and only one CE of a shared address is the source.
 */
class RelayTunnelledErrorsTest {
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final int NEIGHBOUR_PORT = 1236;

    /** Unshared addresses: 198.51.100.7 is 2001:db8:9007::/48. */
    private static final String FULL_RULE =
            "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";

    private static final String FULL_CE = "2001:db8:9007:0:0:c633:6407:0";
    private static final ForwardingOptions OLDER = OPTIONS.with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true);

    private static Forwarder node(ForwardingOptions options) {
        return Nodes.relay(options, RULE, FULL_RULE);
    }

    private static Ipv4PacketBuilder fromCe(String to) {
        return ipv4(CE_ADDRESS, to);
    }

    private static byte[] tunnelled(byte[] inner) {
        return ipv6(CE, BR).inner(inner).octets();
    }

    private static void assertErrorToCe(
            int type, int code, int word, byte[] inner, Verdict verdict, ForwardingOptions options) {
        byte[] expected = icmpv4(DUMMY, CE_ADDRESS, 0xc0, type, code, word, inner);
        byte[] left = Outcome.fromIpv6(node(options), tunnelled(inner)).only(verdict);
        assertTunnelled(BR, CE, expected, left);
    }

    @Test
    void timeExceededAtTheExit() {
        for (byte[] inner : new byte[][] {
            fromCe(HOST).timeToLive(1).udp(CE_PORT, 80).octets(),
            fromCe(HOST).timeToLive(0).tcp(64723, 80).octets(),
            fromCe(HOST).timeToLive(1).icmpQuery(8, CE_PORT).octets(),
            fromCe(HOST).timeToLive(1).options("01010101").udp(CE_PORT, 80, 600).octets()
        }) {
            assertErrorToCe(11, 0, 0, inner, Verdict.DROP_TTL_EXPIRED, OLDER);
        }
    }

    @Test
    void fragmentationNeededReportsTheMtuOfTheIpv4Side() {
        byte[] inner =
                fromCe(HOST).flagsOffset(DONT_FRAGMENT).udp(CE_PORT, 80, 1000).octets();
        for (int mtu : new int[] {68, 576, 1027}) {
            ForwardingOptions options = OPTIONS.with(ForwardingOption.MTU_V4, mtu);
            assertErrorToCe(3, 4, mtu, inner, Verdict.DROP_TOO_BIG, options);
        }
        Forwarder fits = node(OPTIONS.with(ForwardingOption.MTU_V4, 1028));
        assertEquals(
                Bytes.hex(inner),
                Bytes.hex(Outcome.fromIpv6(fits, tunnelled(inner)).only(Verdict.FORWARDED)));
    }

    @Test
    void theTtlIsLookedAtBeforeTheSize() {
        byte[] inner = fromCe(HOST)
                .timeToLive(1)
                .flagsOffset(DONT_FRAGMENT)
                .udp(CE_PORT, 80, 1000)
                .octets();
        assertErrorToCe(11, 0, 0, inner, Verdict.DROP_TTL_EXPIRED, OLDER.with(ForwardingOption.MTU_V4, 576));
    }

    @Test
    void fromCeToCeTheErrorsOfTheSecondTunnelGoBackIntoTheFirst() {
        byte[] last = fromCe(NEIGHBOUR_ADDRESS)
                .timeToLive(1)
                .udp(CE_PORT, NEIGHBOUR_PORT)
                .octets();
        assertErrorToCe(11, 0, 0, last, Verdict.DROP_TTL_EXPIRED, OPTIONS);
        byte[] big = fromCe(NEIGHBOUR_ADDRESS)
                .flagsOffset(DONT_FRAGMENT)
                .udp(CE_PORT, NEIGHBOUR_PORT, 1433)
                .octets();
        assertErrorToCe(3, 4, 1460, big, Verdict.DROP_TOO_BIG, OPTIONS);
        byte[] unowned = fromCe(NEIGHBOUR_ADDRESS).udp(CE_PORT, 80).octets();
        ForwardingOptions noMapping = OPTIONS.with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true);
        assertErrorToCe(3, 1, 0, unowned, Verdict.DROP_UNASSIGNED_PORT, noMapping);
        Outcome.fromIpv6(node(OPTIONS), tunnelled(unowned)).assertSilent(Verdict.DROP_UNASSIGNED_PORT);
    }

    @Test
    void reportsToUnsharedAddressWithoutPort() {
        Forwarder node = node(OPTIONS.with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true));
        byte[] gre =
                ipv4("198.51.100.7", CE_ADDRESS).payload(47, Bytes.counting(24)).octets();
        byte[] left =
                Outcome.fromIpv6(node, ipv6(FULL_CE, BR).inner(gre).octets()).only(Verdict.DROP_UNSUPPORTED_PROTOCOL);
        assertTunnelled(BR, FULL_CE, icmpv4(DUMMY, "198.51.100.7", 0xc0, 3, 2, 0, gre), left);
    }

    @Test
    void quotesThePacketAfterDecapsulation() { // RFC 6040 section 4.2: CE was marked in the tunnel
        byte[] inner = fromCe(NEIGHBOUR_ADDRESS)
                .typeOfService(0x12)
                .timeToLive(1)
                .udp(CE_PORT, NEIGHBOUR_PORT)
                .octets();
        byte[] marked = inner.clone();
        marked[1] = 0x13;
        byte[] about = Bytes.withHeaderChecksum(marked, 0);
        byte[] packet = ipv6(CE, BR).trafficClass(3).inner(inner).octets();
        byte[] left = Outcome.fromIpv6(node(OPTIONS), packet).only(Verdict.DROP_TTL_EXPIRED);
        assertTunnelled(BR, CE, icmpv4(DUMMY, CE_ADDRESS, 0xd0, 11, 0, 0, about), left);
    }

    @Test
    void theTunnelOfTheErrorIsMadeByTheOptionsOfItsDomain() {
        ForwardingOptions options = OLDER.with(ForwardingOption.HOP_LIMIT, 7)
                .with(ForwardingOption.TRAFFIC_CLASS, 10)
                .with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(3));
        byte[] inner = fromCe(HOST).timeToLive(1).udp(CE_PORT, 80).octets();
        byte[] left = Outcome.fromIpv6(node(options), tunnelled(inner)).only(Verdict.DROP_TTL_EXPIRED);
        byte[] error = icmpv4(DUMMY, CE_ADDRESS, 0xc0, 11, 0, 0, inner);
        String start = "62800000" + String.format("%04x", 8 + error.length) + "3c07";
        assertEquals(start, Bytes.hex(Bytes.part(left, 0, 8)));
        assertEquals(Bytes.hex(Bytes.address(BR)) + Bytes.hex(Bytes.address(CE)), Bytes.hex(Bytes.part(left, 8, 40)));
        assertEquals("0400040103010100", Bytes.hex(Bytes.part(left, 40, 48)));
        assertIcmpv4(error, Bytes.part(left, 48, left.length));
    }

    @Test
    void theOwnerDecidesFromWhereAndByWhatOptions() { // a domain without source check accepts foreign addresses
        ConfiguredDomain unchecked =
                Nodes.domain("a", false, OLDER.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.OFF), BR, RULE);
        ConfiguredDomain owners =
                Nodes.domain("b", false, OPTIONS.with(ForwardingOption.HOP_LIMIT, 9), OTHER_BR, FULL_RULE);
        Forwarder node = Nodes.relay(unchecked, owners);
        byte[] inner = ipv4("198.51.100.7", HOST).timeToLive(1).udp(5, 80).octets();
        byte[] left = Outcome.fromIpv6(node, tunnelled(inner)).only(Verdict.DROP_TTL_EXPIRED);
        assertEquals(9, left[7]);
        left[7] = 64;
        assertTunnelled(OTHER_BR, FULL_CE, icmpv4(DUMMY, "198.51.100.7", 0xc0, 11, 0, 0, inner), left);
    }

    @Test
    void noErrorAndNoTokenWithoutAnOwner() {
        ForwardingOptions options = OLDER.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.OFF)
                .with(ForwardingOption.ICMP_ERROR_BURST, 1);
        Forwarder node = node(options);
        byte[] outside =
                ipv4("203.0.113.1", HOST).timeToLive(1).udp(CE_PORT, 80).octets();
        byte[] lowPort = fromCe(HOST).timeToLive(1).udp(80, 80).octets();
        byte[] gre = fromCe(HOST).timeToLive(1).payload(47, Bytes.counting(24)).octets();
        for (byte[] inner : new byte[][] {outside, lowPort, gre}) {
            Outcome.fromIpv6(node, tunnelled(inner)).assertSilent(Verdict.DROP_TTL_EXPIRED);
        }
        byte[] owned = fromCe(HOST).timeToLive(1).udp(CE_PORT, 80).octets();
        Outcome.fromIpv6(node, tunnelled(owned)).only(Verdict.DROP_TTL_EXPIRED);
        Outcome.fromIpv6(node, tunnelled(owned)).assertSilent(Verdict.DROP_TTL_EXPIRED);
    }

    @Test
    void anotherBorderRelayIsNoOwner() {
        ForwardingOptions accept = OLDER.with(ForwardingOption.ACCEPT_BR_SOURCE, true);
        Forwarder node = Nodes.relay(Nodes.domain(accept, BR + " " + OTHER_BR, RULE));
        byte[] outside = ipv4("203.0.113.1", HOST).timeToLive(1).udp(5, 80).octets();
        Outcome.fromIpv6(node, ipv6(OTHER_BR, BR).inner(outside).octets()).assertSilent(Verdict.DROP_TTL_EXPIRED);
        byte[] ofACe = fromCe(HOST).timeToLive(1).udp(CE_PORT, 80).octets();
        byte[] left =
                Outcome.fromIpv6(node, ipv6(OTHER_BR, BR).inner(ofACe).octets()).only(Verdict.DROP_TTL_EXPIRED);
        assertTunnelled(BR, CE, icmpv4(DUMMY, CE_ADDRESS, 0xc0, 11, 0, 0, ofACe), left);
    }

    @Test
    void silentDropsStaySilent() { // RFC 7597 section 8.1, RFC 1812 section 5.2.2
        Forwarder node = node(OLDER.with(ForwardingOption.MTU_V4, 68));
        byte[] expired = fromCe(HOST).timeToLive(1).udp(CE_PORT, 80).octets();
        byte[] broken = expired.clone();
        broken[10] ^= 1;
        Outcome.fromIpv6(node, tunnelled(broken)).assertSilent(Verdict.DROP_BAD_CHECKSUM);
        byte[] spoofed = fromCe(HOST).timeToLive(1).udp(NEIGHBOUR_PORT, 80).octets();
        Outcome.fromIpv6(node, tunnelled(spoofed)).assertSilent(Verdict.DROP_SPOOFED);
        byte[] multicast = fromCe("224.0.0.1").timeToLive(1).udp(CE_PORT, 80).octets();
        Outcome.fromIpv6(node, tunnelled(multicast)).assertSilent(Verdict.DROP_MULTICAST);
        byte[] congested = ipv6(CE, BR)
                .trafficClass(3)
                .inner(fromCe(HOST).udp(CE_PORT, 80).octets())
                .octets();
        Outcome.fromIpv6(node, congested).assertSilent(Verdict.DROP_ECN);
    }
}
