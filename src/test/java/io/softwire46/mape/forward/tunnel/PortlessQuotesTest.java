package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Bytes.with;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Errors from within the tunnel about later fragments and ICMP errors, whose port is unknown. They are verified by their
 * addresses, lower the path MTU, and are not relayed (RFC 8201 section 4, RFC 1812 section 4.3.2.7).
 */
class PortlessQuotesTest {
    private static final String ROUTER = "2001:db9:aaaa::7";
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String SHARER = "2001:db8:12:3500:0:c000:212:35"; // the address of CE, PSID 0x35
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final ForwardingOptions DYNAMIC = OPTIONS.with(ForwardingOption.DYNAMIC_PMTU, true);

    private final BorderRelay relay = Nodes.relay(DYNAMIC, RULE);
    private final CustomerEdge hub = Nodes.edge(Nodes.domain(DYNAMIC, BR, RULE), PREFIX);
    private final CustomerEdge mesh = Nodes.edge(Nodes.mesh(DYNAMIC, BR, RULE), PREFIX);

    /** A later fragment without DF and with DF, a middle one, and an ICMP error. */
    private static List<byte[]> portless(String from, String to) {
        byte[] quoted = Bytes.part(ipv4(to, from).udp(9, 10).octets(), 0, 28);
        return List.of(
                ipv4(from, to).flagsOffset(185).payload(17, new byte[1200]).octets(),
                ipv4(from, to)
                        .flagsOffset(DONT_FRAGMENT | 185)
                        .payload(6, new byte[1200])
                        .octets(),
                ipv4(from, to).flagsOffset(0x2001).payload(17, new byte[1200]).octets(),
                ipv4(from, to).icmpError(3, quoted).octets());
    }

    private static byte[] error(int type, long word, byte[] quote) {
        String self = address(Bytes.part(quote, 8, 24));
        return icmpv6(ROUTER, self, 64, type, 0, word, Bytes.part(quote, 0, Math.min(quote.length, 1232)));
    }

    private static String address(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(Bytes.u16(octets, i)));
        }
        return text.toString();
    }

    private static void assertBelieved(Forwarder node, String from, String to, byte[] inner) {
        long before = node.counters().packets(Event.PATH_MTU_LOWERED);
        byte[] quote = ipv6(from, to).inner(inner).octets();
        Outcome.fromIpv6(node, error(1, 0, quote)).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        Outcome.fromIpv6(node, error(3, 0, quote)).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        assertEquals(before, node.counters().packets(Event.PATH_MTU_LOWERED));
        Outcome.fromIpv6(node, error(2, 1400 - before, quote)).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        assertEquals(before + 1, node.counters().packets(Event.PATH_MTU_LOWERED));
    }

    private static void assertForged(Forwarder node, String from, String to, byte[] inner) {
        byte[] quote = ipv6(from, to).inner(inner).octets();
        Outcome.fromIpv6(node, error(1, 0, quote)).assertSilent(Verdict.DROP_ICMPV6_FORGED);
        Outcome.fromIpv6(node, error(2, 1300, quote)).assertSilent(Verdict.DROP_ICMPV6_FORGED);
        assertEquals(0, node.counters().packets(Event.PATH_MTU_LOWERED));
    }

    @Test
    void theBorderRelayBelievesThemOfEveryCeWithTheAddress() {
        for (byte[] inner : portless(HOST, CE_ADDRESS)) {
            assertBelieved(Nodes.relay(DYNAMIC, RULE), BR, CE, inner);
            assertBelieved(relay, BR, SHARER, inner);
        }
    }

    /**
     * The report takes effect: packets to that CE are fragmented to the new MTU, packets to another CE of the address are not.
     */
    @Test
    void reportedPathMtuIsUsed() {
        Forwarder node = relay;
        byte[] later = portless(HOST, CE_ADDRESS).get(0);
        Outcome.fromIpv6(node, error(2, 1280, ipv6(BR, CE).inner(later).octets()))
                .assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        byte[] toCe = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1400).octets();
        assertEquals(List.of(1280, 244), Outcome.fromIpv4(node, toCe).sizes()); // 1428 = 1232 + 196
        byte[] toSharer = ipv4(HOST, CE_ADDRESS).udp(80, 1236, 1400).octets();
        assertEquals(List.of(1468), Outcome.fromIpv4(node, toSharer).sizes());
    }

    @Test
    void noOtherDestinationIsBelieved() {
        for (byte[] inner : portless(HOST, CE_ADDRESS)) {
            for (String to : List.of(
                    NEIGHBOUR, // another address
                    "2001:db8:12:3400:0:c000:212:35", // the interface identifier has another PSID
                    "2001:db8:12:3400:0:c000:213:34", // and another address
                    "2001:db8:12:3401:0:c000:212:34", // bits following the EA field
                    "2001:db9:12:3400:0:c000:212:34", // no rule
                    BR)) {
                assertForged(relay, BR, to, inner);
            }
            assertForged(relay, BR, CE, Bytes.withHeaderChecksum(with(inner, 16, 203), 0)); // in no rule
        }
        Forwarder two = Nodes.relay(Nodes.domain(DYNAMIC, BR + " " + Nodes.OTHER_BR, RULE));
        for (byte[] inner : portless(HOST, CE_ADDRESS)) {
            assertForged(two, Nodes.OTHER_BR, CE, inner); // which does not send by this rule
        }
    }

    @Test
    void distinguishesBindingsOfOneAddress() { // RFC 7596: one rule for each PSID of 192.0.2.18
        String first = "ipv6Prefix=2001:db8:aa::12:34/128 ipv4Prefix=192.0.2.18/32 eaLength=0 psidOffset=6 psidLength=8"
                + " psid=0x34 format=rfc7597";
        String second = "ipv6Prefix=2001:db8:bb::1/128 ipv4Prefix=192.0.2.18/32 eaLength=0 psidOffset=6 psidLength=8"
                + " psid=0x35 format=rfc7597";
        for (byte[] inner : portless(HOST, CE_ADDRESS)) {
            BorderRelay node = Nodes.relay(DYNAMIC, first, second);
            assertForged(node, BR, "2001:db8:cc::1", inner);
            assertBelieved(node, BR, "2001:db8:aa::12:34", inner);
            assertBelieved(node, BR, "2001:db8:bb::1", inner);
        }
    }

    @Test
    void theCeBelievesThemOnTheWayToItsBorderRelay() {
        for (String to : List.of(HOST, NEIGHBOUR_ADDRESS)) {
            for (byte[] inner : portless(CE_ADDRESS, to)) {
                assertBelieved(Nodes.edge(Nodes.domain(DYNAMIC, BR, RULE), PREFIX), CE, BR, inner);
                assertBelieved(Nodes.edge(Nodes.mesh(DYNAMIC, BR, RULE), PREFIX), CE, BR, inner);
                assertForged(hub, CE, NEIGHBOUR, inner);
            }
        }
        for (byte[] inner : portless(NEIGHBOUR_ADDRESS, HOST)) {
            assertForged(hub, CE, BR, inner); // not its address
            assertForged(mesh, CE, BR, inner);
        }
    }

    /** Packets that the CE has fragmented itself, and errors whose quote contained a port, are sent to another CE directly. */
    @Test
    void theCeBelievesThemOnTheWayToAnotherCe() {
        for (byte[] inner : portless(CE_ADDRESS, NEIGHBOUR_ADDRESS)) {
            assertForged(mesh, CE, "2001:db8:14:3500:0:c000:214:35", inner);
            assertForged(mesh, CE, "2001:db8:13:3500:0:c000:213:36", inner);
            CustomerEdge node = Nodes.edge(Nodes.mesh(DYNAMIC, BR, RULE), PREFIX);
            assertBelieved(node, CE, NEIGHBOUR, inner);
            assertBelieved(node, CE, "2001:db8:13:3600:0:c000:213:36", inner);
        }
        for (byte[] inner : portless(CE_ADDRESS, HOST)) {
            assertForged(mesh, CE, NEIGHBOUR, inner);
        }
        String notForwarding = RULE + " forwarding=false";
        for (byte[] inner : portless(CE_ADDRESS, NEIGHBOUR_ADDRESS)) {
            CustomerEdge node = Nodes.edge(Nodes.mesh(DYNAMIC, BR, notForwarding), PREFIX);
            assertForged(node, CE, NEIGHBOUR, inner); // a rule without F sends no packet there
        }
    }

    /** A packet that a node has actually sent: a large one, fragmented before encapsulation. */
    @Test
    void everyFragmentThatWasSentIsBelieved() {
        ForwardingOptions inner = DYNAMIC.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
        Forwarder node = Nodes.edge(Nodes.mesh(inner, BR, RULE), PREFIX);
        byte[] big =
                ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS).udp(CE_PORT, 1236, 4000).octets();
        List<byte[]> sent = Outcome.fromIpv4(node, big).packets();
        assertEquals(3, sent.size());
        Outcome.fromIpv6(node, error(2, 1400, sent.get(0))).assertSilent(Verdict.DROP_ICMPV6); // stored; without DF
        Outcome.fromIpv6(node, error(2, 1390, sent.get(1))).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        Outcome.fromIpv6(node, error(2, 1380, sent.get(2))).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        assertEquals(3, node.counters().packets(Event.PATH_MTU_LOWERED));
    }
}
