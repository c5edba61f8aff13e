package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveResult;
import io.softwire46.mape.conformance.model.NaiveShares;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations, compared with a list of datagrams and {@link NaiveShares} after each step. */
class DatagramStoreTest {
    private static final long KEY0 = 0x0123_4567_89AB_CDEFL;
    private static final long KEY1 = 0x1122_3344_5566_7788L;
    private static final int NONE = -1;
    private static final int STEPS = 1500;
    private static final int KEYS = 90;
    private static final int SOURCES = 3;
    private static final int OWN_FIELDS = 9;

    /** A datagram as the operations left it; a chunk is known by its note. */
    private static final class Datagram implements NaiveShares.Entry {
        final int key;
        final int domain;
        final boolean first;
        final int entry;
        final long began;
        final Deque<Integer> notes = new ArrayDeque<>();
        boolean discarded;

        Datagram(int key, int domain, boolean first, int entry, long began) {
            this.key = key;
            this.domain = domain;
            this.first = first;
            this.entry = entry;
            this.began = began;
        }

        @Override
        public String source() {
            return "source " + key % SOURCES + " ";
        }

        @Override
        public int domain() {
            return domain;
        }

        @Override
        public boolean beganWithFirst() {
            return first;
        }

        @Override
        public int chunks() {
            return notes.size();
        }
    }

    private final Random random = new Random(1);
    private final List<NaiveShares.Entry> all = new ArrayList<>(); // oldest first
    private final FragmentSource source = new FragmentSource();
    private List<ReassemblyLimits> limits = List.of();
    private NaiveShares shares = new NaiveShares(ModelLimits.of(limits), KEY0, KEY1);
    private DatagramStore store = new DatagramStore(List.of(limits(1, 1, 1, 1)), KEY0, KEY1, null);
    private long now;
    private int expired;
    private int notes;
    private int evictedByShare; // as the listener was called
    private int evictedByTable;

    private static ReassemblyLimits limits(long timeout, int datagrams, int chunks, double share) {
        return new ReassemblyLimits(timeout, 64, datagrams, chunks * 2048 - 256, share, 1540, false);
    }

    private void open(ReassemblyLimits... domains) {
        limits = List.of(domains);
        shares = new NaiveShares(ModelLimits.of(limits), KEY0, KEY1);
        store = new DatagramStore(limits, KEY0, KEY1, byShare -> {
            evictedByShare += byShare ? 1 : 0;
            evictedByTable += byShare ? 0 : 1;
        });
    }

    /** Flood of one or both kinds, or loss of one kind only, depending on the share of datagrams that are completed. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0.9, 0", "0, 0.9", "0.9, 0.9", "0.3, 0.3"})
    void limitedSources(double completedFirst, double completedLater) {
        open(limits(2000, 12, 14, 0.35));
        run(completedFirst, completedLater);
        assertTrue(shares.byShare() > 30, "the share was used");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.9, 0", "0.5, 0.5"})
    void sourcesWithoutLimit(double completedFirst, double completedLater) {
        open(limits(1500, 10, 8, 1));
        run(completedFirst, completedLater);
        assertTrue(shares.byTable() > 30, "the pools were exhausted");
        assertEquals(0, shares.byShare());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.9, 0", "0, 0.9", "0.3, 0.3"})
    void domainsThatDiffer(double completedFirst, double completedLater) {
        open(limits(15, 4, 20, 0.3), limits(60, 12, 6, 1), limits(900, 2, 9, 0.2));
        run(completedFirst, completedLater);
        assertTrue(shares.byTable() > 30 && shares.byShare() > 30 && expired > 30, "everything occurred");
    }

    private void run(double completedFirst, double completedLater) {
        now = random.nextLong();
        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(20) == 0 ? -random.nextInt(30) : random.nextInt(4);
            if (random.nextInt(4) > 0) {
                expireOne();
            }
            boolean known = !all.isEmpty() && random.nextBoolean();
            int key = known ? ((Datagram) all.get(random.nextInt(all.size()))).key : random.nextInt(KEYS);
            Datagram datagram = current(key);
            if (datagram == null) {
                begin(key, random.nextBoolean());
            } else if (random.nextDouble() < (datagram.first ? completedFirst : completedLater)) {
                complete(datagram);
            } else {
                change(datagram);
            }
            assertSameState();
        }
    }

    private boolean isOver(Datagram datagram) {
        return Math.abs(now - datagram.began) >= limits.get(datagram.domain).timeoutNanos();
    }

    /** Expires the oldest datagram of a time-out. */
    private void expireOne() {
        Datagram expected = limits.stream()
                .mapToLong(ReassemblyLimits::timeoutNanos)
                .distinct()
                .mapToObj(timeout -> all.stream()
                        .map(Datagram.class::cast)
                        .filter(each -> limits.get(each.domain).timeoutNanos() == timeout)
                        .findFirst())
                .flatMap(each -> each.filter(this::isOver).stream())
                .findFirst()
                .orElse(null);
        assertEquals(expected == null ? NONE : expected.entry, store.oldestOver(now));
        if (expected != null) {
            store.expire(expected.entry);
            noteExpired(expected);
        }
    }

    private void noteExpired(Datagram datagram) {
        expired += datagram.discarded ? 0 : 1;
        noteRemoved(datagram);
    }

    private void noteRemoved(Datagram datagram) {
        all.remove(datagram);
        shares.forgetIfGone(all, datagram.source());
    }

    /** Looks a datagram up, which ends it if it has expired. */
    private Datagram current(int key) {
        Datagram datagram = all.stream()
                .map(Datagram.class::cast)
                .filter(each -> each.key == key)
                .findFirst()
                .orElse(null);
        if (datagram != null && isOver(datagram)) {
            noteExpired(datagram);
            datagram = null;
        }
        assertEquals(datagram == null ? NONE : datagram.entry, store.current(store.table.find(key, 7), now));
        return datagram;
    }

    private int chunkCount() {
        return random.nextInt(random.nextInt(20) == 0 ? 25 : 4);
    }

    private void begin(int key, boolean first) {
        int domain = key % SOURCES % limits.size();
        int chunkCount = chunkCount();
        Datagram sample = new Datagram(key, domain, first, NONE, now);
        NaiveResult expected = shares.evictFor(all, null, sample.source(), domain, first, chunkCount);
        source.set(domain, 3, key % SOURCES);
        assertSame(limits.get(domain), store.limits(source));
        assertEquals(
                expected.name(), store.roomToBegin(source, first, chunkCount).name());
        if (expected == NaiveResult.HELD) {
            Datagram datagram = new Datagram(key, domain, first, store.begin(now), now);
            int own = DatagramStore.own(datagram.entry);
            for (int i = 0; i < OWN_FIELDS; i++) {
                store.fields[own + i] = key * OWN_FIELDS + i;
            }
            all.add(datagram);
            addChunks(datagram, chunkCount);
        }
    }

    private void addChunks(Datagram datagram, int count) {
        for (int i = 0; i < count; i++) {
            notes++;
            if (datagram.key % 2 == 0) {
                int chunk = store.append(datagram.entry, notes);
                assertEquals(notes, store.chunks.note(chunk));
                datagram.notes.addLast(notes);
            } else {
                int chunk = store.prepend(datagram.entry, notes);
                assertEquals(notes, store.chunks.note(chunk));
                datagram.notes.addFirst(notes);
            }
        }
    }

    private void complete(Datagram datagram) {
        store.complete(datagram.entry);
        all.remove(datagram);
        shares.completed(all, datagram);
    }

    private void change(Datagram datagram) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            store.remove(datagram.entry);
            noteRemoved(datagram);
        } else if (kind == 1 && !datagram.discarded) {
            store.discard(datagram.entry);
            datagram.discarded = true;
            datagram.notes.clear();
        } else if (kind < 5 && !datagram.notes.isEmpty()) {
            store.giveFirst(datagram.entry);
            datagram.notes.removeFirst();
        } else if (!datagram.notes.isEmpty()) { // a datagram has its first chunk from the beginning or never
            int chunkCount = chunkCount();
            NaiveResult expected =
                    shares.evictFor(all, datagram, datagram.source(), datagram.domain, datagram.first, chunkCount);
            assertEquals(
                    expected.name(),
                    store.roomToGrow(datagram.entry, chunkCount).name());
            if (expected == NaiveResult.HELD) {
                addChunks(datagram, chunkCount);
            }
        }
    }

    private void assertSameState() {
        FragmentStatistics statistics = store.statistics;
        assertEquals(shares.byShare(), statistics.evictedByShare());
        assertEquals(shares.byTable(), statistics.evictedByTable());
        assertEquals(shares.byShare(), evictedByShare);
        assertEquals(shares.byTable(), evictedByTable);
        assertEquals(expired, statistics.expired());
        int pending = 0;
        int chunks = 0;
        for (NaiveShares.Entry each : all) {
            Datagram datagram = (Datagram) each;
            pending += datagram.discarded ? 0 : 1;
            chunks += datagram.chunks();
            assertSameDatagram(datagram);
        }
        assertEquals(pending, statistics.pending());
        assertEquals(shares.chunkCapacity() - chunks, store.chunks.freeChunks());
        assertEquals(all.size() == shares.places(), store.table.isFull());
    }

    private void assertSameDatagram(Datagram datagram) {
        int entry = datagram.entry;
        assertEquals(entry, store.table.find(datagram.key, 7));
        assertEquals(datagram.discarded, store.isDiscarded(entry));
        assertSame(limits.get(datagram.domain), store.limits(entry));
        for (int i = 0; i < OWN_FIELDS; i++) {
            assertEquals(datagram.key * OWN_FIELDS + i, store.fields[DatagramStore.own(entry) + i]);
        }
        if (!datagram.discarded) {
            List<Integer> listed = new ArrayList<>();
            for (int chunk = store.firstChunk(entry); chunk != NONE; chunk = store.chunks.next(chunk)) {
                listed.add(store.chunks.note(chunk));
            }
            assertEquals(List.copyOf(datagram.notes), listed);
            assertEquals(listed.size(), store.chunkCount(entry));
        }
    }

    /** Room for a datagram of the whole pool is made by evicting all others; for a longer one it cannot be made. */
    @Test
    void aDatagramMayUseTheWholePool() {
        open(limits(100, 4, 5, 1));
        for (int key = 0; key < 3; key++) {
            store.table.find(key, 7);
            assertEquals(FragmentResult.HELD, store.roomToBegin(source.set(0, 3, key), true, 1));
            store.append(store.begin(0), key);
        }
        store.table.find(9, 7);
        assertEquals(FragmentResult.HELD, store.roomToBegin(source, true, 5));
        assertEquals(3, store.statistics.evictedByTable());
        int entry = store.begin(0);
        for (int i = 0; i < 5; i++) {
            store.append(entry, i);
        }
        assertEquals(FragmentResult.NO_BUFFER, store.roomToGrow(entry, 1));
        assertFalse(store.table.isFull());
    }
}
