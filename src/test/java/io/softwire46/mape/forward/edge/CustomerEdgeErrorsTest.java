package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.MORE_FRAGMENTS;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.DUMMY;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertIcmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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

/** ICMP errors to the NAPT about packets that cannot be encapsulated, without a tunnel header. */
class CustomerEdgeErrorsTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";

    private static Forwarder node(ForwardingOptions options) {
        return Nodes.edge(Nodes.mesh(options, BR, RULE), PREFIX);
    }

    private static Ipv4PacketBuilder toHost() {
        return ipv4(CE_ADDRESS, HOST);
    }

    private static void assertError(
            String source, int type, int code, int word, byte[] about, Verdict verdict, ForwardingOptions by) {
        byte[] expected = icmpv4(DUMMY, source, 0xc0, type, code, word, about);
        assertIcmpv4(expected, Outcome.fromIpv4(node(by), about).only(verdict));
        Outcome.fromIpv4(node(by.with(ForwardingOption.ICMPV4_ERRORS, false)), about)
                .assertSilent(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {HOST, NEIGHBOUR_ADDRESS, CE_ADDRESS})
    void timeExceededWhereverItWasToGo(String destination) { // to the BR, to another CE, back to the NAPT
        for (int timeToLive = 0; timeToLive < 2; timeToLive++) {
            byte[] last = ipv4(CE_ADDRESS, destination)
                    .timeToLive(timeToLive)
                    .udp(CE_PORT, 2256)
                    .octets();
            assertError(CE_ADDRESS, 11, 0, 0, last, Verdict.DROP_TTL_EXPIRED, OPTIONS);
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, , 1240", "1280, 4, 1232", "1500, , 1460", "9192, , 9152"})
    void fragmentationNeededReportsTheTunnelMtu(int mtu, Integer limit, int nextHop) {
        ForwardingOptions options = OPTIONS.with(ForwardingOption.MTU_V6, mtu)
                .with(
                        ForwardingOption.ENCAPSULATION_LIMIT,
                        limit == null ? OptionalInt.empty() : OptionalInt.of(limit));
        for (String destination : new String[] {HOST, NEIGHBOUR_ADDRESS}) {
            byte[] big = ipv4(CE_ADDRESS, destination)
                    .flagsOffset(DONT_FRAGMENT)
                    .udp(CE_PORT, 1236, nextHop - 28 + 1)
                    .octets();
            for (Fragmentation mode : Fragmentation.values()) {
                ForwardingOptions by = options.with(ForwardingOption.FRAGMENTATION, mode);
                assertError(CE_ADDRESS, 3, 4, nextHop, big, Verdict.DROP_TOO_BIG, by);
            }
        }
    }

    @Test
    void packetsBetweenOwnPortsMayHaveAnySize() {
        byte[] big = ipv4(CE_ADDRESS, CE_ADDRESS)
                .flagsOffset(DONT_FRAGMENT)
                .udp(CE_PORT, 2256, 3000)
                .octets();
        byte[] left = Outcome.fromIpv4(node(OPTIONS), big).only(Verdict.FORWARDED);
        assertArrayEquals(Nodes.oneHopLess(big), left);
    }

    @Test
    void administrativelyProhibitedForOthersAddressesAndPortsByOption() { // RFC 5508 REQ-8
        ForwardingOptions sendError = OPTIONS.with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true);
        Verdict verdict = Verdict.DROP_NOT_MY_ADDRESS;
        byte[] privately = ipv4("192.168.1.2", HOST).udp(CE_PORT, 80).octets();
        byte[] neighbours = ipv4(NEIGHBOUR_ADDRESS, HOST).udp(1236, 80).octets();
        byte[] port = toHost().udp(1236, 80).octets();
        byte[] ping = toHost().icmpQuery(8, 1236).octets();
        byte[] fragment = toHost().flagsOffset(MORE_FRAGMENTS).udp(1236, 80, 16).octets();
        assertError("192.168.1.2", 3, 13, 0, privately, verdict, sendError);
        assertError(NEIGHBOUR_ADDRESS, 3, 13, 0, neighbours, verdict, sendError);
        for (byte[] packet : new byte[][] {port, ping, fragment}) {
            assertError(CE_ADDRESS, 3, 13, 0, packet, verdict, sendError);
            Outcome.fromIpv4(node(OPTIONS), packet).assertSilent(verdict);
        }
        byte[] later = ipv4("192.168.1.2", HOST)
                .flagsOffset(5)
                .payload(17, Bytes.counting(8))
                .octets();
        Outcome.fromIpv4(node(sendError), later).assertSilent(verdict); // RFC 1812 section 4.3.2.7
    }

    @Test
    void protocolUnreachableForProtocolsWithoutPortsByOption() {
        ForwardingOptions sendError = OPTIONS.with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true);
        Verdict verdict = Verdict.DROP_UNSUPPORTED_PROTOCOL;
        byte[] gre = toHost().payload(47, Bytes.counting(24)).octets();
        assertError(CE_ADDRESS, 3, 2, 0, gre, verdict, sendError);
        Outcome.fromIpv4(node(OPTIONS), gre).assertSilent(verdict);
        Outcome.fromIpv4(node(sendError), toHost().icmpQuery(9, CE_PORT).octets())
                .assertSilent(verdict);
    }

    @Test
    void theSourceIsTheConfiguredOneAndPrecedenceIs6() {
        ForwardingOptions named = OPTIONS.with(
                ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(Bytes.int32(Bytes.address("192.168.1.1"), 0)));
        byte[] last =
                toHost().typeOfService(0xbb).timeToLive(1).udp(CE_PORT, 80, 900).octets();
        assertIcmpv4(
                icmpv4("192.168.1.1", CE_ADDRESS, 0xd8, 11, 0, 0, last),
                Outcome.fromIpv4(node(named), last).only(Verdict.DROP_TTL_EXPIRED));
    }

    @Test
    void otherDropsAreSilent() {
        ForwardingOptions sendError = OPTIONS.with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
                .with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true);
        byte[] last = toHost().timeToLive(1).udp(CE_PORT, 80).octets();
        byte[] checksum = last.clone();
        checksum[10] ^= 1;
        Outcome.fromIpv4(node(sendError), checksum).assertSilent(Verdict.DROP_BAD_CHECKSUM);
        Outcome.fromIpv4(node(sendError), Bytes.part(last, 0, 30)).assertSilent(Verdict.DROP_TRUNCATED);
        Outcome.fromIpv4(
                        node(sendError),
                        ipv4("10.0.0.1", "224.0.0.5").timeToLive(1).udp(1, 2).octets())
                .assertSilent(Verdict.NOT_MAP);
        byte[] quote = Bytes.part(ipv4(HOST, NEIGHBOUR_ADDRESS).udp(80, CE_PORT).octets(), 0, 28);
        Outcome.fromIpv4(node(sendError), toHost().icmpError(3, quote).octets())
                .assertSilent(Verdict.DROP_ICMP_BAD_QUOTE);
    }
}
