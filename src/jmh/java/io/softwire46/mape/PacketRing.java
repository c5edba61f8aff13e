package io.softwire46.mape;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;

/**
 * The packets of a benchmark in memory: slots of one length with headroom, in one buffer or in one buffer per packet.
 *
 * <p>A slot holds an IPv4 packet, with or without its tunnel header before it. Packet numbers wrap around.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class PacketRing {
    /** Octets before the IPv4 packet, so that it starts at a cache line. */
    static final int HEADROOM = 64;

    /** Kinds of memory. */
    enum Memory {
        HEAP_ONE_BUFFER(false, false),
        DIRECT_ONE_BUFFER(true, false),
        HEAP_BUFFER_A_PACKET(false, true),
        DIRECT_BUFFER_A_PACKET(true, true);

        private final boolean direct;
        private final boolean each;

        Memory(boolean direct, boolean each) {
            this.direct = direct;
            this.each = each;
        }

        ByteBuffer allocate(int octets) {
            return direct ? ByteBuffer.allocateDirect(octets) : ByteBuffer.allocate(octets);
        }
    }

    final int octets;
    private final int mask;
    private final ByteBuffer[] buffers;
    private final int[] offsets;

    /** TTL, protocol and checksum of each packet at arrival. */
    private final int[] ttlWords;

    /**
     * A ring without packets.
     *
     * @param packets a power of two
     * @param octets octets of each IPv4 packet
     */
    PacketRing(Memory memory, int packets, int octets) {
        this.octets = octets;
        mask = packets - 1;
        int slot = Math.max(128, Integer.highestOneBit(HEADROOM + octets - 1) << 1);
        ByteBuffer shared = memory.allocate(memory.each ? 0 : packets * slot);
        buffers = new ByteBuffer[packets];
        offsets = new int[packets];
        ttlWords = new int[packets];
        for (int i = 0; i < packets; i++) {
            buffers[i] = memory.each ? memory.allocate(slot) : shared;
            offsets[i] = (memory.each ? 0 : i * slot) + HEADROOM;
        }
    }

    int packets() {
        return mask + 1;
    }

    ByteBuffer buffer(int number) {
        return buffers[number & mask];
    }

    /** Index of the IPv4 packet. */
    int offset(int number) {
        return offsets[number & mask];
    }

    /** Stores the octets that {@link #restore} restores, after a packet was written. */
    void written(int number) {
        ttlWords[number & mask] = buffer(number).getInt(offset(number) + Ipv4Header.TIME_TO_LIVE);
    }

    /** Restores the octets that encapsulation changed. */
    void restore(int number) {
        int i = number & mask;
        buffers[i].putInt(offsets[i] + Ipv4Header.TIME_TO_LIVE, ttlWords[i]);
    }

    /** The same for packets in one buffer. */
    void restore(ByteBuffer buffer, int number) {
        int i = number & mask;
        buffer.putInt(offsets[i] + Ipv4Header.TIME_TO_LIVE, ttlWords[i]);
    }

    void attachIpv4(Packet window, int number) {
        int i = number & mask;
        window.attach(buffers[i], offsets[i], octets, HEADROOM);
    }

    void attachTunnel(Packet window, int number) {
        int i = number & mask;
        window.attach(
                buffers[i], offsets[i] - Ipv6Header.OCTETS, octets + Ipv6Header.OCTETS, HEADROOM - Ipv6Header.OCTETS);
    }

    /** Returns an empty batch over the ring, whose packets are in one buffer. */
    PacketBatch batch(int capacity) {
        return new PacketBatch(buffers[0], capacity);
    }

    void addIpv4(PacketBatch batch, int number) {
        batch.add(offsets[number & mask], octets, HEADROOM);
    }

    void addTunnel(PacketBatch batch, int number) {
        int offset = offsets[number & mask];
        batch.add(offset - Ipv6Header.OCTETS, octets + Ipv6Header.OCTETS, HEADROOM - Ipv6Header.OCTETS);
    }
}
