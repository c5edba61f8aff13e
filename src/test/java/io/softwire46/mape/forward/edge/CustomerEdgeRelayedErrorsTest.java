package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.MORE_FRAGMENTS;
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
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ICMPv6 errors from within the tunnel that the customer edge relays to its NAPT: RFC 2473 section 8. */
class CustomerEdgeRelayedErrorsTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String ROUTER = "2001:db9:aaaa::7";
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final byte[] TO_HOST =
            ipv4(CE_ADDRESS, HOST).timeToLive(63).udp(CE_PORT, 80).octets();
    private static final byte[] TO_NEIGHBOUR =
            ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS).udp(CE_PORT, 1236).octets();

    private final Forwarder hub = Nodes.edge(Nodes.domain(OPTIONS, BR, RULE), PREFIX);
    private final Forwarder mesh = Nodes.edge(Nodes.mesh(OPTIONS, BR, RULE), PREFIX);

    private static byte[] quote(String to, byte[] inner) {
        return ipv6(CE, to).inner(inner).octets();
    }

    private static byte[] error(int type, int code, long word, byte[] quote) {
        return icmpv6(ROUTER, CE, 250, type, code, word, Bytes.part(quote, 0, Math.min(1232, quote.length)));
    }

    private static void assertRelayed(int code, int word, byte[] about, Forwarder node, byte[] error) {
        byte[] expected = icmpv4(DUMMY, CE_ADDRESS, 0xc0, 3, code, word, about);
        assertIcmpv4(expected, Outcome.fromIpv6(node, error).only(Verdict.RELAYED));
    }

    private static void assertForged(Forwarder node, byte[] quote) {
        Outcome.fromIpv6(node, error(1, 0, 0, quote)).assertSilent(Verdict.DROP_ICMPV6_FORGED);
        Outcome.fromIpv6(node, error(2, 0, 1300, quote)).assertSilent(Verdict.DROP_ICMPV6_FORGED);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "1,3", "1,6", "3,0"})
    void unreachableDestinationIsHostUnreachable(int type, int code) {
        assertRelayed(1, 0, TO_HOST, hub, error(type, code, 0, quote(BR, TO_HOST)));
        assertRelayed(1, 0, TO_NEIGHBOUR, hub, error(type, code, 0, quote(BR, TO_NEIGHBOUR)));
        assertRelayed(1, 0, TO_NEIGHBOUR, mesh, error(type, code, 0, quote(NEIGHBOUR, TO_NEIGHBOUR)));
    }

    @Test
    void packetTooBigReportsTheMtuLessTheTunnelHeaders() {
        byte[] big = ipv4(CE_ADDRESS, HOST)
                .flagsOffset(DONT_FRAGMENT)
                .udp(CE_PORT, 80, 1400)
                .octets();
        byte[] about = Bytes.part(big, 0, 548);
        assertRelayed(4, 1240, about, hub, error(2, 0, 1280, quote(BR, big)));
        byte[] limited = ipv6(CE, BR).header(60, "0400040104010100").inner(big).octets();
        assertRelayed(4, 1232, about, hub, error(2, 0, 1280, limited));
        Outcome.fromIpv6(hub, error(2, 0, 1280, quote(BR, TO_HOST))).assertSilent(Verdict.DROP_ICMPV6);
        Outcome.fromIpv6(hub, error(2, 0, 1279, quote(BR, big))).assertSilent(Verdict.DROP_ICMPV6_MTU_TOO_SMALL);
    }

    @Test
    void anEncapsulationLimitThatRanOutIsHostUnreachable() {
        byte[] limited =
                ipv6(CE, BR).header(60, "0400040100010100").inner(TO_HOST).octets();
        assertRelayed(1, 0, TO_HOST, hub, error(4, 0, 44, limited));
        Outcome.fromIpv6(hub, error(4, 0, 43, limited)).assertSilent(Verdict.DROP_ICMPV6);
    }

    @Test
    void onlyWhatThisCeWouldHaveSentIsBelieved() { // RFC 8201 section 4
        assertForged(hub, quote(NEIGHBOUR, TO_NEIGHBOUR)); // in hub-and-spoke mode, everything is sent to the BR
        assertForged(hub, quote(OTHER_BR, TO_HOST));
        assertForged(mesh, quote(BR, TO_NEIGHBOUR)); // in mesh mode it is not
        assertForged(mesh, quote(NEIGHBOUR, TO_HOST));
        assertForged(mesh, quote("2001:db8:13:3600:0:c000:213:36", TO_NEIGHBOUR));
        byte[] lowPort = ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS).udp(CE_PORT, 80).octets();
        assertForged(mesh, quote(NEIGHBOUR, lowPort));
        assertRelayed(1, 0, lowPort, mesh, error(1, 0, 0, quote(BR, lowPort)));
    }

    @Test
    void theFirstBorderRelayIsTheOneThatIsSentTo() {
        Forwarder two = Nodes.edge(Nodes.domain(OPTIONS, OTHER_BR + " " + BR, RULE), PREFIX);
        assertRelayed(1, 0, TO_HOST, two, error(1, 0, 0, quote(OTHER_BR, TO_HOST)));
        assertForged(two, quote(BR, TO_HOST));
    }

    @Test
    void badMessagesAndQuotes() {
        byte[] good = error(1, 0, 0, quote(BR, TO_HOST));
        byte[] damaged = good.clone();
        damaged[60] ^= 1;
        Outcome.fromIpv6(hub, damaged).assertSilent(Verdict.DROP_ICMPV6_BAD_CHECKSUM);
        byte[] truncated = Bytes.part(quote(BR, TO_HOST), 0, 67);
        Outcome.fromIpv6(hub, error(1, 0, 0, truncated)).assertSilent(Verdict.DROP_ICMPV6_BAD_QUOTE);
        byte[] others = ipv6(NEIGHBOUR, BR).inner(TO_HOST).octets();
        Outcome.fromIpv6(hub, error(1, 0, 0, others)).assertSilent(Verdict.DROP_ICMPV6_BAD_QUOTE);
        byte[] shortMessage = Bytes.part(good, 0, 47);
        Bytes.put16(shortMessage, 4, 7);
        Outcome.fromIpv6(hub, shortMessage).assertSilent(Verdict.DROP_TRUNCATED);
    }

    @Test
    void onlyThisCesOwnPacketsAreBelieved() { // it sends from its own address and ports only
        for (byte[] inner : new byte[][] {
            ipv4("192.168.1.2", HOST).udp(CE_PORT, 80).octets(),
            ipv4(NEIGHBOUR_ADDRESS, HOST).udp(1236, 80).octets(),
            ipv4(CE_ADDRESS, HOST).udp(1236, 80).octets(),
            ipv4(CE_ADDRESS, HOST).udp(208, 80).octets(),
            ipv4(CE_ADDRESS, HOST).payload(47, Bytes.counting(24)).octets(),
            ipv4("192.168.1.2", HOST).flagsOffset(185).payload(17, new byte[24]).octets()
        }) {
            assertForged(hub, quote(BR, inner));
        }
    }

    @Test
    void packetsThatMustNotCauseErrors() { // RFC 1812 section 4.3.2.7
        byte[] later = ipv4(CE_ADDRESS, HOST)
                .flagsOffset(185)
                .payload(17, new byte[24])
                .octets();
        Outcome.fromIpv6(hub, error(1, 0, 0, quote(BR, later))).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        String full = "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597";
        String fullCe = "2001:db8:12:0:0:c000:212:0";
        Forwarder whole = Nodes.edge(Nodes.domain(OPTIONS, BR, full), "2001:db8:12::/48");
        byte[] quoted = Bytes.part(ipv4(HOST, CE_ADDRESS).udp(80, 9).octets(), 0, 28);
        byte[] about = ipv6(fullCe, BR)
                .inner(ipv4(CE_ADDRESS, HOST).icmpError(3, quoted).octets())
                .octets();
        Outcome.fromIpv6(whole, icmpv6(ROUTER, fullCe, 64, 1, 0, 0, about))
                .assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
    }

    /** A first fragment toward a shared address is sent to the BR, since later fragments show no port. */
    @Test
    void fragmentsAreBelievedWhereTheyWereSent() {
        byte[] first = ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS)
                .flagsOffset(MORE_FRAGMENTS)
                .udp(CE_PORT, 1236, 16)
                .octets();
        byte[] sent = Outcome.fromIpv4(mesh, first).only(Verdict.FORWARDED);
        assertArrayEquals(Bytes.address(BR), Bytes.part(sent, 24, 40));
        assertRelayed(1, 0, Nodes.oneHopLess(first), mesh, error(1, 0, 0, sent));
    }

    /** Fragments of a packet that this CE has fragmented itself are sent to the CE that owns its port. */
    @Test
    void acceptsErrorsAboutOwnFragmentsWhereTheyWereSent() {
        ForwardingOptions inner = OPTIONS.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
        Forwarder node = Nodes.edge(Nodes.mesh(inner, BR, RULE), PREFIX);
        byte[] big =
                ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS).udp(CE_PORT, 1236, 1500).octets();
        byte[] part = Outcome.fromIpv4(node, big).packets().get(0);
        assertArrayEquals(Bytes.address(NEIGHBOUR), Bytes.part(part, 24, 40));
        byte[] about = Bytes.part(part, 40, 40 + 548);
        assertRelayed(1, 0, about, node, error(1, 0, 0, part));
    }

    @Test
    void optionsAndRateHoldHereToo() {
        byte[] error = error(1, 0, 0, quote(BR, TO_HOST));
        for (ForwardingOption<Boolean> option :
                List.of(ForwardingOption.TUNNEL_ERROR_RELAY, ForwardingOption.ICMPV4_ERRORS)) {
            Forwarder off = Nodes.edge(Nodes.domain(OPTIONS.with(option, false), BR, RULE), PREFIX);
            Outcome.fromIpv6(off, error).assertSilent(Verdict.DROP_ICMPV6);
        }
        ForwardingOptions one = OPTIONS.with(ForwardingOption.ICMP_ERROR_BURST, 1)
                .with(ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(Bytes.int32(Bytes.address("192.168.1.1"), 0)));
        Forwarder node = Nodes.edge(Nodes.domain(one, BR, RULE), PREFIX);
        assertIcmpv4(
                icmpv4("192.168.1.1", CE_ADDRESS, 0xc0, 3, 1, 0, TO_HOST),
                Outcome.fromIpv6(node, error).only(Verdict.RELAYED));
        Outcome.fromIpv6(node, error).assertSilent(Verdict.DROP_ICMPV6_RATE_LIMITED);
        assertEquals(1, node.counters().packets(Event.ICMP_ERROR_RATE_LIMITED));
    }
}
