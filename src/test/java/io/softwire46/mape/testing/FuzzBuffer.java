package io.softwire46.mape.testing;

import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Memory in which packets are as a node gets them: heap or direct, exact or in the middle of something. An access
 * beyond an exact window throws, a write outside any window and its headroom changes a canary.
 *
 * <p>Not thread-safe; used again and again.
 */
public final class FuzzBuffer {
    /** Packets that may be side by side. */
    public static final int MOST_COPIES = 3;

    private static final byte CANARY = (byte) 0xa5;
    private static final int BETWEEN = 24;
    private static final int CAPACITY = MOST_COPIES * (0x1_0100 + 512);

    private final ByteBuffer heap = ByteBuffer.allocate(CAPACITY);
    private final ByteBuffer direct = ByteBuffer.allocateDirect(CAPACITY);
    private final byte[] canaries = new byte[512];
    private ByteBuffer buffer = heap;
    private int headroom;
    private int length;
    private int before;
    private int stride;
    private int copies;
    private int limit;

    public FuzzBuffer() {
        Arrays.fill(canaries, CANARY);
    }

    /**
     * Puts a packet down, several times if wanted.
     *
     * @param octets the packet
     * @param freeBefore its headroom, at most 255
     * @param kind heap or direct in the lowest bit, exact or inside in the next
     */
    public void put(byte[] octets, int freeBefore, int count, int kind) {
        buffer = (kind & 1) == 0 ? heap : direct;
        before = (kind & 2) == 0 ? 0 : 77;
        int after = (kind & 2) == 0 ? 0 : 133;
        headroom = freeBefore;
        length = octets.length;
        stride = headroom + length + BETWEEN;
        copies = count;
        limit = before + copies * stride - BETWEEN + after;
        buffer.limit(limit);
        for (int i = 0; i <= copies; i++) {
            int zone = zoneStart(i);
            buffer.put(zone, canaries, 0, zoneEnd(i) - zone);
            if (i < copies) {
                buffer.put(zoneEnd(i), canaries, 0, headroom);
                buffer.put(zoneEnd(i) + headroom, octets);
            }
        }
    }

    private int zoneStart(int i) {
        return i == 0 ? 0 : before + i * stride - BETWEEN;
    }

    private int zoneEnd(int i) {
        return i == copies ? limit : before + i * stride;
    }

    /** A window on one of the packets. */
    public Packet window(int copy) {
        return new Packet().attach(buffer, zoneEnd(copy) + headroom, length, headroom);
    }

    /** Whether a window is here, and not on memory of the node's own. */
    public boolean has(Packet window) {
        return window.buffer() == buffer;
    }

    /**
     * Checks that no octet outside the packets was written, and that a window here is still within what was its packet and
     * headroom.
     */
    public void check(Packet window, int copy) {
        int start = zoneEnd(copy);
        if (has(window) && (window.offset() - window.headroom() < start || window.end() > start + headroom + length)) {
            throw new AssertionError(window + " is outside of " + start + ", " + headroom + " + " + length);
        }
        if (buffer.position() != 0 || buffer.limit() != limit) {
            throw new AssertionError("position or limit have moved");
        }
        for (int i = 0; i <= copies; i++) {
            for (int at = zoneStart(i); at < zoneEnd(i); at++) {
                if (buffer.get(at) != CANARY) {
                    throw new AssertionError("written outside packet " + copy + ", at " + at);
                }
            }
        }
    }

    /** The octets of a window. */
    public static byte[] octets(Packet window) {
        byte[] octets = new byte[window.length()];
        window.buffer().get(window.offset(), octets);
        return octets;
    }

    /** Overwrites a window, as its owner may do with a packet that has been sent. */
    public static void scribble(Packet window) {
        for (int at = window.offset(); at < window.end(); at++) {
            window.buffer().put(at, (byte) 0xee);
        }
    }
}
