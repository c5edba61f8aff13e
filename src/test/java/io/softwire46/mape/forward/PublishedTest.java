package io.softwire46.mape.forward;

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
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertIcmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.testing.Placement;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A new table applies from the next packet on, and for the whole of a packet. */
class PublishedTest {
    private static final IPv6Address PREFIX = Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12:3400::/56");
    private static final ForwardingOptions OLD =
            OPTIONS.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER).with(ForwardingOption.HOP_LIMIT, 11);
    private static final ForwardingOptions NEW = OPTIONS.with(ForwardingOption.HOP_LIMIT, 22)
            .with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(9))
            .with(ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(0xc0000009));
    private static final byte[] TO_CE = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
    private static final byte[] FROM_CE =
            ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();

    private final Published<RuleTable> tables = Published.of(RuleTable.of(Nodes.domain(OLD, BR, RULE)));
    private final Forwarder relay = BorderRelay.of(tables);
    private final Published<EdgeTable> edgeTables = Published.of(EdgeTable.of(Nodes.domain(OLD, BR, RULE), PREFIX));

    private static RuleTable newTable() {
        return RuleTable.of(Nodes.domain(NEW, OTHER_BR, RULE));
    }

    private static void assertOuter(String source, int hopLimit, int nextHeader, byte[] packet) {
        assertArrayEquals(Bytes.address(source), Bytes.part(packet, 8, 24));
        assertEquals(List.of(hopLimit, nextHeader), List.of((int) packet[7], (int) packet[6]));
    }

    @Test
    void theNextPacketUsesTheNewTable() {
        assertOuter(BR, 11, 4, Outcome.fromIpv4(relay, TO_CE).only(Verdict.FORWARDED));
        tables.publish(newTable());
        assertOuter(OTHER_BR, 22, 60, Outcome.fromIpv4(relay, TO_CE).only(Verdict.FORWARDED));
        Outcome.fromIpv6(relay, ipv6(CE, BR).inner(FROM_CE).octets()).assertSilent(Verdict.NOT_MAP);
        Outcome.fromIpv6(relay, ipv6(CE, OTHER_BR).inner(FROM_CE).octets()).only(Verdict.FORWARDED);
    }

    @Test
    void everyNodeAdoptsIt() {
        Forwarder other = BorderRelay.of(tables);
        tables.publish(newTable());
        Forwarder late = BorderRelay.of(tables);
        for (Forwarder node : new Forwarder[] {relay, other, late}) {
            assertOuter(OTHER_BR, 22, 60, Outcome.fromIpv4(node, TO_CE).only(Verdict.FORWARDED));
        }
    }

    @Test
    void fragmentsPulledLateAreStillOfTheOldTable() {
        byte[] big = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 3000).octets();
        Placement.HEAP_EXACT.run(big, 40, packet -> {
            Verdict verdict = relay.fromIpv4(packet, 0);
            tables.publish(newTable());
            for (byte[] part : Outcome.pull(relay)) {
                assertOuter(BR, 11, 4, part);
                assertEquals(4, part[40] >>> 4);
            }
            return verdict;
        });
    }

    @Test
    void anErrorPulledLateIsStillOfTheOldTable() {
        byte[] last = ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
        Placement.HEAP_EXACT.run(last, 0, packet -> {
            Verdict verdict = relay.fromIpv4(packet, 0);
            tables.publish(newTable());
            assertIcmpv4(
                    icmpv4("192.0.0.8", HOST, 0xc0, 11, 0, 0, last),
                    Outcome.pull(relay).get(0));
            return verdict;
        });
        assertIcmpv4(
                icmpv4("192.0.0.9", HOST, 0xc0, 11, 0, 0, last),
                Outcome.fromIpv4(relay, last).only(Verdict.DROP_TTL_EXPIRED));
    }

    @Test
    void ratesOfErrorsAreThoseOfTheNewTable() {
        ForwardingOptions one = OLD.with(ForwardingOption.ICMP_ERROR_BURST, 1);
        byte[] last = ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
        tables.publish(RuleTable.of(Nodes.domain(one, BR, RULE)));
        Outcome.fromIpv4(relay, last).only(Verdict.DROP_TTL_EXPIRED);
        Outcome.fromIpv4(relay, last).assertSilent(Verdict.DROP_TTL_EXPIRED);
        tables.publish(RuleTable.of(Nodes.domain(one.with(ForwardingOption.ICMP_ERROR_BURST, 2), BR, RULE)));
        Outcome.fromIpv4(relay, last).only(Verdict.DROP_TTL_EXPIRED);
        Outcome.fromIpv4(relay, last).only(Verdict.DROP_TTL_EXPIRED);
        Outcome.fromIpv4(relay, last).assertSilent(Verdict.DROP_TTL_EXPIRED);
    }

    @Test
    void moreDomainsThanBefore() { // the second domain has its own options and rate limit
        String full = "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";
        byte[] last = ipv4(HOST, "198.51.100.7").timeToLive(1).udp(80, 80).octets();
        Outcome.fromIpv4(relay, last).assertSilent(Verdict.NOT_MAP);
        tables.publish(RuleTable.of(
                List.of(Nodes.domain("a", false, OLD, BR, RULE), Nodes.domain("b", false, NEW, OTHER_BR, full))));
        Outcome.fromIpv4(relay, last).only(Verdict.DROP_TTL_EXPIRED);
        tables.publish(RuleTable.of(Nodes.domain(OLD, BR, RULE)));
        Outcome.fromIpv4(relay, last).assertSilent(Verdict.NOT_MAP);
    }

    @Test
    void aFlowKeepsItsLabelUnderANewTable() { // RFC 6437 section 3
        ForwardingOptions hashed = OLD.with(ForwardingOption.FLOW_LABEL, FlowLabel.HASH);
        Published<RuleTable> labelled = Published.of(RuleTable.of(Nodes.domain(hashed, BR, RULE)));
        Forwarder node = BorderRelay.of(labelled);
        byte[] before = Outcome.fromIpv4(node, TO_CE).only(Verdict.FORWARDED);
        labelled.publish(RuleTable.of(Nodes.domain(hashed, OTHER_BR, RULE)));
        byte[] after = Outcome.fromIpv4(node, TO_CE).only(Verdict.FORWARDED);
        assertEquals(Bytes.int32(before, 0), Bytes.int32(after, 0));
        assertOuter(OTHER_BR, 11, 4, after);
    }

    @Test
    void countersGoOn() {
        Outcome.fromIpv4(relay, TO_CE);
        tables.publish(newTable());
        Outcome.fromIpv4(relay, TO_CE);
        assertEquals(2, relay.counters().packets(Direction.V4_TO_V6, Verdict.FORWARDED));
    }

    @Test
    void aCustomerEdgeUsesItsNewMapping() {
        CustomerEdge edge = CustomerEdge.of(edgeTables);
        Forwarder node = edge;
        assertOuter(CE, 11, 4, Outcome.fromIpv4(node, FROM_CE).only(Verdict.FORWARDED));
        EdgeTable renumbered = EdgeTable.of(
                Nodes.domain(NEW, OTHER_BR, RULE), Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:13:3500::/56"));
        edgeTables.publish(renumbered);
        Outcome.fromIpv4(node, FROM_CE).assertSilent(Verdict.DROP_NOT_MY_ADDRESS);
        assertSame(renumbered.mapping(), edge.mapping());
        byte[] own = ipv4("192.0.2.19", HOST).udp(1236, 80).octets();
        byte[] sent = Outcome.fromIpv4(node, own).only(Verdict.FORWARDED);
        assertOuter("2001:db8:13:3500:0:c000:213:35", 22, 60, sent);
        assertArrayEquals(Bytes.address(OTHER_BR), Bytes.part(sent, 24, 40));
        Outcome.fromIpv6(node, ipv6(BR, CE).inner(TO_CE).octets()).assertSilent(Verdict.NOT_MAP);
    }

    @Test
    void nothingIsNoTable() {
        RuleTable table = tables.current();
        assertThrows(NullPointerException.class, () -> tables.publish(null));
        assertSame(table, tables.current());
        assertThrows(NullPointerException.class, () -> Published.of(null));
    }
}
