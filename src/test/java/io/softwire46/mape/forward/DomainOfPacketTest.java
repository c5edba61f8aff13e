package io.softwire46.mape.forward;

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

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.forward.counter.Counters.DomainCounters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The domain and rule of each kind of packet. The first domain is that of RFC 7597 example 1; the second is similar. */
class DomainOfPacketTest {
    private static final int NONE = -1;
    private static final int HEADROOM = 56;
    private static final String ROUTER = "2001:db8:aaaa::7";
    private static final String OTHER_CE = "2001:db9:12:3400:0:c633:6412:34";
    private static final String OTHER_ADDRESS = "198.51.100.18";
    private static final ConfiguredDomain ONE = Nodes.domain("one", false, OPTIONS, BR, RULE);
    private static final ConfiguredDomain TWO = Nodes.domain(
            "two", false, OPTIONS, BR, RULE.replace("2001:db8::", "2001:db9::").replace("192.0.2.0", "198.51.100.0"));

    private final Forwarder relay = Nodes.relay(ONE, TWO);

    private static Packet window(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + octets.length).put(HEADROOM, octets);
        return new Packet().attach(buffer, HEADROOM, octets.length, HEADROOM);
    }

    private static void assertIs(Verdict verdict, int domain, int rule, Forwarder node, byte[] octets) {
        assertEquals(verdict, node.receive(window(octets), 0));
        assertEquals(List.of(domain, rule), List.of(node.lastDomain(), node.lastRule()));
    }

    @Test
    void fromIpv4() {
        assertIs(
                Verdict.FORWARDED,
                0,
                0,
                relay,
                ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets());
        byte[] toOther = ipv4(HOST, OTHER_ADDRESS).udp(80, CE_PORT, 40).octets();
        assertIs(Verdict.FORWARDED, 1, 1, relay, toOther);
        byte[] last = ipv4(HOST, OTHER_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
        assertIs(Verdict.DROP_TTL_EXPIRED, 1, 1, relay, last);
        byte[] unassigned = ipv4(HOST, OTHER_ADDRESS).udp(80, 53).octets(); // RFC 7597 section 5.1: A is 0
        assertIs(Verdict.DROP_UNASSIGNED_PORT, 1, NONE, relay, unassigned);
        byte[] martian = ipv4("127.0.0.1", OTHER_ADDRESS).udp(80, CE_PORT).octets();
        assertIs(Verdict.DROP_MARTIAN, 1, NONE, relay, martian);
        assertIs(Verdict.HELD, 1, NONE, relay, FuzzTraffic.part(toOther, 3, 1, 7));
        assertIs(
                Verdict.NOT_MAP,
                NONE,
                NONE,
                relay,
                ipv4(HOST, "203.0.113.1").udp(80, 80).octets());
        toOther[10]++;
        assertIs(Verdict.DROP_BAD_CHECKSUM, NONE, NONE, relay, toOther);
    }

    @Test
    void fromIpv6() {
        byte[] inner = ipv4(OTHER_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        assertIs(Verdict.FORWARDED, 1, 1, relay, ipv6(OTHER_CE, BR).inner(inner).octets());
        assertIs(Verdict.DROP_SPOOFED, 0, 0, relay, ipv6(CE, BR).inner(inner).octets());
        byte[] foreign = ipv6("2001:dba::1", BR).inner(inner).octets();
        assertIs(Verdict.DROP_NO_RULE, NONE, NONE, relay, foreign);
        assertIs(
                Verdict.NOT_MAP,
                NONE,
                NONE,
                relay,
                ipv6(OTHER_CE, CE).inner(inner).octets());
        assertIs(Verdict.DROP_LOOP, NONE, NONE, relay, ipv6(BR, BR).inner(inner).octets());
    }

    @Test
    void fromCeToCeOfAnotherDomain() {
        byte[] there = ipv4(CE_ADDRESS, OTHER_ADDRESS).udp(CE_PORT, CE_PORT).octets();
        assertIs(Verdict.FORWARDED, 0, 0, relay, ipv6(CE, BR).inner(there).octets());
        byte[] unassigned = ipv4(CE_ADDRESS, OTHER_ADDRESS).udp(CE_PORT, 53).octets();
        assertIs(
                Verdict.DROP_UNASSIGNED_PORT,
                0,
                0,
                relay,
                ipv6(CE, BR).inner(unassigned).octets());
    }

    @Test
    void icmpv6ToTheRelay() {
        byte[] echo = icmpv6(OTHER_CE, BR, 64, 128, 0, 7, new byte[100]);
        assertIs(Verdict.REPLIED, NONE, NONE, relay, echo);
        assertEquals(Verdict.HELD, relay.receive(window(FuzzTraffic.part(echo, 8, 0, 7)), 0));
        assertIs(Verdict.REPLIED, NONE, NONE, relay, FuzzTraffic.part(echo, 8, 1, 7));
        byte[] sent = ipv6(BR, OTHER_CE)
                .inner(ipv4(HOST, OTHER_ADDRESS).udp(80, CE_PORT).octets())
                .octets();
        assertIs(Verdict.RELAYED, 1, 1, relay, icmpv6(ROUTER, BR, 64, 1, 0, 0, sent));
    }

    @Test
    void releasedFragmentsChangeNothing() {
        byte[] toOther = ipv4(HOST, OTHER_ADDRESS).udp(80, CE_PORT, 16).octets();
        byte[] later = FuzzTraffic.part(toOther, 1, 1, 7);
        assertIs(Verdict.HELD, 1, NONE, relay, later);
        byte[] tiny = ipv4(HOST, OTHER_ADDRESS).udp(80, CE_PORT, 16).octets();
        assertIs(Verdict.FORWARDED, 1, 1, relay, FuzzTraffic.part(tiny, 1, 0, 7));
    }

    @Test
    void atACustomerEdge() {
        ConfiguredDomain mesh = Nodes.mesh(
                OPTIONS,
                BR,
                RULE,
                RULE.replace("2001:db8::", "2001:db9::").replace("192.0.2.0", "198.51.100.0") + " forwarding=true");
        Forwarder edge = CustomerEdge.of(mesh, "2001:db8:12:3400::/56");
        assertIs(
                Verdict.FORWARDED,
                0,
                NONE,
                edge,
                ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets());
        byte[] toCe = ipv4(CE_ADDRESS, OTHER_ADDRESS).udp(CE_PORT, CE_PORT).octets();
        assertIs(Verdict.FORWARDED, 0, 1, edge, toCe);
        byte[] foreign = ipv4(HOST, OTHER_ADDRESS).udp(CE_PORT, CE_PORT).octets();
        assertIs(Verdict.DROP_NOT_MY_ADDRESS, NONE, NONE, edge, foreign);
        byte[] otherPort = ipv4(CE_ADDRESS, HOST).udp(53, 80).octets();
        assertIs(Verdict.DROP_NOT_MY_ADDRESS, 0, NONE, edge, otherPort);
        byte[] fromHost = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
        assertIs(Verdict.FORWARDED, 0, NONE, edge, ipv6(BR, CE).inner(fromHost).octets());
        byte[] fromCe = ipv4(OTHER_ADDRESS, CE_ADDRESS).udp(CE_PORT, CE_PORT).octets();
        assertIs(Verdict.FORWARDED, 0, 1, edge, ipv6(OTHER_CE, CE).inner(fromCe).octets());
        assertIs(
                Verdict.NOT_MAP,
                NONE,
                NONE,
                edge,
                ipv6(BR, OTHER_CE).inner(fromHost).octets());
        assertEquals(
                List.of("example"),
                edge.domainCounters().stream().map(DomainCounters::domain).toList());
        DomainCounters only = edge.domainCounters().get(0);
        assertEquals(2, only.counters().packets(Direction.V4_TO_V6, Verdict.FORWARDED));
        assertEquals(2, only.counters().packets(Direction.V6_TO_V4, Verdict.FORWARDED));
        assertEquals(1, only.counters().packets(Direction.V4_TO_V6, Verdict.DROP_NOT_MY_ADDRESS));
        assertEquals(0, only.counters().packets(Direction.V6_TO_V4, Verdict.NOT_MAP));
    }

    @Test
    void releasedFragmentsFromCeToCeChangeNothing() { // a released fragment has the rule of the other CE
        ForwardingOptions unchecked = OPTIONS.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.OFF);
        Forwarder node = Nodes.relay(
                new ConfiguredDomain(ONE.domain(), unchecked), new ConfiguredDomain(TWO.domain(), unchecked));
        byte[] there = ipv4(CE_ADDRESS, OTHER_ADDRESS).udp(CE_PORT, CE_PORT, 16).octets();
        byte[] first = ipv6(CE, BR).inner(FuzzTraffic.part(there, 1, 0, 7)).octets();
        byte[] later = ipv6(CE, BR).inner(FuzzTraffic.part(there, 1, 1, 7)).octets();
        assertIs(Verdict.HELD, 0, 0, node, later);
        assertIs(Verdict.FORWARDED, 0, 0, node, first);
        assertEquals(1, node.counters().packets(Event.RELEASED_INTO_TUNNEL));
    }

    @Test
    void rulesOfABurstThatMustNotBeUsedAtACustomerEdge() { // RFC 7598 section 4.1: F is not set
        String rule = RULE.replace("2001:db8::", "2001:db9::").replace("192.0.2.0", "198.51.100.0");
        Forwarder edge = CustomerEdge.of(
                Nodes.mesh(OPTIONS, BR, RULE, rule.replace("format", "forwarding=false format")),
                "2001:db8:12:3400::/56");
        Packet[] packets = {
            window(ipv4(CE_ADDRESS, OTHER_ADDRESS).udp(CE_PORT, CE_PORT).octets()),
            window(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets())
        };
        int[] rules = new int[2];
        assertEquals(2, edge.fromIpv4(packets, new Verdict[2], rules, 0, 2, 0));
        assertEquals(List.of(NONE, NONE), List.of(rules[0], rules[1]));
    }
}
