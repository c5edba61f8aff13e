package io.softwire46.mape.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Windows on many packets in one buffer, such as the memory of an AF_XDP socket or a DPDK pool: descriptors in, descriptors out.
 *
 * <p>{@link #add} takes the position of a packet with the guarantees of {@link Packet#attach}. A node forwards the packets in
 * place, moves their windows and sets an outcome for each. Then the caller sends them from the new positions, and uses the batch
 * again after {@link #clear}:
 *
 * <pre>{@code
 * PacketBatch batch = new PacketBatch(umem, 256);
 * batch.add(descriptor.offset(), descriptor.length(), headroom);
 * ...
 * int end = node.fromIpv4(batch, 0, now);
 * }</pre>
 *
 * <p>The buffer's position is ignored and never moved. Its limit, its byte order and the content outside the windows must not change
 * while packets are in the batch.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class PacketBatch {
    /** The outcome of a packet that was sent on: the ordinal of {@code Verdict.FORWARDED}. */
    public static final int FORWARDED = 0;

    /** The outcome of a packet that no node has processed. */
    public static final int NOT_PROCESSED = -1;

    private final ByteBuffer buffer;

    // of each packet: 0 <= headroom <= offset, 0 <= length, offset + length <= buffer.limit()
    private final int[] offsets;
    private final int[] lengths;
    private final int[] headrooms;
    private final int[] outcomes;
    private int size;

    /** Indexes of the processed packets that were not forwarded. */
    private final int[] others;

    private int otherCount;

    /** The packet that is not in the buffer, as a window on memory of a node. */
    private final Packet elsewhere = new Packet();

    private int elsewhereIndex = -1;

    /** Octets of the same packet where it arrived. */
    private int arrivedLength;

    /**
     * Creates an empty batch.
     *
     * @param buffer writable and big-endian, heap or direct
     * @param capacity the maximum number of packets, at least 1
     * @throws IllegalArgumentException if the buffer is read-only or little-endian, or the capacity is less than 1
     */
    public PacketBatch(ByteBuffer buffer, int capacity) {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("the buffer is little-endian");
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is less than 1");
        }
        this.buffer = buffer;
        offsets = new int[capacity];
        lengths = new int[capacity];
        headrooms = new int[capacity];
        outcomes = new int[capacity];
        Arrays.fill(outcomes, NOT_PROCESSED);
        others = new int[capacity];
    }

    /**
     * Adds a packet.
     *
     * @param offset index of the packet's first octet in the buffer
     * @param length octets of the packet, at least 0
     * @param headroomOctets number of octets directly preceding the packet that may be overwritten, at least 0
     * @return false if the batch is full; then nothing has changed
     * @throws IllegalArgumentException if the packet or its headroom lies outside 0 to the buffer's limit; then nothing has changed
     */
    public boolean add(int offset, int length, int headroomOctets) {
        if (size == offsets.length) {
            return false;
        }
        int limit = buffer.limit();
        // the first three make both differences non-negative, so that nothing overflows
        if ((offset | length | headroomOctets) < 0 || headroomOctets > offset || length > limit - offset) {
            throw Packet.outside(offset, length, headroomOctets, limit);
        }
        offsets[size] = offset;
        lengths[size] = length;
        headrooms[size] = headroomOctets;
        size++;
        return true;
    }

    /** Removes all packets. */
    public void clear() {
        Arrays.fill(outcomes, 0, size, NOT_PROCESSED);
        size = 0;
        otherCount = 0;
        elsewhereIndex = -1;
    }

    /**
     * Returns the number of packets.
     *
     * @return 0 to {@link #capacity}
     */
    public int size() {
        return size;
    }

    /**
     * Returns the maximum number of packets.
     *
     * @return 1 or more
     */
    public int capacity() {
        return offsets.length;
    }

    /**
     * Returns the buffer of the packets.
     *
     * @return the buffer that the batch was created for
     */
    public ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Returns the index of a packet's first octet in the buffer.
     *
     * @param index of the packet, 0 to {@link #size} - 1
     * @return 0 to the buffer's limit; where the packet arrived if it {@link #isElsewhere}
     */
    public int offset(int index) {
        return offsets[index];
    }

    /**
     * Returns the octets of a packet.
     *
     * @param index of the packet, 0 to {@link #size} - 1
     * @return 0 or more; where it is, if the packet {@link #isElsewhere}
     */
    public int length(int index) {
        return lengths[index];
    }

    /**
     * Returns the octets directly preceding a packet that may be overwritten.
     *
     * @param index of the packet, 0 to {@link #size} - 1
     * @return 0 or more; where the packet arrived if it {@link #isElsewhere}
     */
    public int headroom(int index) {
        return headrooms[index];
    }

    /**
     * Returns the outcome of a packet.
     *
     * @param index of the packet, 0 to {@link #size} - 1
     * @return {@link #FORWARDED} or another ordinal of {@code Verdict}, {@link #NOT_PROCESSED} if it has not been processed
     */
    public int outcome(int index) {
        return outcomes[index];
    }

    /**
     * Returns the number of processed packets that were not forwarded.
     *
     * @return 0 to {@link #size}
     */
    public int others() {
        return otherCount;
    }

    /**
     * Returns a processed packet that was not forwarded, in the order of processing.
     *
     * @param number 0 to {@link #others} - 1
     * @return index of the packet
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public int other(int number) {
        return others[Objects.checkIndex(number, otherCount)];
    }

    /**
     * Returns whether a packet is in memory of the node and not in the buffer: a packet that the node has reassembled, or a fragment
     * that it released. The call of the node ends with such a packet. {@link #attach} gives its octets until the next call;
     * afterwards the window is again where the packet arrived, and those octets are free.
     *
     * @param index of the packet, 0 to {@link #size} - 1
     * @return whether it is elsewhere
     */
    public boolean isElsewhere(int index) {
        return index == elsewhereIndex;
    }

    /**
     * Attaches a window to a packet.
     *
     * @param index of the packet, 0 to {@link #size} - 1
     * @param window the window to move
     * @return the window, which is borrowed if the packet {@link #isElsewhere}
     * @throws IndexOutOfBoundsException if there are fewer packets
     */
    public Packet attach(int index, Packet window) {
        Objects.checkIndex(index, size);
        return index == elsewhereIndex
                ? window.attachBorrowed(
                        elsewhere.buffer(), elsewhere.offset(), elsewhere.length(), elsewhere.headroom())
                : window.attach(buffer, offsets[index], lengths[index], headrooms[index]);
    }

    /**
     * Truncates packets and extends them at the front, as {@link Packet#wrap} does, up to the first that is shorter than its new
     * length or has less headroom. For nodes.
     *
     * @param from index of the first packet
     * @param to index after the last packet, up to {@link #size}
     * @param octets octets to prepend to each; if negative, no packet is changed
     * @param newLengths element {@code at + i} is the number of remaining octets of packet {@code from + i} before that
     * @param at first element to read
     * @return index after the last packet that was wrapped
     * @throws IndexOutOfBoundsException if there are fewer packets or elements; then nothing has changed
     */
    public int wrap(int from, int to, int octets, long[] newLengths, int at) {
        check(from, to, newLengths, at);
        int end = octets < 0 ? from : to;
        int i = from;
        while (i < end) {
            long newLength = newLengths[at + i - from];
            if (newLength < 0 || newLength > lengths[i] || octets > headrooms[i]) {
                break;
            }
            offsets[i] -= octets;
            lengths[i] = (int) newLength + octets;
            headrooms[i] -= octets;
            i++;
        }
        return i;
    }

    /**
     * Removes octets at the front of packets and truncates them, as {@link Packet#unwrap} does, up to the first that is shorter than
     * both together. For nodes.
     *
     * @param from index of the first packet
     * @param to index after the last packet, up to {@link #size}
     * @param octets octets to remove at the front of each; if negative, no packet is changed
     * @param newLengths element {@code at + i} is the number of remaining octets of packet {@code from + i}
     * @param at first element to read
     * @return index after the last packet that was unwrapped
     * @throws IndexOutOfBoundsException if there are fewer packets or elements; then nothing has changed
     */
    public int unwrap(int from, int to, int octets, long[] newLengths, int at) {
        check(from, to, newLengths, at);
        int end = octets < 0 ? from : to;
        int i = from;
        while (i < end) {
            long newLength = newLengths[at + i - from];
            if (newLength < 0 || newLength > lengths[i] - (long) octets) {
                break;
            }
            offsets[i] += octets;
            lengths[i] = (int) newLength;
            headrooms[i] += octets;
            i++;
        }
        return i;
    }

    private void check(int from, int to, long[] newLengths, int at) {
        Objects.checkFromToIndex(from, to, size);
        Objects.checkFromIndexSize(at, to - from, newLengths.length);
    }

    /**
     * Begins to process packets: those from the index on have no outcome yet, and no packet is elsewhere. For nodes.
     *
     * @param from index of the first packet to process, 0 to {@link #size}
     * @throws IndexOutOfBoundsException if there are fewer packets
     */
    public void begin(int from) {
        Objects.checkFromToIndex(from, size, size);
        while (otherCount > 0 && others[otherCount - 1] >= from) {
            otherCount--;
        }
        Arrays.fill(outcomes, from, size, NOT_PROCESSED);
        if (elsewhereIndex >= 0) {
            lengths[elsewhereIndex] = arrivedLength;
            elsewhereIndex = -1;
        }
    }

    /**
     * Marks packets as forwarded from their places in the buffer. For nodes.
     *
     * @param from index of the first packet
     * @param to index after the last packet, up to {@link #size}
     */
    public void setForwarded(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        Arrays.fill(outcomes, from, to, FORWARDED);
    }

    /**
     * Marks a packet as not forwarded, with its window unchanged. For nodes.
     *
     * @param index of the packet, 0 to {@link #size} - 1
     * @param outcome ordinal of the verdict, not {@link #FORWARDED}
     * @throws IllegalStateException if the packet has an outcome
     * @throws IndexOutOfBoundsException if there are fewer packets
     */
    public void setRefused(int index, int outcome) {
        requireNotProcessed(index);
        outcomes[index] = outcome;
        others[otherCount++] = index;
    }

    private void requireNotProcessed(int index) {
        Objects.checkIndex(index, size);
        if (outcomes[index] != NOT_PROCESSED) {
            throw new IllegalStateException("packet " + index + " has the outcome " + outcomes[index]);
        }
    }

    /**
     * Sets the outcome of a packet, and its window as a node has left it. For nodes.
     *
     * @param index of the packet, 0 to {@link #size} - 1
     * @param outcome ordinal of the verdict
     * @param window on the packet; in the buffer, or borrowed
     * @throws IllegalArgumentException if the window is on another buffer and not borrowed
     * @throws IllegalStateException if the packet has an outcome
     * @throws IndexOutOfBoundsException if there are fewer packets
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; equals compares what is in it
    public void set(int index, int outcome, Packet window) {
        requireNotProcessed(index);
        if (window.isBorrowed()) {
            elsewhere.attachBorrowed(window.buffer(), window.offset(), window.length(), window.headroom());
            elsewhereIndex = index;
            arrivedLength = lengths[index];
            lengths[index] = window.length();
        } else if (window.buffer() == buffer) {
            offsets[index] = window.offset();
            lengths[index] = window.length();
            headrooms[index] = window.headroom();
        } else {
            throw new IllegalArgumentException("the window is on another buffer: " + window);
        }
        outcomes[index] = outcome;
        if (outcome != FORWARDED) {
            others[otherCount++] = index;
        }
    }

    /** Returns the numbers of packets, and of those that were processed and not forwarded. */
    @Override
    public String toString() {
        long processed = Arrays.stream(outcomes, 0, size)
                .filter(outcome -> outcome != NOT_PROCESSED)
                .count();
        return "PacketBatch[size=" + size + ", capacity=" + offsets.length + ", processed=" + processed
                + ", notForwarded=" + otherCount + "]";
    }
}
