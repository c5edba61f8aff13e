package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {
    private static final int CHUNKS = 7;
    private static final int OCTETS = 2048;

    private final ChunkPool pool = new ChunkPool(CHUNKS);

    /** The pool is drained and filled several times; each taken chunk has its own octets. */
    @Test
    void takenChunksDiffer() {
        Random random = new Random(1);
        Map<Integer, Integer> taken = new TreeMap<>(); // notes by chunk
        for (int step = 0; step < 1000; step++) {
            boolean takes = random.nextInt(4) < (step / 20 % 2 == 0 ? 3 : 1);
            if (takes && taken.size() < CHUNKS) {
                int chunk = pool.take(step);
                assertNull(taken.put(chunk, step), "the chunk was taken already");
                assertEquals(-1, pool.next(chunk), "the chunk is a list of its own");
                pool.buffer.putInt(ChunkPool.at(chunk), step);
                pool.buffer.putInt(ChunkPool.at(chunk) + OCTETS - 4, -step);
            } else if (!takes && !taken.isEmpty()) {
                int chunk = List.copyOf(taken.keySet()).get(random.nextInt(taken.size()));
                taken.remove(chunk);
                pool.give(chunk);
            }
            assertEquals(CHUNKS - taken.size(), pool.freeChunks());
            taken.forEach((chunk, note) -> {
                assertEquals(note, pool.note(chunk));
                assertEquals(note, pool.buffer.getInt(chunk * OCTETS));
                assertEquals(-note, pool.buffer.getInt((chunk + 1) * OCTETS - 4));
            });
        }
    }

    @Test
    void linkedChunksAreAList() {
        List<Integer> chunks = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            chunks.add(pool.take(i));
        }
        for (int i = 1; i < CHUNKS; i++) {
            pool.link(chunks.get(i - 1), chunks.get(i));
        }
        List<Integer> listed = new ArrayList<>();
        for (int chunk = chunks.get(0); chunk != -1; chunk = pool.next(chunk)) {
            listed.add(chunk);
        }
        assertEquals(chunks, listed);
    }

    /** 65,575 octets and the space before them take at most 33 chunks. */
    @Test
    void spaceForALongPacketFollowsTheLastChunk() {
        assertEquals(CHUNKS * OCTETS, pool.assemblyAt);
        assertEquals((CHUNKS + 33) * OCTETS, pool.buffer.capacity());
    }
}
