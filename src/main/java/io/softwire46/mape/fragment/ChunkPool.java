package io.softwire46.mape.fragment;

import java.nio.ByteBuffer;

/**
 * Memory in chunks of 2048 octets, and lists of chunks. All of it is taken at once.
 *
 * <p>A chunk holds a packet of 1540 octets with headroom, so that the common datagram is reassembled where it lies.
 * Longer ones have several chunks in any order and are copied once more when they are complete, about 35 ns per 1500
 * octets. One buffer as long as the datagram would save that. But who sends 8 octets at offset 65,000 would then occupy
 * 64 KiB, and a pool of buffers with different sizes is never as full as it could be. Not thread-safe: use one instance
 * per thread.
 */
final class ChunkPool {
    static final int SHIFT = 11;
    static final int OCTETS = 1 << SHIFT;
    static final int NONE = -1;

    /** The longest packet with all that may be before it. */
    static final int JOINED_OCTETS = 33 * OCTETS;

    /** Chunk i is at i * 2048; behind the last one is where packets of several chunks are reassembled. */
    final ByteBuffer buffer;

    final int joinedAt;

    private final int[] next; // in a list, or among the free ones
    private final int[] notes; // what the owner of a chunk has to remember
    private int free;
    private int freeChunks;

    ChunkPool(int chunks) {
        joinedAt = chunks * OCTETS;
        buffer = ByteBuffer.allocate(joinedAt + JOINED_OCTETS);
        next = new int[chunks];
        notes = new int[chunks];
        freeChunks = chunks;
        for (int i = 0; i < chunks; i++) {
            next[i] = i + 1 < chunks ? i + 1 : NONE;
        }
    }

    int freeChunks() {
        return freeChunks;
    }

    /** Takes a chunk, of which there must be one; nothing follows it. */
    int take(int note) {
        int chunk = free;
        free = next[chunk];
        freeChunks--;
        next[chunk] = NONE;
        notes[chunk] = note;
        return chunk;
    }

    /** Its octets stay unchanged until the next is taken. */
    void give(int chunk) {
        next[chunk] = free;
        free = chunk;
        freeChunks++;
    }

    static int at(int chunk) {
        return chunk << SHIFT;
    }

    int next(int chunk) {
        return next[chunk];
    }

    void link(int chunk, int following) {
        next[chunk] = following;
    }

    int note(int chunk) {
        return notes[chunk];
    }
}
