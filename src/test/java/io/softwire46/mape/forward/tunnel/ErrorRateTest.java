package io.softwire46.mape.forward.tunnel;

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
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.testing.Placement;
import org.junit.jupiter.api.Test;

/** The rate of errors: one token bucket per domain and node, for ICMP and ICMPv6 together (RFC 4443 section 2.4 f). */
class ErrorRateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final ForwardingOptions THREE =
            OPTIONS.with(ForwardingOption.ICMP_ERROR_BURST, 3).with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 10);
    private static final String FULL_RULE =
            "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";

    private static final byte[] EXPIRED =
            ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
    private static final byte[] EXPIRED_ELSEWHERE =
            ipv4(HOST, "198.51.100.7").timeToLive(1).udp(80, 80).octets();
    private static final byte[] UNKNOWN = ipv6(CE, BR).payload(17, new byte[16]).octets();

    /** Returns how many errors are sent about a number of packets at one time. */
    private static int errorsSent(Forwarder node, byte[] packet, int count, long nowNanos) {
        int errorsSent = 0;
        for (int i = 0; i < count; i++) {
            Outcome outcome = (packet[0] & 0xf0) == 0x40
                    ? Outcome.fromIpv4(node, packet, nowNanos)
                    : Outcome.fromIpv6(node, packet, nowNanos);
            assertEquals(true, outcome.verdict().isDrop(), "the verdict does not change");
            errorsSent += outcome.packets().size();
        }
        return errorsSent;
    }

    private static void assertLimited(long expected, Forwarder node) {
        assertEquals(expected, node.counters().packets(Event.ICMP_ERROR_RATE_LIMITED));
    }

    @Test
    void aBurstThenTheRate() {
        Forwarder node = Nodes.relay(THREE, RULE);
        assertEquals(3, errorsSent(node, EXPIRED, 10, 5 * SECOND));
        assertLimited(7, node);
        assertEquals(0, errorsSent(node, EXPIRED, 1, 5 * SECOND + SECOND / 10 - 1)); // one token per tenth of a second
        assertEquals(1, errorsSent(node, EXPIRED, 2, 5 * SECOND + SECOND / 10));
        assertEquals(2, errorsSent(node, EXPIRED, 5, 5 * SECOND + 3 * SECOND / 10));
        assertEquals(3, errorsSent(node, EXPIRED, 9, 60 * SECOND)); // at most one burst, after any time
        assertLimited(7 + 1 + 1 + 3 + 6, node);
    }

    @Test
    void overALongTimeItIsTheRate() {
        Forwarder node = Nodes.relay(THREE, RULE);
        int errorsSent = 0;
        for (int milli = 0; milli < 10_000; milli += 7) {
            errorsSent += errorsSent(node, EXPIRED, 1, -SECOND + milli * 1_000_000L); // the clock may start anywhere
        }
        assertEquals(3 + 99, errorsSent); // 9.996 s: 99 whole tokens were added
    }

    @Test
    void icmpAndIcmpv6ShareTheBucket() {
        Forwarder node = Nodes.relay(THREE, RULE);
        assertEquals(2, errorsSent(node, UNKNOWN, 2, 0));
        assertEquals(1, errorsSent(node, EXPIRED, 4, 0));
        assertEquals(0, errorsSent(node, UNKNOWN, 3, 0));
        assertLimited(3 + 3, node);
    }

    @Test
    void everyDomainHasItsOwn() {
        Forwarder node = Nodes.relay(
                Nodes.domain("a", false, THREE, BR, RULE),
                Nodes.domain("b", false, THREE.with(ForwardingOption.ICMP_ERROR_BURST, 5), OTHER_BR, FULL_RULE));
        assertEquals(3, errorsSent(node, EXPIRED, 10, 0));
        assertEquals(5, errorsSent(node, EXPIRED_ELSEWHERE, 10, 0));
        assertEquals(0, errorsSent(node, EXPIRED, 1, 0));
    }

    @Test
    void everyNodeHasItsOwn() {
        RuleTable table = RuleTable.of(Nodes.domain(THREE, BR, RULE));
        assertEquals(3, errorsSent(BorderRelay.of(table), EXPIRED, 10, 0));
        assertEquals(3, errorsSent(BorderRelay.of(table), EXPIRED, 10, 0));
    }

    @Test
    void theCesOwnErrorsAreLimitedToo() {
        Forwarder node = Nodes.edge(Nodes.domain(THREE, BR, RULE), "2001:db8:12:3400::/56");
        byte[] expired = ipv4(CE_ADDRESS, HOST).timeToLive(1).udp(CE_PORT, 80).octets();
        byte[] unknown = ipv6(BR, CE).payload(17, new byte[16]).octets();
        assertEquals(1, errorsSent(node, unknown, 1, 0));
        assertEquals(2, errorsSent(node, expired, 6, 0));
        assertEquals(1, errorsSent(node, unknown, 3, SECOND / 10));
    }

    @Test
    void sendsNoErrorAtRateOrBurst0() {
        Forwarder noRate = Nodes.relay(THREE.with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 0), RULE);
        Forwarder noBurst = Nodes.relay(THREE.with(ForwardingOption.ICMP_ERROR_BURST, 0), RULE);
        for (Forwarder node : new Forwarder[] {noRate, noBurst}) {
            assertEquals(0, errorsSent(node, EXPIRED, 3, 0));
            assertEquals(0, errorsSent(node, EXPIRED, 3, 1000 * SECOND));
            assertLimited(6, node);
        }
    }

    @Test
    void unfetchedErrorTakesItsTokenAndIsDiscarded() {
        BorderRelay relay = Nodes.relay(THREE, RULE);
        for (int i = 0; i < 3; i++) {
            Placement.HEAP_EXACT.run(EXPIRED, 0, packet -> relay.fromIpv4(packet, 0));
        }
        byte[] fine = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
        assertEquals(1, Outcome.fromIpv4(relay, fine).packets().size());
        assertEquals(0, errorsSent(relay, EXPIRED, 1, 0));
        assertEquals(0, relay.counters().packets(Event.ICMPV4_ERROR_SENT));
    }
}
