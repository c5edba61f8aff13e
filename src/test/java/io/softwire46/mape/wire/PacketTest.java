package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketTest {

    private final Packet packet = new Packet();

    @Test
    void isEmptyBeforeItIsAttached() {
        assertWindow(0, 0, 0);
        assertEquals(0, packet.buffer().limit());
        assertFalse(packet.prepend(1));
    }

    @Test
    void showsWhatItWasAttachedTo() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        assertSame(packet, packet.attach(buffer, 40, 50, 30));
        assertSame(buffer, packet.buffer());
        assertWindow(40, 50, 30);
        assertEquals(90, packet.end());
        assertEquals("Packet[offset=40, length=50, headroom=30]", packet.toString());
    }

    @Test
    void acceptsDirectBuffersAndSlices() {
        ByteBuffer slice = ByteBuffer.allocateDirect(100).slice(10, 80);
        packet.attach(slice, 40, 40, 40);
        assertWindow(40, 40, 40);
    }

    @Test
    void neitherMindsNorMovesThePosition() {
        ByteBuffer buffer = ByteBuffer.allocate(100).position(77);
        packet.attach(buffer, 40, 60, 40).prepend(20);
        assertEquals(77, buffer.position());
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
        "-2147483648, 0, 0",
        "40, -2147483648, 40",
        "40, 0, -2147483648"
    })
    void refusesWhatLiesOutsideOfTheBuffer(int offset, int length, int headroom) {
        ByteBuffer buffer = ByteBuffer.allocate(100).limit(80);
        packet.attach(buffer, 10, 20, 5);
        assertThrows(IllegalArgumentException.class, () -> packet.attach(buffer, offset, length, headroom));
        assertThrows(IllegalArgumentException.class, () -> packet.moveTo(offset, length, headroom));
        assertWindow(10, 20, 5);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 80, 0", "80, 0, 80", "40, 40, 40", "79, 1, 79"})
    void acceptsTheWholeBuffer(int offset, int length, int headroom) {
        packet.attach(ByteBuffer.allocate(100).limit(80), offset, length, headroom);
        assertWindow(offset, length, headroom);
    }

    @Test
    void refusesReadOnlyBuffers() {
        ByteBuffer readOnly = ByteBuffer.allocate(100).asReadOnlyBuffer();
        assertThrows(IllegalArgumentException.class, () -> packet.attach(readOnly, 0, 100, 0));
        // and does not take it for one that was accepted
        assertThrows(IllegalArgumentException.class, () -> packet.attach(readOnly, 0, 100, 0));
    }

    @Test
    void refusesLittleEndianBuffersEvenIfTheyWereBigEndianBefore() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        packet.attach(buffer, 0, 100, 0);
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        assertThrows(IllegalArgumentException.class, () -> packet.attach(buffer, 0, 100, 0));
        assertThrows(IllegalArgumentException.class, () -> packet.moveTo(0, 100, 0));
    }

    @Test
    void distinguishesBuffersOfEqualContent() {
        ByteBuffer first = ByteBuffer.allocate(100);
        ByteBuffer second = ByteBuffer.allocate(100);
        packet.attach(first, 0, 100, 0).attach(second, 0, 100, 0);
        assertSame(second, packet.buffer());
    }

    @Test
    void movesWithinItsBuffer() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        assertSame(packet, packet.attach(buffer, 0, 10, 0).moveTo(60, 40, 20));
        assertSame(buffer, packet.buffer());
        assertWindow(60, 40, 20);
    }

    @Test
    void prependsIntoTheHeadroomAndNoFurther() {
        packet.attach(ByteBuffer.allocate(100), 48, 20, 41);
        assertTrue(packet.prepend(40));
        assertWindow(8, 60, 1);
        assertFalse(packet.prepend(2));
        assertWindow(8, 60, 1);
        assertTrue(packet.prepend(1));
        assertWindow(7, 61, 0);
        assertTrue(packet.prepend(0));
        assertFalse(packet.prepend(-1));
        assertFalse(packet.prepend(Integer.MIN_VALUE));
        assertWindow(7, 61, 0);
    }

    @Test
    void trimsTheFrontIntoTheHeadroom() {
        packet.attach(ByteBuffer.allocate(100), 10, 60, 0);
        assertTrue(packet.trimFront(40));
        assertWindow(50, 20, 40);
        assertFalse(packet.trimFront(21));
        assertFalse(packet.trimFront(-1));
        assertWindow(50, 20, 40);
        assertTrue(packet.trimFront(0));
        assertTrue(packet.trimFront(20));
        assertWindow(70, 0, 60);
    }

    @Test
    void truncatesButDoesNotExtend() {
        packet.attach(ByteBuffer.allocate(100), 10, 60, 5);
        assertFalse(packet.truncate(61));
        assertFalse(packet.truncate(-1));
        assertWindow(10, 60, 5);
        assertTrue(packet.truncate(60));
        assertTrue(packet.truncate(46));
        assertWindow(10, 46, 5);
        assertTrue(packet.truncate(0));
        assertWindow(10, 0, 5);
    }

    @Test
    void wrapsIntoTheHeadroomAndDropsTheOctetsAfterThePacket() {
        packet.attach(ByteBuffer.allocate(100), 48, 40, 41);
        assertTrue(packet.wrap(40, 28));
        assertWindow(8, 68, 1);
        assertTrue(packet.wrap(0, 68));
        assertWindow(8, 68, 1);
        assertFalse(packet.wrap(1, 69), "longer than it is");
        assertFalse(packet.wrap(2, 68), "more than the headroom");
        assertFalse(packet.wrap(1, -1));
        assertFalse(packet.wrap(-1, 1));
        assertFalse(packet.wrap(Integer.MIN_VALUE, 1));
        assertWindow(8, 68, 1);
        assertTrue(packet.wrap(1, 0));
        assertWindow(7, 1, 0);
    }

    @Test
    void unwrapsAtBothEnds() {
        packet.attach(ByteBuffer.allocate(100), 8, 80, 1);
        assertTrue(packet.unwrap(40, 28));
        assertWindow(48, 28, 41);
        assertFalse(packet.unwrap(0, 29), "longer than it is");
        assertFalse(packet.unwrap(29, 0));
        assertFalse(packet.unwrap(1, 28));
        assertFalse(packet.unwrap(Integer.MAX_VALUE, Integer.MAX_VALUE));
        assertFalse(packet.unwrap(-1, 1));
        assertFalse(packet.unwrap(1, -1));
        assertWindow(48, 28, 41);
        assertTrue(packet.unwrap(28, 0));
        assertWindow(76, 0, 69);
    }

    private void assertWindow(int offset, int length, int headroom) {
        assertEquals(offset, packet.offset(), "offset");
        assertEquals(length, packet.length(), "length");
        assertEquals(headroom, packet.headroom(), "headroom");
    }

    @Test
    void ipVersionIsThatOfTheFirstFourBits() {
        for (int first = 0; first < 256; first++) {
            int expected = first >= 0x40 && first <= 0x4f ? 4 : first >= 0x60 && first <= 0x6f ? 6 : 0;
            ByteBuffer buffer = ByteBuffer.allocate(3).put(1, (byte) first);
            assertEquals(expected, new Packet().attach(buffer, 1, 1, 0).ipVersion());
            assertEquals(0, new Packet().attach(buffer, 1, 0, 0).ipVersion(), "empty");
        }
        assertEquals(0, new Packet().ipVersion());
    }
}
