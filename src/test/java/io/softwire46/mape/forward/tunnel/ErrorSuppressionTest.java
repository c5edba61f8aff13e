package io.softwire46.mape.forward.tunnel;

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
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that must not be sent, whatever the cause: RFC 1812 section 4.3.2.7 and RFC 4443 section 2.4 e. */
class ErrorSuppressionTest {
    private static final String FULL_RULE =
            "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597";
    private static final String FULL_CE = "2001:db8:12:0:0:c000:212:0";
    private static final ForwardingOptions ERRORS_ON = OPTIONS.with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true)
            .with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true)
            .with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
            .with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true)
            .with(ForwardingOption.ICMP_ERROR_BURST, 1);

    private final Forwarder relay = Nodes.relay(ERRORS_ON, RULE);
    private final Forwarder full = Nodes.relay(ERRORS_ON, FULL_RULE);
    private final Forwarder edge = Nodes.edge(Nodes.domain(ERRORS_ON, BR, RULE), "2001:db8:12:3400::/56");

    /** Asserts that no error is sent, that it is counted, and that the only token of the node remains. */
    private static void assertSuppressed(
            Forwarder node, boolean ipv4, byte[] packet, Verdict verdict, byte[] causesError) {
        long before = node.counters().packets(Event.ICMP_ERROR_SUPPRESSED);
        take(node, ipv4, packet).assertSilent(verdict);
        assertEquals(before + 1, node.counters().packets(Event.ICMP_ERROR_SUPPRESSED));
        assertEquals(0, node.counters().packets(Event.ICMP_ERROR_RATE_LIMITED));
        assertEquals(1, take(node, ipv4, causesError).packets().size(), "sent with the only token");
    }

    private static Outcome take(Forwarder node, boolean ipv4, byte[] packet) {
        return ipv4 ? Outcome.fromIpv4(node, packet) : Outcome.fromIpv6(node, packet);
    }

    private static byte[] expired(String from, String to, int fromPort, int toPort) {
        return ipv4(from, to).timeToLive(1).udp(fromPort, toPort).octets();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 11, 12})
    void noErrorAboutAnIcmpError(int type) {
        byte[] quoteOfCe = Bytes.part(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets(), 0, 28);
        byte[] toCe =
                ipv4(HOST, CE_ADDRESS).timeToLive(1).icmpError(type, quoteOfCe).octets();
        assertSuppressed(relay, true, toCe, Verdict.DROP_TTL_EXPIRED, expired(HOST, CE_ADDRESS, 80, CE_PORT));

        byte[] quoteToCe = Bytes.part(ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets(), 0, 28);
        byte[] fromCe =
                ipv4(CE_ADDRESS, HOST).timeToLive(1).icmpError(type, quoteToCe).octets();
        assertSuppressed(edge, true, fromCe, Verdict.DROP_TTL_EXPIRED, expired(CE_ADDRESS, HOST, CE_PORT, 80));

        Forwarder upstream = Nodes.relay(ERRORS_ON, RULE);
        assertSuppressed(
                upstream,
                false,
                ipv6(CE, BR).inner(fromCe).octets(),
                Verdict.DROP_TTL_EXPIRED,
                ipv6(CE, BR).inner(expired(CE_ADDRESS, HOST, CE_PORT, 80)).octets());
    }

    @Test
    void noErrorAboutAnIcmpErrorThatIsTooBigEither() {
        byte[] quote = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 1500).octets();
        byte[] big = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(DONT_FRAGMENT)
                .icmpError(3, quote)
                .octets();
        assertSuppressed(relay, true, big, Verdict.DROP_TOO_BIG, expired(HOST, CE_ADDRESS, 80, CE_PORT));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 185, MORE_FRAGMENTS | 1, MORE_FRAGMENTS | 8000})
    void noErrorAboutALaterFragment(int flagsOffset) {
        byte[] data = Bytes.counting(16);
        byte[] later = ipv4(HOST, CE_ADDRESS)
                .timeToLive(1)
                .flagsOffset(flagsOffset)
                .payload(17, data)
                .octets();
        assertSuppressed(full, true, later, Verdict.DROP_TTL_EXPIRED, expired(HOST, CE_ADDRESS, 1, 2));
        Forwarder upstream = Nodes.relay(ERRORS_ON, FULL_RULE);
        byte[] fromCe = ipv4(CE_ADDRESS, HOST)
                .timeToLive(1)
                .flagsOffset(flagsOffset)
                .payload(17, data)
                .octets();
        assertSuppressed(
                upstream,
                false,
                ipv6(FULL_CE, BR).inner(fromCe).octets(),
                Verdict.DROP_TTL_EXPIRED,
                ipv6(FULL_CE, BR).inner(expired(CE_ADDRESS, HOST, 1, 2)).octets());
        byte[] fromNapt = ipv4(CE_ADDRESS, HOST)
                .timeToLive(1)
                .flagsOffset(flagsOffset)
                .payload(17, data)
                .octets();
        assertSuppressed(edge, true, fromNapt, Verdict.DROP_TTL_EXPIRED, expired(CE_ADDRESS, HOST, CE_PORT, 80));
    }

    @Test
    void reportsAboutTheFirstFragment() {
        byte[] first = ipv4(HOST, CE_ADDRESS)
                .timeToLive(1)
                .flagsOffset(MORE_FRAGMENTS)
                .payload(17, Bytes.counting(16))
                .octets();
        Outcome.fromIpv4(full, first).only(Verdict.DROP_TTL_EXPIRED);
    }

    @Test
    void noErrorToASourceOfTheNaptThatIsNoHost() { // RFC 1812 section 5.3.7: this check is first
        for (String source : new String[] {"0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"}) {
            Outcome.fromIpv4(edge, expired(source, HOST, CE_PORT, 80)).assertSilent(Verdict.DROP_MARTIAN);
            Outcome.fromIpv4(relay, expired(source, CE_ADDRESS, CE_PORT, 80)).assertSilent(Verdict.DROP_MARTIAN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "ff02::1", "ff0e::1234"})
    void noIcmpv6ErrorToWhatIsNotOneNode(String source) { // e.6
        byte[] inner = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        byte[] causesError = ipv6("2001:db9::1", BR).inner(inner).octets();
        assertSuppressed(relay, false, ipv6(source, BR).inner(inner).octets(), Verdict.DROP_NO_RULE, causesError);
        Forwarder other = Nodes.relay(ERRORS_ON, RULE);
        assertSuppressed(
                other,
                false,
                ipv6(source, BR).payload(17, inner).octets(),
                Verdict.DROP_UNSUPPORTED_NEXT_HEADER,
                causesError);
        byte[] toCe = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
        assertSuppressed(
                edge,
                false,
                ipv6(source, CE).inner(toCe).octets(),
                Verdict.DROP_NO_RULE,
                ipv6("2001:db9::1", CE).inner(toCe).octets());
    }

    @Test
    void noIcmpv6ErrorAboutAnIcmpv6ErrorOrRedirect() { // e.1, e.2, although the preceding options require an error
        byte[] causesError = ipv6("2001:db9::1", BR).payload(17, new byte[8]).octets();
        for (int type : new int[] {1, 2, 3, 4, 127, 137}) {
            Forwarder node = Nodes.relay(ERRORS_ON, RULE);
            byte[] message = Bytes.part(icmpv6(CE, BR, 64, type, 0, 1280, new byte[48]), 40, 96);
            byte[] packet = ipv6(CE, BR)
                    .header(60, "00008a0400000000")
                    .payload(58, message)
                    .octets();
            assertSuppressed(node, false, packet, Verdict.DROP_BAD_EXTENSION_HEADER, causesError);
        }
        byte[] request = Bytes.part(icmpv6(CE, BR, 64, 128, 0, 1, new byte[8]), 40, 56);
        byte[] packet =
                ipv6(CE, BR).header(60, "00008a0400000000").payload(58, request).octets();
        Outcome.fromIpv6(relay, packet).only(Verdict.DROP_BAD_EXTENSION_HEADER); // not an error: it causes one
    }

    @Test
    void noIcmpv6ErrorToAnAnycastBorderRelay() { // e.6: it could reach another BR
        ForwardingOptions anycast = ERRORS_ON.with(ForwardingOption.ANYCAST, true);
        byte[] inner = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        byte[] toCe = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
        byte[] fromRelay = ipv6(OTHER_BR, BR).payload(17, inner).octets();
        byte[] fromCe = ipv6(CE, BR).payload(17, inner).octets();
        Forwarder two = Nodes.relay(Nodes.domain(anycast, BR + " " + OTHER_BR, RULE));
        assertSuppressed(two, false, fromRelay, Verdict.DROP_UNSUPPORTED_NEXT_HEADER, fromCe);
        Forwarder unicast = Nodes.relay(Nodes.domain(ERRORS_ON, BR + " " + OTHER_BR, RULE));
        Outcome.fromIpv6(unicast, fromRelay).only(Verdict.DROP_UNSUPPORTED_NEXT_HEADER);

        Forwarder ce = Nodes.edge(Nodes.domain(anycast, OTHER_BR + " " + BR, RULE), "2001:db8:12:3400::/56");
        byte[] toEdge = ipv6(BR, CE).payload(17, toCe).octets();
        assertSuppressed(
                ce,
                false,
                toEdge,
                Verdict.DROP_UNSUPPORTED_NEXT_HEADER,
                ipv6("2001:db9::1", CE).payload(17, toCe).octets());
        Outcome.fromIpv6(edge, toEdge).only(Verdict.DROP_UNSUPPORTED_NEXT_HEADER);
    }

    @Test
    void disabledErrorsAreNotCountedAsSuppressed() {
        Forwarder quiet = Nodes.relay(
                ERRORS_ON.with(ForwardingOption.ICMPV4_ERRORS, false).with(ForwardingOption.ICMPV6_ERRORS, false),
                RULE);
        byte[] quote = Bytes.part(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets(), 0, 28);
        Outcome.fromIpv4(
                        quiet,
                        ipv4(HOST, CE_ADDRESS).timeToLive(1).icmpError(3, quote).octets())
                .assertSilent(Verdict.DROP_TTL_EXPIRED);
        Outcome.fromIpv6(quiet, ipv6("::", BR).inner(quote).octets()).assertSilent(Verdict.DROP_NO_RULE);
        assertEquals(0, quiet.counters().packets(Event.ICMP_ERROR_SUPPRESSED));
    }
}
