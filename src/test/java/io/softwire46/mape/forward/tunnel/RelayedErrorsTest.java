package io.softwire46.mape.forward.tunnel;

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
import static io.softwire46.mape.forward.tunnel.ErrorPackets.DUMMY;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertIcmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertTunnelled;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * ICMPv6 errors from within the tunnel that the border relay relays to the source of the IPv4 packet: RFC 2473 section 8, RFC
 * 7597 section 8.2.
 */
class RelayedErrorsTest {
    private static final String ROUTER = "2001:db9:aaaa::7";
    private static final String LIMIT_0 = "0400040100010100";
    private static final byte[] INNER =
            ipv4(HOST, CE_ADDRESS).timeToLive(61).udp(80, CE_PORT).octets();
    private static final byte[] INNER_DF = ipv4(HOST, CE_ADDRESS)
            .flagsOffset(DONT_FRAGMENT)
            .typeOfService(0xb9)
            .udp(80, CE_PORT, 1500)
            .octets();

    private static Forwarder node(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Ipv6PacketBuilder toCe() {
        return ipv6(BR, CE);
    }

    private static byte[] error(int type, int code, long word, byte[] quote) {
        return icmpv6(ROUTER, BR, 250, type, code, word, Bytes.part(quote, 0, Math.min(1232, quote.length)));
    }

    private static void assertRelayed(byte[] expected, Forwarder node, byte[] error) {
        assertIcmpv4(expected, Outcome.fromIpv6(node, error).only(Verdict.RELAYED));
    }

    private static byte[] hostUnreachable(byte[] about) {
        return icmpv4(DUMMY, HOST, 0xc0, 3, 1, 0, about);
    }

    /** RFC 2473 section 8: all errors that indicate an unreachable CE become Host Unreachable. */
    @ParameterizedTest
    @CsvSource({"1,0", "1,1", "1,2", "1,3", "1,4", "1,5", "1,6", "1,255", "3,0"})
    void unreachableCeIsHostUnreachable(int type, int code) {
        assertRelayed(
                hostUnreachable(INNER),
                node(OPTIONS),
                error(type, code, 0, toCe().inner(INNER).octets()));
    }

    @Test
    void anEncapsulationLimitThatRanOutIsHostUnreachable() { // RFC 2473 sections 4.1.1 and 8.3: 0, at octet 44
        Forwarder node = node(OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(0)));
        byte[] quote = toCe().header(60, LIMIT_0).inner(INNER).octets();
        assertRelayed(hostUnreachable(INNER), node, error(4, 0, 44, quote));
        byte[] fragment = toCe().header(44, "0000000112345678")
                .header(60, LIMIT_0)
                .inner(INNER)
                .octets();
        assertRelayed(hostUnreachable(INNER), node, error(4, 0, 52, fragment));
        for (long pointer : new long[] {0, 6, 40, 43, 45, 0x8000_002cL}) {
            Outcome.fromIpv6(node, error(4, 0, pointer, quote)).assertSilent(Verdict.DROP_ICMPV6);
        }
        byte[] limit1 = toCe().header(60, "0400040101010100").inner(INNER).octets();
        Outcome.fromIpv6(node, error(4, 0, 44, limit1)).assertSilent(Verdict.DROP_ICMPV6);
        Outcome.fromIpv6(node, error(4, 1, 6, toCe().inner(INNER).octets())).assertSilent(Verdict.DROP_ICMPV6);
    }

    /** The next-hop MTU: the MTU less IPv6 header, Fragment header and Destination Options (RFC 2473 section 8.2). */
    @ParameterizedTest
    @CsvSource({
        "1280, , 1240",
        "1280, 44, 1232",
        "1280, 60, 1232",
        "1280, 4460, 1224",
        "1500, , 1460",
        "9000, , 8960",
        "65575, , 65535",
        "4294967295, , 65535"
    })
    void packetTooBigReportsTheIpv4Mtu(long mtu, String headers, int nextHop) {
        Ipv6PacketBuilder quote = toCe();
        if (headers != null && headers.startsWith("44")) {
            quote.header(44, "0000000112345678");
        }
        if (headers != null && headers.endsWith("60")) {
            quote.header(60, "0400040104010100");
        }
        byte[] error = error(2, 0, mtu, quote.inner(INNER_DF).octets());
        byte[] about = Bytes.part(INNER_DF, 0, 548);
        assertRelayed(icmpv4(DUMMY, HOST, 0xd8, 3, 4, nextHop, about), node(OPTIONS), error);
    }

    @Test
    void packetTooBigWithoutDfIsNotRelayed() {
        byte[] mayBeFragmented = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1500).octets();
        Outcome.fromIpv6(
                        node(OPTIONS),
                        error(2, 0, 1280, toCe().inner(mayBeFragmented).octets()))
                .assertSilent(Verdict.DROP_ICMPV6);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "20", "68", "1240", "1279"})
    void packetTooBigBelow1280IsIgnored(long mtu) { // RFC 8201 section 4
        Outcome.fromIpv6(node(OPTIONS), error(2, 0, mtu, toCe().inner(INNER_DF).octets()))
                .assertSilent(Verdict.DROP_ICMPV6_MTU_TOO_SMALL);
    }

    @ParameterizedTest
    @CsvSource({"3,1", "3,2", "0,0", "5,0", "100,0", "127,9"})
    void otherErrorsCallForNothing(int type, int code) {
        Outcome.fromIpv6(node(OPTIONS), error(type, code, 0, toCe().inner(INNER).octets()))
                .assertSilent(Verdict.DROP_ICMPV6);
    }

    @Test
    void theQuoteMayBeShort() { // 20 and 8 octets of the IPv4 packet are enough
        byte[] quote = toCe().inner(INNER).octets();
        byte[] enough = Bytes.part(quote, 0, 68);
        assertRelayed(hostUnreachable(Bytes.part(INNER, 0, 28)), node(OPTIONS), error(1, 0, 0, enough));
        byte[] ping =
                ipv4(HOST, CE_ADDRESS).options("01010101").icmpQuery(8, CE_PORT).octets();
        byte[] pingQuote = Bytes.part(toCe().inner(ping).octets(), 0, 72);
        assertRelayed(hostUnreachable(Bytes.part(ping, 0, 32)), node(OPTIONS), error(3, 0, 0, pingQuote));
    }

    @Test
    void extensionObjectsAreNotQuoted() { // RFC 4884 section 4: the length attribute counts units of 8 octets
        byte[] inner = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 60).octets();
        byte[] quote = toCe().inner(inner).octets(); // 128 octets, exactly 16 units
        byte[] objects = Bytes.hex("20000000 0008 0101 00000000");
        byte[] error = error(1, 0, 16L << 24, Bytes.concat(quote, objects));
        assertRelayed(hostUnreachable(inner), node(OPTIONS), error);
    }

    @Test
    void acceptsErrorAfterExtensionHeaders() {
        byte[] message = Bytes.part(error(1, 0, 0, toCe().inner(INNER).octets()), 40, 40 + 8 + 40 + INNER.length);
        byte[] error = ipv6(ROUTER, BR)
                .header(60, "0000010400000000")
                .payload(58, message)
                .octets();
        assertRelayed(hostUnreachable(INNER), node(OPTIONS), error);
    }

    @Test
    void optionsCanTurnItOff() {
        byte[] error = error(1, 0, 0, toCe().inner(INNER).octets());
        Outcome.fromIpv6(node(OPTIONS.with(ForwardingOption.TUNNEL_ERROR_RELAY, false)), error)
                .assertSilent(Verdict.DROP_ICMPV6);
        Outcome.fromIpv6(node(OPTIONS.with(ForwardingOption.ICMPV4_ERRORS, false)), error)
                .assertSilent(Verdict.DROP_ICMPV6);
        ForwardingOptions own = OPTIONS.with(ForwardingOption.ICMPV6_ERRORS, false)
                .with(ForwardingOption.ECHO_REPLY, false)
                .with(ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(Bytes.int32(Bytes.address("198.51.100.1"), 0)));
        assertRelayed(icmpv4("198.51.100.1", HOST, 0xc0, 3, 1, 0, INNER), node(own), error);
    }

    @Test
    void theyCountAgainstTheRateOfErrors() { // RFC 4443 section 2.4 f
        Forwarder node = node(
                OPTIONS.with(ForwardingOption.ICMP_ERROR_BURST, 2).with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 1));
        byte[] error = error(1, 0, 0, toCe().inner(INNER).octets());
        Outcome.fromIpv6(node, error, 0).only(Verdict.RELAYED);
        Outcome.fromIpv4(
                        node,
                        ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets(),
                        0)
                .only(Verdict.DROP_TTL_EXPIRED);
        Outcome.fromIpv6(node, error, 0).assertSilent(Verdict.DROP_ICMPV6_RATE_LIMITED);
        Outcome.fromIpv6(node, error, 1_000_000_000).only(Verdict.RELAYED);
        assertEquals(1, node.counters().packets(Event.ICMP_ERROR_RATE_LIMITED));
    }

    @Test
    void reportsThroughTheTunnelToTheSendingCe() {
        String neighbour = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
        byte[] inner = ipv4(CE_ADDRESS, "192.0.2.19").udp(CE_PORT, 1236).octets();
        byte[] error = error(1, 0, 0, ipv6(BR, neighbour).inner(inner).octets());
        byte[] expected = icmpv4(DUMMY, CE_ADDRESS, 0xc0, 3, 1, 0, inner);
        assertTunnelled(BR, CE, expected, Outcome.fromIpv6(node(OPTIONS), error).only(Verdict.RELAYED));
        assertRelayed(expected, node(OPTIONS.with(ForwardingOption.HAIRPIN, false)), error);

        byte[] unassignedPort = ipv4(CE_ADDRESS, "192.0.2.19").udp(80, 1236).octets();
        Outcome.fromIpv6(
                        node(OPTIONS),
                        error(1, 0, 0, ipv6(BR, neighbour).inner(unassignedPort).octets()))
                .assertSilent(Verdict.DROP_ICMPV6_FORGED);
    }

    @Test
    void theOptionsAreThoseOfTheDestinationsDomain() {
        String full = "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";
        ForwardingOptions quiet = OPTIONS.with(ForwardingOption.TUNNEL_ERROR_RELAY, false);
        Forwarder node =
                Nodes.relay(Nodes.domain("a", false, quiet, BR, full), Nodes.domain("b", false, OPTIONS, BR, RULE));
        assertRelayed(
                hostUnreachable(INNER), node, error(1, 0, 0, toCe().inner(INNER).octets()));
        byte[] other = ipv4(HOST, "198.51.100.7").udp(80, 80).octets();
        byte[] quote = ipv6(BR, "2001:db8:9007:0:0:c633:6407:0").inner(other).octets();
        Outcome.fromIpv6(node, error(1, 0, 0, quote)).assertSilent(Verdict.DROP_ICMPV6);
    }
}
