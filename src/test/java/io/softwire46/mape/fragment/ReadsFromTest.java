package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/**
 * Which octets later fragments are made from. A packet is at index 100 of a buffer; {@code first} is the first octet that
 * is still needed, {@code end} the index after the last one.
 */
class ReadsFromTest {
    private static final int AT = 100;
    private static final int LIMIT = 1400;
    private static final int ID = 0x89abcdef;
    private static final byte[] SOURCE_ROUTE = Bytes.hex("83070400 00000000");

    private final Ipv4Fragmenter ipv4 = new Ipv4Fragmenter();
    private final Ipv6Fragmenter ipv6 = new Ipv6Fragmenter();
    private final Packet window = new Packet();

    private interface Reader {
        boolean readsFrom(ByteBuffer buffer, int start, int octets);
    }

    private static ByteBuffer place(byte[] packet) {
        return ByteBuffer.wrap(Bytes.concat(new byte[AT], packet, new byte[2 * LIMIT]));
    }

    private Packet window(ByteBuffer buffer, byte[] packet) {
        return window.attach(buffer, AT, packet.length, AT);
    }

    private static Packet elsewhere() {
        return new Packet().attach(ByteBuffer.allocate(LIMIT), 0, LIMIT, 0);
    }

    private static void assertReads(Reader reader, ByteBuffer buffer, int first, int end) {
        assertTrue(reader.readsFrom(buffer, 0, buffer.capacity()));
        assertTrue(reader.readsFrom(buffer, first, 1));
        assertTrue(reader.readsFrom(buffer, end - 1, 1));
        assertTrue(reader.readsFrom(buffer, first - 10, 11));
        assertFalse(reader.readsFrom(buffer, first - 10, 10), "directly before");
        assertFalse(reader.readsFrom(buffer, end, 10), "directly following");
        assertFalse(reader.readsFrom(ByteBuffer.allocate(buffer.capacity()), first, 1), "another buffer");
    }

    private static void assertReadsNothing(Reader reader, ByteBuffer buffer) {
        assertFalse(reader.readsFrom(buffer, 0, buffer.capacity()));
    }

    /** Without options all fragments have the header of the packet, which is read there each time. */
    @Test
    void ipv4HeaderIsReadUntilTheLastFragment() {
        byte[] packet = Sample.ipv4(3000);
        ByteBuffer buffer = place(packet);
        assertReadsNothing(ipv4::readsFrom, buffer);
        ipv4.start(window(buffer, packet), LIMIT, false);
        assertReads(ipv4::readsFrom, buffer, AT, AT + 3000);
        ipv4.next(elsewhere());
        assertReads(ipv4::readsFrom, buffer, AT, AT + 3000);
        ipv4.next(elsewhere());
        ipv4.next(elsewhere());
        assertReadsNothing(ipv4::readsFrom, buffer);
    }

    /** The header of later fragments has other options, so it is a copy. */
    @Test
    void ipv4HeaderWithOptionsIsReadForTheFirstFragmentOnly() {
        byte[] packet = Sample.ipv4(SOURCE_ROUTE, 0, Sample.data(2972, 1));
        ByteBuffer buffer = place(packet);
        ipv4.start(window(buffer, packet), LIMIT, false);
        assertReads(ipv4::readsFrom, buffer, AT, AT + 3000);
        ipv4.next(elsewhere());
        assertReads(ipv4::readsFrom, buffer, AT + 28 + 1368, AT + 3000);
    }

    @Test
    void firstFragmentInPlaceIsNotReadAgain() {
        byte[] packet4 = Sample.ipv4(3000);
        ByteBuffer buffer4 = place(packet4);
        ipv4.start(window(buffer4, packet4), LIMIT, false);
        assertTrue(ipv4.firstInPlace(window));
        assertReads(ipv4::readsFrom, buffer4, AT + 20 + 1376, AT + 3000);

        byte[] packet6 = Sample.ipv6(4, packet4);
        ByteBuffer buffer6 = place(packet6);
        ipv6.start(window(buffer6, packet6), LIMIT, ID);
        assertTrue(ipv6.firstInPlace(window));
        assertReads(ipv6::readsFrom, buffer6, AT + 40 + 1352, AT + 3040);
    }

    @Test
    void ipv6HeaderIsReadUntilTheLastFragment() {
        byte[] packet = Sample.ipv6(4, Sample.ipv4(2000));
        ByteBuffer buffer = place(packet);
        assertReadsNothing(ipv6::readsFrom, buffer);
        ipv6.start(window(buffer, packet), LIMIT, ID);
        assertReads(ipv6::readsFrom, buffer, AT, AT + 2040);
        ipv6.next(elsewhere());
        assertReads(ipv6::readsFrom, buffer, AT, AT + 2040);
        ipv6.next(elsewhere());
        assertReadsNothing(ipv6::readsFrom, buffer);
    }

    @Test
    void forgottenPacketIsNotRead() {
        byte[] packet4 = Sample.ipv4(3000);
        ByteBuffer buffer4 = place(packet4);
        ipv4.start(window(buffer4, packet4), LIMIT, false);
        ipv4.forget();
        assertReadsNothing(ipv4::readsFrom, buffer4);

        byte[] packet6 = Sample.ipv6(4, packet4);
        ByteBuffer buffer6 = place(packet6);
        ipv6.start(window(buffer6, packet6), LIMIT, ID);
        ipv6.forget();
        assertReadsNothing(ipv6::readsFrom, buffer6);
    }

    @Test
    void fragmentThatWouldOverwriteThePacketIsNotWritten() {
        byte[] packet4 = Sample.ipv4(3000);
        ByteBuffer buffer4 = place(packet4);
        ipv4.start(window(buffer4, packet4), LIMIT, false);
        window.attach(buffer4, AT + 2999, LIMIT, 0);
        assertThrows(IllegalArgumentException.class, () -> ipv4.next(window));
        assertEquals(LIMIT, window.length());
        assertTrue(ipv4.next(window.attach(buffer4, AT + 3000, LIMIT, 0)));

        byte[] packet6 = Sample.ipv6(4, packet4);
        ByteBuffer buffer6 = place(packet6);
        ipv6.start(window(buffer6, packet6), LIMIT, ID);
        window.attach(buffer6, AT + 3039, LIMIT, 0);
        assertThrows(IllegalArgumentException.class, () -> ipv6.next(window));
        assertEquals(LIMIT, window.length());
        assertTrue(ipv6.next(window.attach(buffer6, AT + 3040, LIMIT, 0)));
    }
}
