package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketBatchTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(100);
    private final PacketBatch batch = new PacketBatch(buffer, 3);

    private void assertWindow(int index, int offset, int length, int headroom) {
        assertEquals(
                List.of(offset, length, headroom),
                List.of(batch.offset(index), batch.length(index), batch.headroom(index)));
        Packet window = batch.attach(index, new Packet());
        assertSame(buffer, window.buffer());
        assertEquals(List.of(offset, length, headroom), List.of(window.offset(), window.length(), window.headroom()));
        assertFalse(window.isBorrowed());
    }

    @Test
    void packetsAreAddedUntilItIsFull() {
        assertEquals(List.of(0, 3), List.of(batch.size(), batch.capacity()));
        assertSame(buffer, batch.buffer());
        assertTrue(batch.add(40, 20, 40));
        assertTrue(batch.add(0, 0, 0));
        assertTrue(batch.add(100, 0, 100));
        assertFalse(batch.add(0, 1, 0));
        assertEquals(3, batch.size());
        assertWindow(0, 40, 20, 40);
        assertWindow(1, 0, 0, 0);
        assertWindow(2, 100, 0, 100);
        batch.clear();
        assertEquals(0, batch.size());
        assertThrows(IndexOutOfBoundsException.class, () -> batch.attach(0, new Packet()));
        assertTrue(batch.add(1, 2, 1));
        assertWindow(0, 1, 2, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 0",
        "0, -1, 0",
        "0, 0, -1",
        "0, 81, 0", // beyond the limit, although within the capacity
        "80, 1, 0",
        "81, 0, 0",
        "10, 10, 11", // headroom before the buffer
        "2147483647, 2147483647, 0",
        "40, 2147483647, 40",
        "-2147483648, 0, -2147483648"
    })
    void windowsOutsideTheBufferAreRefused(int offset, int length, int headroom) {
        buffer.limit(80);
        assertThrows(IllegalArgumentException.class, () -> batch.add(offset, length, headroom));
        assertEquals(0, batch.size());
        Packet packet = new Packet();
        assertThrows(IllegalArgumentException.class, () -> packet.attach(buffer, offset, length, headroom));
    }

    @Test
    void buffersThatNoPacketAcceptsAreRefused() {
        ByteBuffer little = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer readOnly = ByteBuffer.allocate(9).asReadOnlyBuffer();
        assertThrows(IllegalArgumentException.class, () -> new PacketBatch(little, 1));
        assertThrows(IllegalArgumentException.class, () -> new PacketBatch(readOnly, 1));
        assertThrows(IllegalArgumentException.class, () -> new PacketBatch(buffer, 0));
        assertThrows(IllegalArgumentException.class, () -> new PacketBatch(buffer, -1));
    }

    /** The same octets and lengths as for {@link Packet}, which is tested alone; the first packet that does not fit ends the call. */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 8, 19, 20, 21, 39, 40, 41, Integer.MAX_VALUE})
    void wrapAndUnwrapEqualThoseOfAPacket(int octets) {
        for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 1, 19, 20, 21, Integer.MAX_VALUE}) {
            for (int fitting = 0; fitting < 3; fitting++) {
                Packet packet = new Packet().attach(buffer, 40, 20, 40);
                Packet full = new Packet().attach(buffer, 40, 60, 40);
                batch.clear();
                for (int i = 0; i < 3; i++) {
                    batch.add(40, i == fitting ? 20 : 60, 40);
                }
                long[] lengths = {0, 60, 60, 60};
                lengths[1 + fitting] = length;
                boolean others = full.wrap(octets, 60);
                boolean fits = packet.wrap(octets, length);
                assertEquals(!others ? 0 : fits ? 3 : fitting, batch.wrap(0, 3, octets, lengths, 1));
                assertWindow(fitting, packet.offset(), packet.length(), packet.headroom());
                for (int i = 0; i < 3; i++) {
                    if (i < fitting || (i > fitting && fits)) {
                        assertWindow(i, full.offset(), full.length(), full.headroom());
                    } else if (i > fitting) {
                        assertWindow(i, 40, 60, 40);
                    }
                }
            }
        }
    }

    @Test
    void unwrapEqualsThatOfAPacket() {
        for (int octets : new int[] {Integer.MIN_VALUE, -1, 0, 1, 19, 20, 21, Integer.MAX_VALUE}) {
            for (long length :
                    new long[] {Long.MIN_VALUE, -1, 0, 1, 19, 20, 21, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE}) {
                Packet packet = new Packet().attach(buffer, 40, 20, 40);
                batch.clear();
                batch.add(40, 20, 40);
                batch.add(40, 20, 40);
                boolean fits = length == (int) length && packet.unwrap(octets, (int) length);
                int end = octets < 0 ? 0 : fits ? 2 : octets <= 20 ? 1 : 0;
                assertEquals(end, batch.unwrap(0, 2, octets, new long[] {fits ? length : 0, length}, 0));
                assertWindow(1, packet.offset(), packet.length(), packet.headroom());
            }
        }
    }

    @Test
    void partsOutsideTheBatchAreRefused() {
        batch.add(40, 20, 40);
        batch.add(40, 20, 40);
        long[] lengths = {20, 20};
        assertThrows(IndexOutOfBoundsException.class, () -> batch.wrap(0, 3, 0, new long[3], 0));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.wrap(-1, 1, 0, lengths, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.wrap(0, 2, 0, lengths, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.unwrap(0, 2, 0, lengths, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.unwrap(1, 3, 0, new long[3], 0));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.setForwarded(1, 3));
        assertWindow(0, 40, 20, 40);
        assertWindow(1, 40, 20, 40);
        assertEquals(1, batch.wrap(1, 1, 9, lengths, 2));
        assertEquals(2, batch.wrap(1, 2, 9, lengths, 1));
        assertWindow(0, 40, 20, 40);
        assertWindow(1, 31, 29, 31);
    }

    @Test
    void outcomesAreKeptUntilPacketsAreProcessedAgain() {
        for (int i = 0; i < 3; i++) {
            batch.add(40, 20, 40);
            assertEquals(PacketBatch.NOT_PROCESSED, batch.outcome(i));
        }
        batch.begin(0);
        batch.set(0, 7, batch.attach(0, new Packet()));
        batch.setForwarded(1, 2);
        batch.set(2, 9, batch.attach(2, new Packet()));
        assertEquals(List.of(7, 0, 9), List.of(batch.outcome(0), batch.outcome(1), batch.outcome(2)));
        assertEquals(List.of(2, 0, 2), List.of(batch.others(), batch.other(0), batch.other(1)));
        assertEquals("PacketBatch[size=3, capacity=3, processed=3, notForwarded=2]", batch.toString());
        assertThrows(IndexOutOfBoundsException.class, () -> batch.other(2));
        batch.begin(1);
        assertEquals(List.of(1, 0), List.of(batch.others(), batch.other(0)));
        assertEquals(
                List.of(7, PacketBatch.NOT_PROCESSED, PacketBatch.NOT_PROCESSED),
                List.of(batch.outcome(0), batch.outcome(1), batch.outcome(2)));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.begin(4));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.begin(-1));
    }

    @Test
    void packetHasOneOutcome() {
        batch.add(40, 20, 40);
        batch.begin(0);
        batch.setRefused(0, 5);
        Packet window = batch.attach(0, new Packet());
        assertThrows(IllegalStateException.class, () -> batch.setRefused(0, 6));
        assertThrows(IllegalStateException.class, () -> batch.set(0, 6, window));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.setRefused(1, 6));
        assertEquals(List.of(5, 1, 0), List.of(batch.outcome(0), batch.others(), batch.other(0)));
        batch.begin(0);
        batch.setForwarded(0, 1);
        assertThrows(IllegalStateException.class, () -> batch.setRefused(0, 6));
        assertEquals(0, batch.others());
        batch.clear();
        batch.add(40, 20, 40);
        assertEquals(PacketBatch.NOT_PROCESSED, batch.outcome(0));
    }

    @Test
    void borrowedPacketIsElsewhere() {
        batch.add(40, 20, 40);
        batch.add(40, 20, 40);
        ByteBuffer ofNode = ByteBuffer.allocate(50);
        batch.set(1, PacketBatch.FORWARDED, new Packet().attachBorrowed(ofNode, 10, 30, 5));
        assertEquals(List.of(false, true), List.of(batch.isElsewhere(0), batch.isElsewhere(1)));
        assertEquals(30, batch.length(1));
        Packet window = batch.attach(1, new Packet());
        assertSame(ofNode, window.buffer());
        assertEquals(List.of(10, 30, 5), List.of(window.offset(), window.length(), window.headroom()));
        assertTrue(window.isBorrowed());
        batch.begin(1);
        assertFalse(batch.isElsewhere(1));
        assertWindow(1, 40, 20, 40); // no octet of the node is read any more, and none after the packet that arrived
        Packet other = new Packet().attach(ofNode, 0, 1, 0);
        assertThrows(IllegalArgumentException.class, () -> batch.set(0, 0, other));
        assertThrows(IndexOutOfBoundsException.class, () -> batch.set(2, 0, window));
    }
}
