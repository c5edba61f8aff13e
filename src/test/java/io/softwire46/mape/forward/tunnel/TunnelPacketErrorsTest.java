package io.softwire46.mape.forward.tunnel;

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
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ICMPv6 errors to the IPv6 source of tunnel packets: RFC 4443 sections 2.4 and 3.4, RFC 8200 section 4. */
class TunnelPacketErrorsTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final byte[] FROM_CE =
            ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
    private static final byte[] TO_CE = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();

    private static final ForwardingOptions ERRORS_ON = OPTIONS.with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true);

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.mesh(options, BR, RULE), PREFIX);
    }

    private static void assertError(
            Forwarder node, String source, String self, int code, int pointer, byte[] packet, Verdict verdict) {
        assertErrorOfType(node, source, self, 4, code, pointer, packet, verdict);
    }

    private static void assertErrorOfType(
            Forwarder node, String source, String self, int type, int code, int word, byte[] packet, Verdict verdict) {
        byte[] quote = Bytes.part(packet, 0, Math.min(1232, packet.length));
        byte[] expected = icmpv6(self, source, 64, type, code, word, quote);
        assertEquals(
                Bytes.hex(expected), Bytes.hex(Outcome.fromIpv6(node, packet).only(verdict)));
    }

    /** A header following the IPv6 header of 40 octets; its own Next Header is inserted. */
    @ParameterizedTest
    @CsvSource({
        // code 0: Routing header with segments left, whose third octet is the type (RFC 8200 section 4.4)
        "43, 0000000100000000, 0, 42, DROP_BAD_EXTENSION_HEADER",
        "43, 0000ff0900000000, 0, 42, DROP_BAD_EXTENSION_HEADER",
        // code 2: unknown options whose two top bits are 10 or 11 (RFC 8200 section 4.2)
        "60, 00008a0400000000, 2, 42, DROP_BAD_EXTENSION_HEADER",
        "60, 0000ca0400000000, 2, 42, DROP_BAD_EXTENSION_HEADER",
        "0, 0000010089010000, 2, 44, DROP_BAD_EXTENSION_HEADER",
        "0, 000000000000ff00, 2, 46, DROP_BAD_EXTENSION_HEADER"
    })
    void parameterProblemPointsAtTheOctet(int kind, String header, int code, int pointer, Verdict verdict) {
        byte[] up = ipv6(CE, BR).header(kind, header).inner(FROM_CE).octets();
        assertError(relay(OPTIONS), CE, BR, code, pointer, up, verdict);
        byte[] down = ipv6(BR, CE).header(kind, header).inner(TO_CE).octets();
        assertError(edge(OPTIONS), BR, CE, code, pointer, down, verdict);
        ForwardingOptions off = OPTIONS.with(ForwardingOption.ICMPV6_ERRORS, false);
        Outcome.fromIpv6(relay(off), up).assertSilent(verdict);
        Outcome.fromIpv6(edge(off), down).assertSilent(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "60, 0000 4a 04 00000000, DROP_BAD_EXTENSION_HEADER", // 01: discard silently
        "60, 00 ff 01 04 00000000, DROP_BAD_EXTENSION_HEADER", // longer than the packet
        "60, 0000 01 07 00000000, DROP_BAD_EXTENSION_HEADER", // an option longer than its header
        "51, 00ff 0000 00000000, DROP_BAD_EXTENSION_HEADER"
    })
    void someDropsAreSilent(int kind, String header, Verdict verdict) {
        Outcome.fromIpv6(
                        relay(OPTIONS),
                        ipv6(CE, BR).header(kind, header).inner(FROM_CE).octets())
                .assertSilent(verdict);
        Outcome.fromIpv6(
                        edge(OPTIONS),
                        ipv6(BR, CE).header(kind, header).inner(TO_CE).octets())
                .assertSilent(verdict);
    }

    @Test
    void unrecognizedNextHeaderPointsAtTheFieldThatNamesIt() { // RFC 4443 section 3.4, code 1
        Verdict verdict = Verdict.DROP_UNSUPPORTED_NEXT_HEADER;
        for (int kind : new int[] {6, 17, 41, 50, 135, 254}) {
            byte[] up = ipv6(CE, BR).payload(kind, FROM_CE).octets();
            assertError(relay(OPTIONS), CE, BR, 1, 6, up, verdict);
            byte[] down = ipv6(BR, CE)
                    .header(60, "0000010400000000")
                    .payload(kind, TO_CE)
                    .octets();
            assertError(edge(OPTIONS), BR, CE, 1, 40, down, verdict);
            byte[] deeper = ipv6(CE, BR)
                    .header(0, "0000010400000000")
                    .header(43, "0001000000000000 0000000000000000")
                    .payload(kind, FROM_CE)
                    .octets();
            assertError(relay(OPTIONS), CE, BR, 1, 48, deeper, verdict);
        }
        byte[] late = ipv6(CE, BR)
                .header(60, "0000010400000000")
                .header(0, "0000010400000000")
                .inner(FROM_CE)
                .octets();
        assertError(relay(OPTIONS), CE, BR, 1, 40, late, verdict); // RFC 8200 section 4.1
    }

    @Test
    void noNextHeaderIsRecognized() { // RFC 8200 section 4.7
        byte[] nothing = ipv6(CE, BR).payload(59, FROM_CE).octets();
        Outcome.fromIpv6(relay(OPTIONS), nothing).assertSilent(Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
    }

    @Test
    void asMuchIsQuotedAs1280OctetsTake() { // RFC 4443 section 2.4 c
        for (int octets : new int[] {1180, 1231, 1232, 1233, 1500}) {
            byte[] packet =
                    ipv6(CE, BR).payload(17, Bytes.counting(octets - 40)).octets();
            assertError(relay(OPTIONS), CE, BR, 1, 6, packet, Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
        }
    }

    @Test
    void paddingAfterThePayloadIsNotQuoted() {
        byte[] packet = ipv6(CE, BR).payload(17, FROM_CE).octets();
        byte[] left = Outcome.fromIpv6(relay(OPTIONS), Bytes.concat(packet, Bytes.counting(7)))
                .only(Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
        assertEquals(Bytes.hex(icmpv6(BR, CE, 64, 4, 1, 6, packet)), Bytes.hex(left));
    }

    @Test
    void theHopLimitIsTheConfiguredOne() {
        Forwarder node = relay(OPTIONS.with(ForwardingOption.HOP_LIMIT, 200));
        byte[] packet = ipv6(CE, BR).hopLimit(3).payload(17, FROM_CE).octets();
        byte[] left = Outcome.fromIpv6(node, packet).only(Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
        assertEquals(Bytes.hex(icmpv6(BR, CE, 200, 4, 1, 6, packet)), Bytes.hex(left));
    }

    @Test
    void reportsFailedSourceChecksByOption() { // RFC 7597 section 8.1 requires no error; RFC 7596 section 6.2: code 5
        byte[] spoofed = ipv6(CE, BR)
                .inner(ipv4(CE_ADDRESS, HOST).udp(1236, 80).octets())
                .octets();
        byte[] unknown = ipv6("2001:db9::7", BR).inner(FROM_CE).octets();
        assertErrorOfType(relay(ERRORS_ON), CE, BR, 1, 5, 0, spoofed, Verdict.DROP_SPOOFED);
        assertErrorOfType(relay(ERRORS_ON), "2001:db9::7", BR, 1, 5, 0, unknown, Verdict.DROP_NO_RULE);

        byte[] meshSpoofed = ipv6(NEIGHBOUR, CE)
                .inner(ipv4("192.0.2.19", CE_ADDRESS).udp(CE_PORT, CE_PORT).octets())
                .octets();
        byte[] meshUnknown = ipv6("2001:db9::7", CE).inner(TO_CE).octets();
        assertErrorOfType(edge(ERRORS_ON), NEIGHBOUR, CE, 1, 5, 0, meshSpoofed, Verdict.DROP_SPOOFED);
        assertErrorOfType(edge(ERRORS_ON), "2001:db9::7", CE, 1, 5, 0, meshUnknown, Verdict.DROP_NO_RULE);

        for (ForwardingOptions quiet :
                new ForwardingOptions[] {OPTIONS, ERRORS_ON.with(ForwardingOption.ICMPV6_ERRORS, false)}) {
            Outcome.fromIpv6(relay(quiet), spoofed).assertSilent(Verdict.DROP_SPOOFED);
            Outcome.fromIpv6(relay(quiet), unknown).assertSilent(Verdict.DROP_NO_RULE);
            Outcome.fromIpv6(edge(quiet), meshSpoofed).assertSilent(Verdict.DROP_SPOOFED);
            Outcome.fromIpv6(edge(quiet), meshUnknown).assertSilent(Verdict.DROP_NO_RULE);
        }
    }

    @Test
    void noQuoteAboutReassembledDatagrams() { // there is no tunnel header to quote when the port is known
        ForwardingOptions reassembling = ERRORS_ON.with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE);
        Forwarder relay = relay(reassembling);
        byte[] about = ipv4(HOST, CE_ADDRESS).udp(80, 1236).octets(); // packets that this CE did not receive
        for (byte[] part : parts(ipv4(CE_ADDRESS, HOST).icmpError(3, about).octets())) {
            Outcome outcome = Outcome.fromIpv6(relay, ipv6(CE, BR).inner(part).octets());
            assertEquals(0, outcome.packets().size());
        }
        assertEquals(1, relay.counters().packets(Direction.V6_TO_V4, Verdict.DROP_SPOOFED));
        Forwarder edge = edge(reassembling);
        byte[] meshAbout = ipv4(CE_ADDRESS, "192.0.2.19").udp(CE_PORT, CE_PORT).octets();
        byte[] meshError =
                ipv4("192.0.2.19", CE_ADDRESS).icmpError(3, meshAbout).octets();
        for (byte[] part : parts(meshError)) {
            Outcome outcome =
                    Outcome.fromIpv6(edge, ipv6(NEIGHBOUR, CE).inner(part).octets());
            assertEquals(0, outcome.packets().size());
        }
        assertEquals(1, edge.counters().packets(Direction.V6_TO_V4, Verdict.DROP_SPOOFED));
    }

    @Test
    void reportsFirstFragmentFromForeignPortWithoutStoringIt() {
        ForwardingOptions reassembling = ERRORS_ON.with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE);
        BorderRelay relay = Nodes.relay(reassembling, RULE);
        List<byte[]> parts = parts(ipv4(CE_ADDRESS, HOST).udp(1236, 80, 40).octets());
        byte[] first = ipv6(CE, BR).inner(parts.get(0)).octets();
        assertErrorOfType(relay, CE, BR, 1, 5, 0, first, Verdict.DROP_SPOOFED);
        byte[] later = ipv6(CE, BR).inner(parts.get(1)).octets();
        Outcome.fromIpv6(relay, later).assertSilent(Verdict.HELD);
        while (relay.expire(3_000_000_000L)) {
            assertEquals(0, relay.nextOctets(), "nothing to whom the port belongs (RFC 7597 section 8.1)");
        }
    }

    /** Following 24 octets of data. */
    private static List<byte[]> parts(byte[] whole) {
        byte[] first = Bytes.part(whole, 0, 44);
        Bytes.put16(first, 2, 44);
        Bytes.put16(first, 6, MORE_FRAGMENTS);
        byte[] later = Bytes.concat(Bytes.part(whole, 0, 20), Bytes.part(whole, 44, whole.length));
        Bytes.put16(later, 2, later.length);
        Bytes.put16(later, 6, 3);
        return List.of(Bytes.withHeaderChecksum(first, 0), Bytes.withHeaderChecksum(later, 0));
    }

    @Test
    void otherDropsAreSilentForAllOptions() {
        Map<Verdict, byte[]> packets = Map.of(
                Verdict.DROP_LOOP, ipv6(BR, BR).inner(FROM_CE).octets(),
                Verdict.NOT_MAP, ipv6(CE, OTHER_BR).payload(17, FROM_CE).octets(),
                Verdict.DROP_BAD_CHECKSUM,
                        ipv6(CE, BR)
                                .inner(new byte[] {0x45, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                                .octets(),
                Verdict.DROP_BAD_IPV4_HEADER, ipv6(CE, BR).inner(new byte[20]).octets(),
                Verdict.DROP_MARTIAN,
                        ipv6(CE, BR)
                                .inner(ipv4("127.0.0.1", HOST).udp(1, 2).octets())
                                .octets());
        packets.forEach(
                (verdict, packet) -> Outcome.fromIpv6(relay(ERRORS_ON), packet).assertSilent(verdict));
        byte[] notMine = ipv4(HOST, "192.0.2.19").udp(80, CE_PORT).octets();
        Outcome.fromIpv6(edge(ERRORS_ON), ipv6(BR, CE).inner(notMine).octets())
                .assertSilent(Verdict.DROP_NOT_MY_ADDRESS);
    }

    @Test
    void sendsNoSourceCheckErrorToAnotherBorderRelayOfTheDomain() { // no rule, not a failed check
        Forwarder node = Nodes.relay(Nodes.domain(ERRORS_ON, BR + " " + OTHER_BR, RULE));
        Outcome.fromIpv6(node, ipv6(OTHER_BR, BR).inner(FROM_CE).octets()).assertSilent(Verdict.DROP_NO_RULE);
    }

    @Test
    void theOptionsAreThoseOfTheFirstDomainOfTheAddress() {
        ForwardingOptions far = OPTIONS.with(ForwardingOption.HOP_LIMIT, 33);
        String other = "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";
        Forwarder node =
                Nodes.relay(Nodes.domain("a", false, far, BR, other), Nodes.domain("b", false, OPTIONS, BR, RULE));
        byte[] packet = ipv6(CE, BR).payload(17, FROM_CE).octets();
        byte[] left = Outcome.fromIpv6(node, packet).only(Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
        assertEquals(Bytes.hex(icmpv6(BR, CE, 33, 4, 1, 6, packet)), Bytes.hex(left));
    }
}
