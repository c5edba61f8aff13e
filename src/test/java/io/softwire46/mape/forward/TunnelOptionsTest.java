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
import static io.softwire46.mape.forward.Nodes.assertDropped;
import static io.softwire46.mape.forward.Nodes.assertLeft;
import static io.softwire46.mape.forward.Nodes.down;
import static io.softwire46.mape.forward.Nodes.relay;
import static io.softwire46.mape.forward.Nodes.run;
import static io.softwire46.mape.forward.Nodes.up;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Placement;
import org.junit.jupiter.api.Test;

/** Fields of the tunnel header: RFC 2473 sections 5 and 6, RFC 2983, RFC 6040. */
class TunnelOptionsTest {
    private static byte[] toCe(int typeOfService, int dataOctets) {
        return ipv4(HOST, CE_ADDRESS)
                .typeOfService(typeOfService)
                .udp(80, CE_PORT, dataOctets)
                .octets();
    }

    private static byte[] fromCe(int typeOfService) {
        return ipv4(CE_ADDRESS, HOST)
                .typeOfService(typeOfService)
                .udp(CE_PORT, 80)
                .octets();
    }

    private static int trafficClass(Placement.Result result) {
        assertEquals(Verdict.FORWARDED, result.verdict());
        return Bytes.int32(result.octets(), 0) >>> 20 & 0xff;
    }

    private static void assertInner(int typeOfService, Placement.Result result) {
        assertEquals(typeOfService, Bytes.u8(result.octets(), 41), "the inner packet keeps its own");
    }

    @Test
    void everyDscpAndEcnIsCopied() { // RFC 2983 section 3.1, RFC 6040 section 4.1
        BorderRelay relay = relay(OPTIONS, RULE);
        for (int tos = 0; tos < 256; tos++) {
            Placement.Result result = down(relay, toCe(tos, 0));
            assertEquals(tos, trafficClass(result));
            assertInner(tos, result);
        }
    }

    @Test
    void aFixedDscpLeavesEcnAlone() { // RFC 2473 section 6.4
        for (int dscp : new int[] {0, 1, 46, 63}) {
            BorderRelay relay = relay(OPTIONS.with(ForwardingOption.TRAFFIC_CLASS, dscp), RULE);
            for (int ecn = 0; ecn < 4; ecn++) {
                Placement.Result result = down(relay, toCe(0x28 | ecn, 0));
                assertEquals(dscp << 2 | ecn, trafficClass(result));
                assertInner(0x28 | ecn, result);
            }
        }
    }

    @Test
    void compatibilityModeShowsNoEcnOutside() { // RFC 6040 section 4.1
        BorderRelay relay = relay(OPTIONS.with(ForwardingOption.ECN, EcnMode.COMPATIBILITY), RULE);
        for (int ecn = 0; ecn < 4; ecn++) {
            Placement.Result result = down(relay, toCe(0xb8 | ecn, 0));
            assertEquals(0xb8, trafficClass(result));
            assertInner(0xb8 | ecn, result);
        }
    }

    @Test
    void everyPairOfEcnFieldsAtTheExit() { // RFC 6040 section 4.2, figure 4: rows inner, columns outer
        int notEct = 0;
        int ect1 = 1;
        int ect0 = 2;
        int ce = 3;
        int drop = -1;
        int[] order = {notEct, ect0, ect1, ce};
        int[][] figure = {
            {notEct, notEct, notEct, drop},
            {ect0, ect0, ect1, ce},
            {ect1, ect1, ect1, ce},
            {ce, ce, ce, ce}
        };
        for (EcnMode mode : EcnMode.values()) { // an option of the encapsulation only
            BorderRelay relay = relay(OPTIONS.with(ForwardingOption.ECN, mode), RULE);
            for (int inner = 0; inner < 4; inner++) {
                for (int outer = 0; outer < 4; outer++) {
                    byte[] packet = ipv6(CE, BR)
                            .trafficClass(order[outer])
                            .inner(fromCe(0xb8 | order[inner]))
                            .octets();
                    int expected = figure[inner][outer];
                    if (expected == drop) {
                        assertDropped(Verdict.DROP_ECN, up(relay, packet));
                    } else {
                        assertLeft(fromCe(0xb8 | expected), up(relay, packet));
                    }
                }
            }
        }
    }

    @Test
    void egressDscpIsTheInnerOneOrTheOuterOne() { // RFC 2983 section 3.1
        byte[] packet =
                ipv6(CE, BR).trafficClass(0x28 | 3).inner(fromCe(0xb8 | 2)).octets();
        assertLeft(fromCe(0xb8 | 3), up(relay(OPTIONS, RULE), packet));
        ForwardingOptions uniform = OPTIONS.with(ForwardingOption.EGRESS_DSCP, EgressDscp.UNIFORM);
        assertLeft(fromCe(0x28 | 3), up(relay(uniform, RULE), packet));
        CustomerEdge edge = Nodes.edge(Nodes.domain(uniform, BR, RULE), "2001:db8:12:3400::/56");
        byte[] toEdge = ipv6(BR, CE).trafficClass(0x28).inner(toCe(0xb8, 4)).octets();
        assertLeft(toCe(0x28, 4), down(edge, toEdge));
    }

    @Test
    void theHopLimitIsTheConfiguredOne() { // RFC 2473 section 6.3, whatever the TTL
        for (int hops : new int[] {1, 64, 255}) {
            BorderRelay relay = relay(OPTIONS.with(ForwardingOption.HOP_LIMIT, hops), RULE);
            assertEquals(hops, Bytes.u8(down(relay, toCe(0, 0)).octets(), 7));
        }
    }

    @Test
    void theMtuIsThatOfTheWholeTunnelPacket() { // RFC 2473 section 6.7
        assertLargest(1460, OPTIONS);
        assertLargest(1240, OPTIONS.with(ForwardingOption.MTU_V6, 1280));
        assertLargest(9152, OPTIONS.with(ForwardingOption.MTU_V6, 9192));
        assertLargest(65495, OPTIONS.with(ForwardingOption.MTU_V6, 65535));
        assertLargest(1452, OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, 4));
        assertLargest(
                65487, OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, 4).with(ForwardingOption.MTU_V6, 65535));
    }

    private static void assertLargest(int ipv4Octets, ForwardingOptions options) {
        BorderRelay relay = relay(options, RULE);
        assertEquals(Verdict.FORWARDED, down(relay, toCe(0, ipv4Octets - 28)).verdict());
        BorderRelay unfragmented = relay(options.with(ForwardingOption.FRAGMENTATION, Fragmentation.DROP), RULE);
        assertEquals(
                Verdict.FORWARDED, down(unfragmented, toCe(0, ipv4Octets - 28)).verdict());
        assertDropped(Verdict.DROP_TOO_BIG, down(unfragmented, toCe(0, ipv4Octets - 28 + 1)));
        byte[] mustNotBeFragmented = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(0x4000)
                .udp(80, CE_PORT, ipv4Octets - 27)
                .octets();
        assertDropped(Verdict.DROP_TOO_BIG, down(relay, mustNotBeFragmented));
    }

    @Test
    void everyEncapsulationLimitIsWritten() { // RFC 2473 section 4.1.1
        for (int limit : new int[] {0, 1, 255}) {
            BorderRelay relay = relay(OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, limit), RULE);
            byte[] out = down(relay, toCe(0, 0)).octets();
            assertEquals(60, out[6]);
            assertEquals(out.length - 40, Bytes.u16(out, 4));
            assertEquals("04000401" + String.format("%02x", limit) + "010100", Bytes.hex(Bytes.part(out, 40, 48)));
        }
    }

    @Test
    void theHeaderNeedsHeadroom() {
        BorderRelay plain = relay(OPTIONS, RULE);
        assertDropped(Verdict.DROP_NO_ROOM, run(toCe(0, 0), 39, packet -> plain.fromIpv4(packet, 0)));
        assertDropped(Verdict.DROP_NO_ROOM, run(toCe(0, 0), 0, packet -> plain.fromIpv4(packet, 0)));
        assertEquals(
                Verdict.FORWARDED,
                run(toCe(0, 0), 40, packet -> plain.fromIpv4(packet, 0)).verdict());
        BorderRelay limited = relay(OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, 4), RULE);
        assertDropped(Verdict.DROP_NO_ROOM, run(toCe(0, 0), 47, packet -> limited.fromIpv4(packet, 0)));
        CustomerEdge edge = Nodes.edge(Nodes.domain(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");
        assertDropped(Verdict.DROP_NO_ROOM, run(fromCe(0), 39, packet -> edge.fromIpv4(packet, 0)));
    }

    @Test
    void theFlowLabelIsHashedOrZero() { // RFC 6437 section 3
        for (FlowLabel policy : FlowLabel.values()) {
            BorderRelay relay = relay(OPTIONS.with(ForwardingOption.FLOW_LABEL, policy), RULE);
            int label = Bytes.int32(down(relay, toCe(0, 0)).octets(), 0) & 0xfffff;
            assertEquals(policy == FlowLabel.ZERO, label == 0, policy.toString());
            int otherPort = Bytes.int32(
                            down(
                                            relay,
                                            ipv4(HOST, CE_ADDRESS)
                                                    .udp(81, CE_PORT, 0)
                                                    .octets())
                                    .octets(),
                            0)
                    & 0xfffff;
            assertEquals(policy != FlowLabel.HASH, label == otherPort, policy.toString());
        }
    }
}
