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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Fragments that change from one fragment store, or from one form of call, to another. */
class FragmentSeamsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final int NEIGHBOUR_PORT = 1236;
    private static final String SHARER = "2001:db8:13:3600:0:c000:213:36"; // the same address, PSID 0x36
    private static final int SHARER_PORT = 1240;

    private static final ForwardingOptions JOINED_TO_CE =
            OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL);

    private static Packet window(byte[] octets) {
        return new Packet().attach(ByteBuffer.allocate(64 + octets.length).put(64, octets), 64, octets.length, 64);
    }

    private static byte[] content(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    /** A part of a UDP datagram of 88 octets; offsets follow its IPv4 header. */
    private static byte[] part(String from, int fromPort, String to, int toPort, int start, int end) {
        byte[] whole = ipv4(from, to).udp(fromPort, toPort, 60).octets();
        int more = 20 + end < whole.length ? MORE_FRAGMENTS : 0;
        return ipv4(from, to)
                .flagsOffset(more | start / 8)
                .payload(17, Bytes.part(whole, 20 + start, 20 + end))
                .octets();
    }

    private static byte[] inTunnel(String source, byte[] inner) {
        return ipv6(source, BR).inner(inner).octets();
    }

    @Test
    void aFirstFragmentWrittenElsewhereOutlastsThoseThatWereHeldForIt() {
        byte[] last = part(HOST, 80, CE_ADDRESS, CE_PORT, 32, 68);
        byte[] first = part(HOST, 80, CE_ADDRESS, CE_PORT, 0, 32);
        int least = first.length + 56;
        for (int room : new int[] {least, least + 40, least + last.length + 40}) {
            Forwarder relay = Nodes.relay(OPTIONS, RULE);
            assertEquals(Verdict.HELD, relay.fromIpv4(window(last), 0));
            Packet destination = new Packet().attach(ByteBuffer.allocate(room + 7), 7, room, 0);
            assertEquals(Verdict.FORWARDED, relay.fromIpv4(window(first), destination, 0));
            byte[] expected = ipv6(BR, CE).inner(Nodes.oneHopLess(last)).octets();
            assertEquals(Bytes.hex(expected), Bytes.hex(content(destination)));
            List<byte[]> pulled = Outcome.pull(relay);
            assertEquals(1, pulled.size());
            expected = ipv6(BR, CE).inner(Nodes.oneHopLess(first)).octets();
            assertEquals(Bytes.hex(expected), Bytes.hex(pulled.get(0)));
        }
    }

    @Test
    void fragmentReleasedIntoAnotherStoreIsNotDropped() {
        BorderRelay relay = Nodes.relay(JOINED_TO_CE, RULE);
        Forwarder node = relay;
        int[][] order = {{48, 68}, {24, 48}, {0, 24}};
        for (int[] each : order) {
            byte[] fragment = part(CE_ADDRESS, CE_PORT, NEIGHBOUR_ADDRESS, NEIGHBOUR_PORT, each[0], each[1]);
            assertEquals(Verdict.HELD, node.fromIpv6(window(inTunnel(CE, fragment)), 0));
        }
        List<byte[]> pulled = Outcome.pull(node);
        assertEquals(1, pulled.size());
        byte[] whole = ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS)
                .udp(CE_PORT, NEIGHBOUR_PORT, 60)
                .octets();
        assertEquals(
                Bytes.hex(ipv6(BR, NEIGHBOUR).inner(Nodes.oneHopLess(whole)).octets()), Bytes.hex(pulled.get(0)));
        assertEquals(0, relay.counters().packets(Event.RELEASED_DROPPED));
    }

    /**
     * Both directions of a BR, and the downstream of a CE: two of three fragments were held, and one of them is never fetched.
     */
    @Test
    void unfetchedHeldFragmentsDoNotFollowAnotherPacket() {
        byte[] expired = ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
        for (boolean noHeadroom : new boolean[] {false, true}) {
            Forwarder down = Nodes.relay(OPTIONS, RULE);
            leaveUnasked(noHeadroom, fragment -> down.fromIpv4(fragment, 0), toCeParts(), down);
            assertEquals(Verdict.DROP_TTL_EXPIRED, down.fromIpv4(window(expired), 0));
            assertEquals(1, Outcome.pull(down).size(), "the error alone");

            Forwarder up = Nodes.relay(OPTIONS, RULE);
            List<byte[]> toHost = parts(CE_ADDRESS, CE_PORT, HOST, 80).stream()
                    .map(part -> inTunnel(CE, part))
                    .toList();
            leaveUnasked(noHeadroom, fragment -> up.fromIpv6(fragment, 0), toHost, up);
            assertEquals(Verdict.DROP_TTL_EXPIRED, up.fromIpv4(window(expired), 0));
            assertEquals(1, Outcome.pull(up).size(), "the error alone");

            Forwarder edge = Nodes.edge(Nodes.domain(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");
            List<byte[]> fromBr = toCeParts().stream()
                    .map(part -> ipv6(BR, CE).inner(part).octets())
                    .toList();
            leaveUnasked(noHeadroom, fragment -> edge.fromIpv6(fragment, 0), fromBr, edge);
            byte[] old = ipv4(CE_ADDRESS, HOST).timeToLive(1).udp(CE_PORT, 80).octets();
            assertEquals(Verdict.DROP_TTL_EXPIRED, edge.fromIpv4(window(old), 0));
            assertEquals(1, Outcome.pull(edge).size(), "the error alone");
        }
    }

    /** Fragments held for one direction are not sent after fragments released in the other. */
    @Test
    void unfetchedHeldFragmentsDoNotFollowAnotherRelease() {
        Forwarder relay = Nodes.relay(OPTIONS, RULE);
        leaveUnasked(false, fragment -> relay.fromIpv4(fragment, 0), toCeParts(), relay);
        List<byte[]> parts = parts(CE_ADDRESS, CE_PORT, HOST, 80);
        assertEquals(Verdict.HELD, relay.fromIpv6(window(inTunnel(CE, parts.get(0))), 0));
        assertEquals(Verdict.HELD, relay.fromIpv6(window(inTunnel(CE, parts.get(1))), 0));
        Packet first = window(inTunnel(CE, parts.get(2)));
        assertEquals(Verdict.FORWARDED, relay.fromIpv6(first, 0));
        List<String> left = new ArrayList<>(List.of(Bytes.hex(content(first))));
        Outcome.pull(relay).forEach(pulled -> left.add(Bytes.hex(pulled)));
        assertEquals(parts.stream().map(Bytes::hex).toList(), left);
    }

    private static List<byte[]> toCeParts() {
        return parts(HOST, 80, CE_ADDRESS, CE_PORT);
    }

    /** The first one last. */
    private static List<byte[]> parts(String from, int fromPort, String to, int toPort) {
        return List.of(
                part(from, fromPort, to, toPort, 24, 48),
                part(from, fromPort, to, toPort, 48, 68),
                part(from, fromPort, to, toPort, 0, 24));
    }

    private static void leaveUnasked(
            boolean noHeadroom, Function<Packet, Verdict> take, List<byte[]> parts, Forwarder node) {
        assertEquals(Verdict.HELD, take.apply(window(parts.get(0))));
        assertEquals(Verdict.HELD, take.apply(window(parts.get(1))));
        assertEquals(Verdict.FORWARDED, take.apply(window(parts.get(2))));
        if (noHeadroom) {
            assertEquals(Verdict.DROP_NO_ROOM, node.fromIpv4(window(parts.get(2)), window(new byte[3]), 0));
        }
    }

    @Test
    void reportsThroughTheTunnelAboutDatagramForAnotherCe() {
        BorderRelay relay =
                Nodes.relay(JOINED_TO_CE.with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.ADDRESS), RULE);
        byte[] first = part(CE_ADDRESS, CE_PORT, NEIGHBOUR_ADDRESS, NEIGHBOUR_PORT, 0, 32);
        assertEquals(Verdict.HELD, relay.fromIpv6(window(inTunnel(CE, first)), 0));
        assertTrue(relay.expire(2 * SECOND));
        List<byte[]> pulled = Outcome.pull(relay);
        assertEquals(1, pulled.size());
        byte[] error = pulled.get(0);
        assertEquals(6, error[0] >> 4, "version");
        assertArrayEquals(Bytes.address(CE), Bytes.part(error, 24, 40));
        assertArrayEquals(Bytes.address(CE_ADDRESS), Bytes.part(error, 56, 60));
        assertEquals("0b01", Bytes.hex(Bytes.part(error, 60, 62)));
    }

    @Test
    void neighboursThatShareAnAddressMayUseTheSameIdentification() {
        for (V4Reassembly reassembly : List.of(V4Reassembly.FULL, V4Reassembly.PARTIAL)) {
            CustomerEdge edge = Nodes.edge(
                    Nodes.mesh(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, reassembly), BR, RULE),
                    "2001:db8:12:3400::/56");
            boolean reassembled = reassembly == V4Reassembly.FULL;
            Verdict before = reassembled ? Verdict.HELD : Verdict.FORWARDED;
            assertEquals(before, take(edge, NEIGHBOUR, NEIGHBOUR_PORT, 0, 32));
            assertEquals(before, take(edge, SHARER, SHARER_PORT, 0, 32));
            assertEquals(Verdict.FORWARDED, take(edge, NEIGHBOUR, NEIGHBOUR_PORT, 32, 68));
            assertEquals(Verdict.FORWARDED, take(edge, SHARER, SHARER_PORT, 32, 68));
        }
    }

    private static Verdict take(CustomerEdge edge, String tunnel, int port, int start, int end) {
        byte[] inner = part(NEIGHBOUR_ADDRESS, port, CE_ADDRESS, CE_PORT, start, end);
        return edge.fromIpv6(window(ipv6(tunnel, CE).inner(inner).octets()), 0);
    }
}
