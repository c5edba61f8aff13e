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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Adjacent frames in one direct buffer of 64 KiB, as in the memory of a network card: no neighbour is changed. */
class SharedBufferTest {
    private static final int SIZE = 65_536;
    private static final int FRAME = 2_048;
    private static final int FRAMES = SIZE / FRAME;
    private static final int OFFSET = 61; // index of the packet in its frame, deliberately odd

    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
    private final Packet packet = new Packet();

    private byte[] snapshot() {
        byte[] copy = new byte[SIZE];
        memory.get(0, copy);
        return copy;
    }

    private static void assertOnlyFrameChanged(byte[] before, byte[] after, int from, int to) {
        assertArrayEquals(Arrays.copyOf(before, from), Arrays.copyOf(after, from), "before the frame");
        assertArrayEquals(Arrays.copyOfRange(before, to, SIZE), Arrays.copyOfRange(after, to, SIZE), "end the frame");
    }

    private Packet put(int frame, byte[] octets) {
        memory.put(frame * FRAME + OFFSET, octets);
        return packet.attach(memory, frame * FRAME + OFFSET, octets.length, OFFSET);
    }

    @Test
    void everyPacketOfAMixtureStaysInItsFrame() {
        Random random = new Random(7);
        for (boolean atRelay : new boolean[] {true, false}) {
            Forwarder node = atRelay ? Mixture.relay(Mixture.OPTIONS) : Mixture.edge(Mixture.OPTIONS);
            Mixture mixture = new Mixture(random, atRelay);
            for (int frame = 1; frame < FRAMES - 1; frame++) { // the last frame receives further output
                boolean ipv4 = random.nextBoolean();
                byte[] octets = (ipv4 ? mixture.ipv4Packets(1) : mixture.ipv6Packets(1)).get(0);
                byte[] fitting = Bytes.part(octets, 0, Math.min(octets.length, FRAME - OFFSET));
                Packet window = put(frame, fitting);
                byte[] before = snapshot();
                Verdict verdict = ipv4 ? node.fromIpv4(window, frame) : node.fromIpv6(window, frame);
                byte[] after = snapshot();
                assertOnlyFrameChanged(before, after, frame * FRAME, frame * FRAME + OFFSET + fitting.length);
                assertTrue(!verdict.leaves() || window.offset() >= frame * FRAME);
                pullIntoTheLastFrame(node, after);
            }
        }
    }

    private void pullIntoTheLastFrame(Forwarder node, byte[] before) {
        Packet place = new Packet();
        int at = (FRAMES - 1) * FRAME + 5;
        while (node.nextOctets() > 0) {
            int octets = node.nextOctets();
            assertTrue(node.next(place.attach(memory, at, SIZE - at, 5)));
            assertEquals(octets, place.length());
            assertOnlyFrameChanged(before, snapshot(), at, at + octets);
        }
    }

    @Test
    void neighboursThatTouchEachOther() { // no space between the packets except their headroom
        int headroom = 48;
        Forwarder node = Nodes.relay(OPTIONS, RULE);
        List<byte[]> packets = new ArrayList<>();
        List<Packet> windows = new ArrayList<>();
        int at = 0;
        for (int data = 0; data < 200; data += 7) {
            byte[] octets = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, data).octets();
            packets.add(octets);
            memory.put(at + headroom, octets);
            windows.add(new Packet().attach(memory, at + headroom, octets.length, headroom));
            at += headroom + octets.length;
        }
        Verdict[] verdicts = new Verdict[windows.size()];
        assertEquals(windows.size(), node.fromIpv4(windows.toArray(Packet[]::new), verdicts, 0, windows.size(), 0));
        for (int i = 0; i < windows.size(); i++) {
            assertEquals(Verdict.FORWARDED, verdicts[i]);
            byte[] left = new byte[windows.get(i).length()];
            memory.get(windows.get(i).offset(), left);
            byte[] expected =
                    ipv6(BR, CE).inner(Nodes.oneHopLess(packets.get(i))).octets();
            assertEquals(Bytes.hex(expected), Bytes.hex(left));
        }
    }

    @Test
    void fragmentsMayBeWrittenIntoHeadroomAndWindowOfTheFirst() { // after that one has been sent
        Forwarder node = Nodes.relay(OPTIONS, RULE);
        byte[] octets = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1900).octets();
        Packet window = put(3, octets);
        assertEquals(Verdict.FORWARDED, node.fromIpv4(window, 0));
        List<byte[]> parts = new ArrayList<>();
        byte[] first = new byte[window.length()];
        memory.get(window.offset(), first);
        parts.add(first);
        Packet place = new Packet().attach(memory, window.offset(), window.length(), 0);
        assertTrue(node.next(place));
        byte[] second = new byte[place.length()];
        memory.get(place.offset(), second);
        parts.add(second);
        assertEquals(0, node.nextOctets());
        byte[] expected = ipv6(BR, CE).inner(Nodes.oneHopLess(octets)).octets();
        assertEquals(Bytes.hex(expected), Bytes.hex(ReceivedParts.reassembleIpv6(parts)));
    }

    @Test
    void atBothEndsOfTheBuffer() {
        Forwarder node = Nodes.relay(OPTIONS, RULE);
        byte[] octets = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 10).octets();
        byte[] expected = ipv6(BR, CE).inner(Nodes.oneHopLess(octets)).octets();
        for (int at : new int[] {40, SIZE - octets.length}) {
            memory.put(at, octets);
            byte[] before = snapshot();
            packet.attach(memory, at, octets.length, 40);
            assertEquals(Verdict.FORWARDED, node.fromIpv4(packet, 0));
            assertOnlyFrameChanged(before, snapshot(), at - 40, at + octets.length);
            byte[] left = new byte[packet.length()];
            memory.get(packet.offset(), left);
            assertEquals(Bytes.hex(expected), Bytes.hex(left));
        }
    }
}
