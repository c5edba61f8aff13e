package io.softwire46.mape.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A window on the octets of one packet in a buffer of the caller, with headroom for headers preceding it.
 *
 * <pre>
 *   0            offset - headroom     offset          offset + length        limit
 *   |  not ours  |      headroom       |    packet     |        not ours      |
 * </pre>
 *
 * <p>One object serves any number of packets: {@link #attach} moves it to the next, which is cheap if the buffer is the
 * same. The buffer's position is ignored and never moved. Its limit, its byte order and the content outside the window
 * must not change while the packet is in use. A tunnel header needs 40 octets of headroom, 8 more with a Fragment
 * header, and 8 more with a Tunnel Encapsulation Limit.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Packet {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    // 0 <= headroom <= offset, 0 <= length, offset + length <= buffer.limit(); the buffer is writable and big-endian
    private ByteBuffer buffer = NOTHING;
    private int offset;
    private int length;
    private int headroom;

    /** Whether the buffer belongs to a node. */
    private boolean borrowed;

    /** Index of the packet in the array that {@link #requireDistinct} checked last. */
    private int place;

    /** Creates a window without a packet; {@link #attach} it before use. */
    public Packet() {}

    /**
     * Moves the window to a packet.
     *
     * @param buffer writable and big-endian, heap or direct
     * @param offset index of the packet's first octet
     * @param length octets of the packet, at least 0
     * @param headroomOctets number of octets directly preceding the packet that may be overwritten, at least 0
     * @return this
     * @throws IllegalArgumentException if the buffer is read-only or little-endian, or if the packet or its headroom
     *     lies outside 0 to the buffer's limit; then the window is unchanged
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; equals compares what is in it
    public Packet attach(ByteBuffer buffer, int offset, int length, int headroomOctets) {
        boolean another = buffer != this.buffer;
        if (another && buffer.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("the buffer is little-endian");
        }
        int limit = buffer.limit();
        // the first three make both differences non-negative, so that nothing overflows
        if ((offset | length | headroomOctets) < 0 || headroomOctets > offset || length > limit - offset) {
            throw outside(offset, length, headroomOctets, limit);
        }
        if (another) { // a stored reference costs a write barrier of the garbage collector
            this.buffer = buffer;
        }
        this.offset = offset;
        this.length = length;
        this.headroom = headroomOctets;
        borrowed = false;
        return this;
    }

    /**
     * Moves the window to a packet in memory that its owner reuses, such as a packet that a node has reassembled.
     *
     * @param buffer writable and big-endian, heap or direct
     * @param offset index of the packet's first octet
     * @param length octets of the packet, at least 0
     * @param headroomOctets number of octets directly preceding the packet that may be overwritten, at least 0
     * @return this, with {@link #isBorrowed} true
     * @throws IllegalArgumentException as {@link #attach} does
     */
    public Packet attachBorrowed(ByteBuffer buffer, int offset, int length, int headroomOctets) {
        attach(buffer, offset, length, headroomOctets);
        borrowed = true;
        return this;
    }

    /**
     * Checks whether the window is on memory of a node or reassembler: on a reassembled packet, or on a fragment that
     * it released. Its octets are valid until the next call of that node; copy them if they are needed longer.
     *
     * @return false after {@link #attach}, also if a node has changed the packet since then
     */
    public boolean isBorrowed() {
        return borrowed;
    }

    static IllegalArgumentException outside(int offset, int length, int headroom, int limit) {
        return new IllegalArgumentException("offset " + offset + ", length " + length + ", headroom " + headroom
                + " do not lie inside 0 to the buffer's limit " + limit);
    }

    /**
     * Moves the window to another packet of the same buffer.
     *
     * @param offset index of the packet's first octet
     * @param length octets of the packet, at least 0
     * @param headroomOctets number of octets directly preceding the packet that may be overwritten, at least 0
     * @return this
     * @throws IllegalArgumentException as {@link #attach} does
     */
    public Packet moveTo(int offset, int length, int headroomOctets) {
        boolean isBorrowed = borrowed; // the buffer is the same
        attach(buffer, offset, length, headroomOctets);
        borrowed = isBorrowed;
        return this;
    }

    /**
     * Returns the buffer that contains the packet.
     *
     * @return the buffer last attached; an empty one before the first attach
     */
    public ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Returns the index of the packet's first octet.
     *
     * @return index in the buffer
     */
    public int offset() {
        return offset;
    }

    /**
     * Returns the length of the packet.
     *
     * @return octets, at least 0
     */
    public int length() {
        return length;
    }

    /**
     * Returns the index following the packet's last octet.
     *
     * @return index in the buffer
     */
    public int end() {
        return offset + length;
    }

    /**
     * Returns the number of octets that may be prepended to the packet.
     *
     * @return octets, at least 0
     */
    public int headroom() {
        return headroom;
    }

    /**
     * Returns the IP version of the packet, by its first four bits (RFC 791 section 3.1, RFC 8200 section 3).
     *
     * @return 4 or 6; 0 if the packet is empty or has another version
     */
    public int ipVersion() {
        int version = length == 0 ? 0 : buffer.get(offset) >>> 4 & 0xf;
        return version == 4 || version == 6 ? version : 0;
    }

    /**
     * Checks whether the packet shares octets with a part of a buffer. Two buffers that share memory, such as a slice
     * and its origin, are not recognised.
     *
     * @param other the buffer
     * @param start index of the part's first octet
     * @param octets length of the part, at least 0
     * @return whether at least one octet belongs to both
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; equals compares what is in it
    public boolean overlaps(ByteBuffer other, int start, int octets) {
        // Empty ranges share no octets.
        return buffer == other && Math.max(offset, start) < Math.min((long) offset + length, (long) start + octets);
    }

    /**
     * Checks that no packet is null and that none occurs twice. The time is linear.
     *
     * @param packets any packets
     * @param from index of the first packet to check
     * @param to index after the last packet to check
     * @throws IllegalArgumentException if one packet occurs at two of these indexes
     * @throws NullPointerException if one of them is null
     * @throws IndexOutOfBoundsException if the array is shorter
     */
    public static void requireDistinct(Packet[] packets, int from, int to) {
        for (int i = from; i < to; i++) {
            packets[i].place = i;
        }
        for (int i = from; i < to; i++) { // a packet that occurs twice has the later place
            if (packets[i].place != i) {
                throw new IllegalArgumentException(
                        "packets[" + i + "] and packets[" + packets[i].place + "] are the same Packet");
            }
        }
    }

    /**
     * Extends the packet at the front into the headroom. The new octets are not cleared.
     *
     * @param octets at least 0
     * @return false if the headroom is smaller; then nothing has changed
     */
    public boolean prepend(int octets) {
        if (octets < 0 || octets > headroom) {
            return false;
        }
        offset -= octets;
        length += octets;
        headroom -= octets;
        return true;
    }

    /**
     * Removes octets at the front; they become headroom.
     *
     * @param octets at least 0
     * @return false if the packet is shorter; then nothing has changed
     */
    public boolean trimFront(int octets) {
        if (octets < 0 || octets > length) {
            return false;
        }
        offset += octets;
        length -= octets;
        headroom += octets;
        return true;
    }

    /**
     * Removes the octets following a length, such as the padding of a short Ethernet frame.
     *
     * @param newLength remaining octets, at least 0
     * @return false if the packet is shorter; then nothing has changed
     */
    public boolean truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            return false;
        }
        length = newLength;
        return true;
    }

    /**
     * Truncates the packet and extends it at the front, as {@link #truncate} and {@link #prepend} do.
     *
     * @param octets octets to prepend, at least 0
     * @param newLength remaining octets of the packet before that, at least 0
     * @return false if the packet is shorter, or if there is less headroom; then nothing has changed
     */
    public boolean wrap(int octets, int newLength) {
        if ((newLength | octets) < 0 || newLength > length || octets > headroom) {
            return false;
        }
        offset -= octets;
        length = newLength + octets;
        headroom -= octets;
        return true;
    }

    /**
     * Removes octets at the front and truncates the packet, as {@link #trimFront} and {@link #truncate} do.
     *
     * @param octets octets to remove at the front, at least 0
     * @param newLength remaining octets, at least 0
     * @return false if the packet is shorter than both together; then nothing has changed
     */
    public boolean unwrap(int octets, int newLength) {
        if ((octets | newLength) < 0 || newLength > length - octets) {
            return false;
        }
        offset += octets;
        length = newLength;
        headroom += octets;
        return true;
    }

    /** Returns location and size, for debugging. */
    @Override
    public String toString() {
        return "Packet[offset=" + offset + ", length=" + length + ", headroom=" + headroom
                + (borrowed ? ", borrowed]" : "]");
    }
}
