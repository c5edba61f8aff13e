package io.softwire46.mape.forward;

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
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows that would overwrite octets that further output is made from are rejected before anything changes. */
class MisuseTest {
    private static final int AT = 3000;
    private static final int SIZE = 9000;

    /** A packet that causes further output, and the number of octets, from its end, that the output is made from. */
    private record Output(String name, Supplier<Forwarder> node, boolean fromIpv4, byte[] packet, int needed) {
        @Override
        public String toString() {
            return name;
        }

        Verdict give(Forwarder node, Packet window) {
            return fromIpv4 ? node.fromIpv4(window, 0) : node.fromIpv6(window, 0);
        }
    }

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.mesh(options, BR, RULE), "2001:db8:12:3400::/56");
    }

    static Stream<Output> outputs() {
        ForwardingOptions inner = OPTIONS.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
        byte[] large = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1900).octets(); // 1928 octets
        byte[] upstream = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 1900).octets();
        byte[] wide = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(DONT_FRAGMENT)
                .udp(80, CE_PORT, 1472)
                .octets();
        byte[] foreign = ipv6(CE, BR).payload(17, Bytes.counting(40)).octets();
        byte[] expired = ipv4(CE_ADDRESS, "192.0.2.19")
                .timeToLive(1)
                .udp(CE_PORT, 1236, 40)
                .octets();
        return Stream.of(
                // 1500 - 48 octets of IPv6 fragment data are 1448 with multiples of 8; 1968 - 40 - 1448 remain
                new Output("IPv6 fragments", () -> relay(OPTIONS), true, large, 480),
                // 1460 - 20 octets of IPv4 fragment data are 1440; 1908 - 1440 remain
                new Output("tunnelled IPv4 fragments", () -> relay(inner), true, large, 468),
                new Output("IPv6 fragments of a CE", () -> edge(OPTIONS), true, upstream, 480),
                // 1400 - 20 octets of IPv4 fragment data are 1376 with multiples of 8; 1908 - 1376 remain
                new Output(
                        "IPv4 fragments",
                        () -> relay(OPTIONS.with(ForwardingOption.MTU_V4, 1400)),
                        false,
                        ipv6(CE, BR).inner(upstream).octets(),
                        532),
                new Output("ICMP error", () -> relay(OPTIONS), true, wide, wide.length),
                new Output("ICMPv6 error", () -> relay(OPTIONS), false, foreign, foreign.length),
                new Output(
                        "tunnelled ICMP error",
                        () -> relay(OPTIONS),
                        false,
                        ipv6(CE, BR).inner(expired).octets(),
                        expired.length));
    }

    /** The output of a node for a packet, written to a buffer of its own. */
    private static List<byte[]> expected(Output output) {
        Forwarder node = output.node.get();
        ByteBuffer buffer = ByteBuffer.allocate(SIZE).put(AT, output.packet);
        output.give(node, new Packet().attach(buffer, AT, output.packet.length, 56));
        return Outcome.pull(node);
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void refusesWindowsOnOctetsThatAreStillNeeded(Output output) {
        List<byte[]> expected = expected(output);
        assertEquals(1, expected.size());
        byte[] only = expected.get(0);
        int end = AT + output.packet.length;
        int start = end - output.needed;
        Forwarder node = output.node.get();
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE).put(AT, output.packet);
        output.give(node, new Packet().attach(buffer, AT, output.packet.length, 56));
        byte[] before = octets(buffer);
        CounterSnapshot counted = node.counters().snapshot();

        for (int at : new int[] {start - only.length + 1, start, start + 1, end - 1}) {
            Packet place = new Packet().attach(buffer, at, only.length + 7, 3);
            assertThrows(IllegalArgumentException.class, () -> node.next(place), "at " + at);
            assertEquals(List.of(at, only.length + 7), List.of(place.offset(), place.length()));
            assertArrayEquals(before, octets(buffer), "no octet is written");
            assertEquals(only.length, node.nextOctets(), "output is still pending");
            for (Event event : Event.values()) {
                assertEquals(counted.packets(event), node.counters().packets(event), event::name);
            }
        }
        Packet tooShort = new Packet().attach(buffer, start, only.length - 1, 0);
        assertEquals(false, node.next(tooShort), "too short comes first");
        // directly after the octets that are needed: a longer window would not be overwritten either
        Packet place = new Packet().attach(buffer, end, only.length, 0);
        assertTrue(node.next(place));
        assertArrayEquals(only, Bytes.part(octets(buffer), end, end + only.length));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void acceptsWindowsThatEndWhereTheNeededOctetsStart(Output output) {
        byte[] only = expected(output).get(0);
        int start = AT + output.packet.length - output.needed;
        Forwarder node = output.node.get();
        ByteBuffer buffer = ByteBuffer.allocate(SIZE).put(AT, output.packet);
        output.give(node, new Packet().attach(buffer, AT, output.packet.length, 56));
        // the window may be longer: octets after the output are not written
        Packet place = new Packet().attach(buffer, start - only.length, only.length + 100, 0);
        assertTrue(node.next(place));
        assertArrayEquals(only, Bytes.part(octets(buffer), start - only.length, start));
    }

    @Test
    void refusesWindowsOnAFirstFragmentThatWaitsForThoseHeldBeforeIt() {
        Forwarder node = relay(OPTIONS);
        byte[] first = fragment(MORE_FRAGMENTS, 0);
        List<byte[]> later = List.of(fragment(MORE_FRAGMENTS | 3, 0), fragment(6, 2));
        for (byte[] each : later) {
            assertEquals(Verdict.HELD, Outcome.fromIpv4(node, each).verdict());
        }
        ByteBuffer buffer = ByteBuffer.allocate(SIZE).put(AT, first);
        Packet window = new Packet().attach(buffer, AT, first.length, 56);
        assertEquals(Verdict.FORWARDED, node.fromIpv4(window, 0));
        assertTrue(window.buffer() != buffer, "the oldest leaves first, in the node's memory");
        byte[] before = octets(buffer);
        for (int at : new int[] {AT - 40, AT + first.length - 1}) {
            Packet place = new Packet().attach(buffer, at, 200, 0);
            assertThrows(IllegalArgumentException.class, () -> node.next(place));
            assertArrayEquals(before, octets(buffer));
        }
        List<byte[]> pulled = Outcome.pull(node);
        assertEquals(2, pulled.size());
        assertEquals(
                Bytes.hex(ipv6(BR, CE).inner(Nodes.oneHopLess(later.get(1))).octets()), Bytes.hex(pulled.get(0)));
        assertEquals(Bytes.hex(ipv6(BR, CE).inner(Nodes.oneHopLess(first)).octets()), Bytes.hex(pulled.get(1)));
    }

    /** The fragments of a datagram, with 24 octets each. */
    private static byte[] fragment(int flagsOffset, int fill) {
        return ipv4(HOST, CE_ADDRESS)
                .flagsOffset(flagsOffset)
                .payload(17, Bytes.concat(Bytes.hex("0050 04d0 0050 0000"), new byte[16 - fill]))
                .octets();
    }

    @Test
    void refusesWindowsOnAReleasedFragmentInTheMemoryOfTheNode() {
        Forwarder node = relay(OPTIONS.with(ForwardingOption.MAX_BUFFERED_OCTETS, 65_575));
        byte[] second = fragment(6, 2);
        for (byte[] each : List.of(fragment(MORE_FRAGMENTS | 3, 0), second)) {
            assertEquals(Verdict.HELD, Outcome.fromIpv4(node, each).verdict());
        }
        byte[] first = fragment(MORE_FRAGMENTS, 0);
        ByteBuffer buffer = ByteBuffer.allocate(SIZE).put(AT, first);
        Packet window = new Packet().attach(buffer, AT, first.length, 56);
        assertEquals(Verdict.FORWARDED, node.fromIpv4(window, 0));
        byte[] expected = ipv6(BR, CE).inner(Nodes.oneHopLess(second)).octets();
        assertEquals(expected.length, node.nextOctets());
        ByteBuffer memory = window.buffer(); // the caller has it from the fragment that was released before
        byte[] before = octets(memory);
        int at = Bytes.hex(before).indexOf(Bytes.hex(expected)) / 2;
        Packet place = new Packet().attach(memory, at + 4, expected.length, 0);
        assertThrows(IllegalArgumentException.class, () -> node.next(place));
        assertArrayEquals(before, octets(memory));
        assertArrayEquals(expected, Outcome.pull(node).get(0));
    }

    private static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.limit()];
        buffer.get(0, octets);
        return octets;
    }

    @Test
    void refusesADestinationOnThePacket() {
        byte[] toCe = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
        byte[] fromCe = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        assertRefused(relay(OPTIONS), true, toCe);
        assertRefused(relay(OPTIONS), false, ipv6(CE, BR).inner(fromCe).octets());
        assertRefused(edge(OPTIONS), true, fromCe);
        assertRefused(edge(OPTIONS), false, ipv6(BR, CE).inner(toCe).octets());
    }

    private static void assertRefused(Forwarder node, boolean fromIpv4, byte[] octets) {
        int room = octets.length + 56;
        for (int at : new int[] {AT - room + 1, AT - 56, AT, AT + octets.length - 1}) {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE).put(AT, octets);
            byte[] before = octets(buffer);
            Packet packet = new Packet().attach(buffer, AT, octets.length, 0);
            Packet destination = new Packet().attach(buffer, at, room, 0);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> take(node, fromIpv4, packet, destination),
                    () -> "destination at " + at);
            assertArrayEquals(before, octets(buffer));
            assertEquals(List.of(at, room), List.of(destination.offset(), destination.length()));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (int at : new int[] {AT - room, AT + octets.length}) { // adjacent
            ByteBuffer buffer = ByteBuffer.allocate(SIZE).put(AT, octets);
            Packet packet = new Packet().attach(buffer, AT, octets.length, 0);
            verdicts.add(take(node, fromIpv4, packet, new Packet().attach(buffer, at, room, 0)));
        }
        assertEquals(List.of(Verdict.FORWARDED, Verdict.FORWARDED), verdicts);
        Direction direction = fromIpv4 ? Direction.V4_TO_V6 : Direction.V6_TO_V4;
        assertEquals(2, node.counters().packets(direction, Verdict.FORWARDED), "what was refused is not counted");
    }

    private static Verdict take(Forwarder node, boolean fromIpv4, Packet packet, Packet destination) {
        return fromIpv4 ? node.fromIpv4(packet, destination, 0) : node.fromIpv6(packet, destination, 0);
    }
}
