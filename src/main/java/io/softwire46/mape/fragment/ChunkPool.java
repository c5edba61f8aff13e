package io.softwire46.mape.fragment;

import java.nio.ByteBuffer;

/**
 * A pool of chunks of 2048 octets, and linked lists of chunks. All memory is allocated at construction.
 *
 * <p>A chunk contains a packet of 1540 octets with headroom, so an ordinary datagram is reassembled in its chunk. A
 * longer datagram has several chunks in any order, which are copied once more when it is complete. One buffer per
 * datagram would save this copy. But then a fragment of 8 octets at offset 65,000 would occupy 64 KiB, and buffers of
 * different sizes would fragment the pool.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class ChunkPool {
    static final int SHIFT = 11;
    static final int OCTETS = 1 << SHIFT;
    static final int NONE = -1;

    /** Octets for the longest packet with the space before it. */
    static final int ASSEMBLY_OCTETS = 33 * OCTETS;

    /** Chunk i is at i * 2048. After the last chunk is the space in which packets of several chunks are reassembled. */
    final ByteBuffer buffer;

    /** Index of the space for packets of several chunks. */
    final int assemblyAt;

    private final int[] next; // the next chunk in the list of a datagram or in the free list
    private final int[] notes; // by chunk, a number of its owner
    private int free;
    private int freeChunks;

    ChunkPool(int chunks) {
        assemblyAt = chunks * OCTETS;
        buffer = ByteBuffer.allocate(assemblyAt + ASSEMBLY_OCTETS);
        next = new int[chunks];
        notes = new int[chunks];
        freeChunks = chunks;
        for (int i = 0; i < chunks; i++) {
            next[i] = i + 1; // the last link is not followed
        }
    }

    int freeChunks() {
        return freeChunks;
    }

    /** Takes a chunk, which is then a list of its own. The pool must have a free one. */
    int take(int note) {
        int chunk = free;
        free = next[chunk];
        freeChunks--;
        next[chunk] = NONE;
        notes[chunk] = note;
        return chunk;
    }

    /** Returns a chunk to the pool. Its octets remain unchanged until a chunk is taken. */
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
