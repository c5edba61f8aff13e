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

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMPv6 errors that are not accepted: any node that can reach the border relay can send one (RFC 8201 section 4). */
class RelayedErrorsRefusalTest {
    private static final String ROUTER = "2001:db9:aaaa::7";
    private static final String FULL_RULE =
            "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597";
    private static final String FULL_CE = "2001:db8:12:0:0:c000:212:0";
    private static final byte[] INNER = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
    private static final byte[] QUOTE = ipv6(BR, CE).inner(INNER).octets();

    private final Forwarder node = Nodes.relay(Nodes.domain(OPTIONS, BR + " " + OTHER_BR, RULE));

    private static byte[] error(byte[] quote) {
        return icmpv6(ROUTER, BR, 250, 1, 0, 0, quote);
    }

    private void assertRefused(Verdict verdict, byte[] quote) {
        Outcome.fromIpv6(node, error(quote)).assertSilent(verdict);
        byte[] tooBig = icmpv6(ROUTER, BR, 250, 2, 0, 1300, quote);
        if (verdict == Verdict.DROP_ICMPV6_BAD_QUOTE || verdict == Verdict.DROP_ICMPV6_FORGED) {
            Outcome.fromIpv6(node, tooBig).assertSilent(verdict);
        }
    }

    private static byte[] changed(byte[] packet, int at, int value) {
        byte[] copy = packet.clone();
        copy[at] = (byte) value;
        return copy;
    }

    @Test
    void theGoodOneIsBelieved() { // so that each of the following differs from it in one field
        Outcome.fromIpv6(node, error(QUOTE)).only(Verdict.RELAYED);
    }

    @Test
    void wrongChecksums() { // RFC 4443 section 2.3
        byte[] error = error(QUOTE);
        for (int octet : new int[] {8, 23, 41, 42, 43, 47, 48, 90, error.length - 1}) {
            Outcome.fromIpv6(node, changed(error, octet, error[octet] ^ 1))
                    .assertSilent(Verdict.DROP_ICMPV6_BAD_CHECKSUM);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void shorterThanTheIcmpv6Header(int octets) {
        byte[] copy = Bytes.part(error(QUOTE), 0, 40 + octets);
        Bytes.put16(copy, 4, octets);
        Outcome.fromIpv6(node, copy).assertSilent(Verdict.DROP_TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 39, 40, 59, 60, 67})
    void quotesThatAreTooShort(int octets) { // 40 + 20 + 8 are required
        assertRefused(Verdict.DROP_ICMPV6_BAD_QUOTE, Bytes.part(QUOTE, 0, octets));
    }

    @Test
    void quotesThatAreNotOurTunnelPackets() {
        Verdict verdict = Verdict.DROP_ICMPV6_BAD_QUOTE;
        assertRefused(verdict, ipv6(OTHER_BR, CE).inner(INNER).octets()); // not from where the error was sent to
        assertRefused(verdict, ipv6(ROUTER, CE).inner(INNER).octets());
        assertRefused(verdict, changed(QUOTE, 0, 0x40));
        assertRefused(verdict, ipv6(BR, CE).payload(17, INNER).octets());
        assertRefused(verdict, ipv6(BR, CE).payload(41, INNER).octets());
        assertRefused(
                verdict, ipv6(BR, CE).header(0, "0000010400000000").inner(INNER).octets());
        assertRefused(
                verdict,
                ipv6(BR, CE).header(43, "0000000000000000").inner(INNER).octets());
        assertRefused(
                verdict,
                ipv6(BR, CE).header(60, "0000010400000000").inner(INNER).octets());
        assertRefused(
                verdict,
                ipv6(BR, CE).header(44, "0000000912345678").inner(INNER).octets()); // a later fragment
    }

    @Test
    void quotesWithABadIpv4Header() { // RFC 1812 section 4.3.2.7
        Verdict verdict = Verdict.DROP_ICMPV6_BAD_QUOTE;
        assertRefused(verdict, changed(QUOTE, 40, 0x65));
        assertRefused(verdict, changed(QUOTE, 40, 0x44));
        assertRefused(verdict, changed(QUOTE, 40, 0x4f));
        assertRefused(verdict, changed(QUOTE, 50, QUOTE[50] ^ 1));
        assertRefused(verdict, changed(QUOTE, 52, 9));
        byte[] empty = Bytes.withHeaderChecksum(changed(QUOTE, 43, 27), 40); // total length 27
        assertRefused(verdict, empty);
    }

    /** The outer destination must be the MAP address of the inner destination and its port (RFC 7597 section 5.3). */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:ffff::1, 2001:db8:12:3500:0:c000:212:35, 192.0.2.18, 1232", // the CE of another PSID
        "2001:db8:ffff::1, 2001:db8:12:3400:0:c000:212:34, 192.0.2.18, 1236",
        "2001:db8:ffff::1, 2001:db8:12:3400:0:c000:212:34, 192.0.2.18, 208", // an unassigned port
        "2001:db8:ffff::1, 2001:db8:12:3400:0:c000:212:34, 192.0.2.19, 1232", // another address
        "2001:db8:ffff::1, 2001:db8:12:3400:0:c000:212:34, 203.0.113.1, 1232", // in no rule
        "2001:db8:ffff::1, 2001:db8:12:3400:0:c000:212:35, 192.0.2.18, 1232", // the last bit
        "2001:db8:ffff::1, 2001:db8:12:3400:1:c000:212:34, 192.0.2.18, 1232",
        "2001:db8:ffff::1, 2001:db9:12:3400:0:c000:212:34, 192.0.2.18, 1232",
        "2001:db8:ffff::1, 2001:db8:ffff::1, 192.0.2.18, 1232"
    })
    void quotesOfPacketsThatTheRulesWouldNotHaveSent(String from, String to, String destination, int port) {
        byte[] inner = ipv4(HOST, destination).udp(80, port).octets();
        assertRefused(Verdict.DROP_ICMPV6_FORGED, ipv6(from, to).inner(inner).octets());
    }

    @Test
    void quotesFromAnAddressThatDoesNotSend() { // BR is the outer source of the rule
        byte[] quote = ipv6(OTHER_BR, CE).inner(INNER).octets();
        Outcome.fromIpv6(node, icmpv6(ROUTER, OTHER_BR, 250, 1, 0, 0, quote)).assertSilent(Verdict.DROP_ICMPV6_FORGED);
    }

    @Test
    void quotesWithoutAPortOnASharedAddress() {
        byte[] gre = ipv4(HOST, CE_ADDRESS).payload(47, Bytes.counting(24)).octets();
        assertRefused(Verdict.DROP_ICMPV6_FORGED, ipv6(BR, CE).inner(gre).octets());
    }

    /** RFC 4291 sections 2.5.2, 2.5.3, 2.5.5.2 and 2.7: checked before all else. */
    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "::ffff:192.0.2.1", "ff02::1", "ff0e::7"})
    void errorsFromAddressesThatNoNodeHas(String source) {
        byte[] genuine = icmpv6(source, BR, 250, 1, 0, 0, QUOTE);
        Outcome.fromIpv6(node, genuine).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        Outcome.fromIpv6(node, changed(genuine, 42, genuine[42] ^ 1)).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        byte[] empty = icmpv6(source, BR, 250, 2, 0, 1300, new byte[0]);
        Outcome.fromIpv6(node, empty).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        Forwarder edge = Nodes.edge(Nodes.domain(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");
        byte[] inner = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        byte[] atEdge =
                icmpv6(source, CE, 250, 1, 0, 0, ipv6(CE, BR).inner(inner).octets());
        Outcome.fromIpv6(edge, atEdge).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
    }

    @Test
    void packetsThatMustNotCauseErrors() { // RFC 1812 section 4.3.2.7
        Forwarder full = Nodes.relay(OPTIONS, FULL_RULE);
        byte[] quoted = Bytes.part(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets(), 0, 28);
        for (byte[] inner : new byte[][] {
            ipv4(HOST, CE_ADDRESS).icmpError(3, quoted).octets(),
            ipv4(HOST, CE_ADDRESS).flagsOffset(185).payload(17, new byte[24]).octets(),
            ipv4(HOST, CE_ADDRESS)
                    .flagsOffset(MORE_FRAGMENTS | 1)
                    .payload(17, new byte[24])
                    .octets(),
            ipv4("127.0.0.1", CE_ADDRESS).udp(80, CE_PORT).octets(),
            ipv4("0.0.0.0", CE_ADDRESS).udp(80, CE_PORT).octets(),
            ipv4("224.0.0.1", CE_ADDRESS).udp(80, CE_PORT).octets(),
            ipv4("255.255.255.255", CE_ADDRESS).udp(80, CE_PORT).octets(),
            ipv4("240.0.0.1", CE_ADDRESS).udp(80, CE_PORT).octets()
        }) {
            byte[] quote = ipv6(BR, FULL_CE).inner(inner).octets();
            Outcome.fromIpv6(full, error(quote)).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        }
        byte[] first = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(MORE_FRAGMENTS)
                .payload(17, new byte[24])
                .octets();
        Outcome.fromIpv6(full, error(ipv6(BR, FULL_CE).inner(first).octets())).only(Verdict.RELAYED);
    }

    @Test
    void errorsToACePassBy() {
        Outcome.fromIpv6(
                        node,
                        icmpv6(
                                ROUTER,
                                CE,
                                250,
                                1,
                                0,
                                0,
                                ipv6(CE, BR).inner(INNER).octets()))
                .assertSilent(Verdict.NOT_MAP);
    }
}
