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
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fragmented ICMP errors: the port of the quote is never stored for later fragments, in any port cache (RFC 6146 section 3.5). A
 * fragmented query shows that the same fragments of another message would be forwarded.
 */
class IcmpErrorFragmentsTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final int NEIGHBOUR_PORT = 1236;

    /** Sends the first fragment of a message, then the other one. */
    private static void assertFollowing(
            boolean followed, byte[] message, Forwarder node, boolean ipv4, Function<byte[], byte[]> wrap) {
        int truncated = 20 + 48;
        byte[] first = message.clone();
        Bytes.put16(first, 2, truncated);
        Bytes.put16(first, 6, MORE_FRAGMENTS);
        first = Bytes.withHeaderChecksum(Bytes.part(first, 0, truncated), 0);
        byte[] later = Bytes.concat(Bytes.part(message, 0, 20), Bytes.part(message, truncated, message.length));
        Bytes.put16(later, 2, later.length);
        Bytes.put16(later, 6, 48 / 8);
        later = Bytes.withHeaderChecksum(later, 0);
        assertEquals(Verdict.FORWARDED, give(node, ipv4, wrap.apply(first)).verdict(), "first");
        Outcome outcome = give(node, ipv4, wrap.apply(later));
        assertEquals(followed ? Verdict.FORWARDED : Verdict.HELD, outcome.verdict(), "later");
    }

    private static Outcome give(Forwarder node, boolean ipv4, byte[] packet) {
        return ipv4 ? Outcome.fromIpv4(node, packet) : Outcome.fromIpv6(node, packet);
    }

    /** About a packet in the opposite direction, of which 100 octets are quoted. */
    private static byte[] error(int type, String from, int fromPort, String to, int toPort) {
        byte[] about = ipv4(to, from).udp(toPort, fromPort, 72).octets();
        return ipv4(from, to).icmpError(type, about).octets();
    }

    private static byte[] query(String from, String to, int identifier) {
        byte[] start = ipv4(from, to).icmpQuery(8, identifier).octets();
        byte[] icmp = Bytes.concat(Bytes.part(start, 20, 28), new byte[92]);
        Bytes.put16(icmp, 2, 0);
        Bytes.put16(icmp, 2, Bytes.checksum(icmp));
        return ipv4(from, to).payload(1, icmp).octets();
    }

    private static Forwarder relay() {
        return Nodes.relay(OPTIONS, RULE); // v4Reassembly partial, innerFragments cache
    }

    private static Forwarder edge() {
        return Nodes.edge(Nodes.mesh(OPTIONS, BR, RULE), PREFIX);
    }

    private static byte[] through(String from, String to, byte[] inner) {
        return ipv6(from, to).inner(inner).octets();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 11, 12})
    void theBorderRelayTowardCes(int type) {
        assertFollowing(false, error(type, HOST, 80, CE_ADDRESS, CE_PORT), relay(), true, each -> each);
        assertFollowing(true, query(HOST, CE_ADDRESS, CE_PORT), relay(), true, each -> each);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 11, 12})
    void theBorderRelayFromCes(int type) {
        assertFollowing(
                false, error(type, CE_ADDRESS, CE_PORT, HOST, 80), relay(), false, each -> through(CE, BR, each));
        assertFollowing(true, query(CE_ADDRESS, HOST, CE_PORT), relay(), false, each -> through(CE, BR, each));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 11, 12})
    void theCeFromItsBorderRelay(int type) {
        assertFollowing(
                false, error(type, HOST, 80, CE_ADDRESS, CE_PORT), edge(), false, each -> through(BR, CE, each));
        assertFollowing(true, query(HOST, CE_ADDRESS, CE_PORT), edge(), false, each -> through(BR, CE, each));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 11, 12})
    void theCeFromAnotherCe(int type) {
        byte[] error = error(type, NEIGHBOUR_ADDRESS, NEIGHBOUR_PORT, CE_ADDRESS, CE_PORT);
        assertFollowing(false, error, edge(), false, each -> through(NEIGHBOUR, CE, each));
    }

    /** Between CEs, the border relay uses both caches, of the source and of the destination port. */
    @Test
    void betweenCes() {
        byte[] error = error(3, NEIGHBOUR_ADDRESS, NEIGHBOUR_PORT, CE_ADDRESS, CE_PORT);
        assertFollowing(false, error, relay(), false, each -> through(NEIGHBOUR, BR, each));
        ForwardingOptions byAddress = OPTIONS.with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.ADDRESS);
        Forwarder node = Nodes.relay(byAddress, RULE);
        assertFollowing(false, error, node, false, each -> through(NEIGHBOUR, BR, each));
    }

    /** The first fragment does not release fragments that arrived before it. */
    @Test
    void laterFragmentsThatCameFirstStayHeld() {
        byte[] error = error(3, HOST, 80, CE_ADDRESS, CE_PORT);
        byte[] later =
                ipv4(HOST, CE_ADDRESS).flagsOffset(6).payload(1, new byte[60]).octets();
        byte[] first = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(MORE_FRAGMENTS)
                .payload(1, Bytes.part(error, 20, 68))
                .octets();
        Forwarder down = relay();
        Outcome.fromIpv4(down, later).assertSilent(Verdict.HELD);
        Outcome.fromIpv4(down, first).only(Verdict.FORWARDED);
        Forwarder edge = edge();
        Outcome.fromIpv6(edge, through(BR, CE, later)).assertSilent(Verdict.HELD);
        Outcome.fromIpv6(edge, through(BR, CE, first)).only(Verdict.FORWARDED);
        assertEquals(List.of(), Outcome.pull(edge));
    }
}
