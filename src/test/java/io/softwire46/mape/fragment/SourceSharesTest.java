package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSharesTest {
    private static final int STEPS = 4000;
    private static final int MAX_DATAGRAMS = 4;
    private static final int BOUND = 2 * MAX_DATAGRAMS + 16;
    private static final int NONE = -1;

    private record Source(long scope, long number) {}

    private record Datagram(Source source, int kind) {}

    /** An account with lists of java.util, indexed by kind. */
    private static final class Account {
        final int index;
        final List<List<Integer>> datagrams = List.of(new ArrayList<>(), new ArrayList<>());
        final List<List<Integer>> holders = List.of(new ArrayList<>(), new ArrayList<>());
        final int[] balance = new int[2];
        int chunks;

        Account(int index) {
            this.index = index;
        }

        int size() {
            return datagrams.get(0).size() + datagrams.get(1).size();
        }

        int incompleteKind() {
            return balance[0] >= 0 && balance[1] <= -8 ? 0 : balance[1] >= 0 && balance[0] <= -8 ? 1 : NONE;
        }
    }

    private final Random random = new Random(1);
    private final FragmentSource key = new FragmentSource();
    private final Map<Source, Account> model = new HashMap<>();
    private final Map<Integer, Datagram> datagrams = new HashMap<>(); // by entry
    private SourceShares shares = new SourceShares(1, SipHash.forTable(1, 2));

    /** Random operations, compared with maps and lists of java.util after each step. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 24})
    void accountsAreThoseOfTheModel(int capacity) {
        shares = new SourceShares(capacity, SipHash.forTable(1, 2));
        for (int step = 0; step < STEPS; step++) {
            Source source = new Source(random.nextInt(3), random.nextInt(10));
            assertEquals(model.containsKey(source) ? model.get(source).index : NONE, find(source));
            if (datagrams.size() == capacity || (!datagrams.isEmpty() && random.nextInt(6) == 0)) {
                close(anyEntry()); // perhaps the account that was found
                assertEquals(model.containsKey(source) ? model.get(source).index : NONE, shares.findAgain());
            }
            if (random.nextInt(4) > 0) {
                open(source, capacity);
            }
            if (!datagrams.isEmpty()) {
                change(model.get(datagrams.get(anyEntry()).source));
            }
            model.values().forEach(this::assertSame);
        }
    }

    private int find(Source source) {
        return shares.find(key.set(0, source.scope, source.number));
    }

    private int anyEntry() {
        List<Integer> entries = new ArrayList<>(datagrams.keySet());
        return entries.get(random.nextInt(entries.size()));
    }

    private void open(Source source, int capacity) {
        int entry = IntStream.range(0, capacity)
                .filter(each -> !datagrams.containsKey(each))
                .findFirst()
                .orElseThrow();
        int kind = random.nextInt(2);
        int index = shares.open(entry, kind);
        assertTrue(index >= 0 && index < capacity);
        if (!model.containsKey(source)) {
            assertTrue(model.values().stream().noneMatch(each -> each.index == index), "the account is in use");
            model.put(source, new Account(index));
        }
        Account account = model.get(source);
        assertEquals(account.index, index);
        datagrams.put(entry, new Datagram(source, kind));
        account.datagrams.get(kind).add(entry);
        if (random.nextBoolean()) {
            shares.holders.append(SourceShares.list(index, kind), entry);
            account.holders.get(kind).add(entry);
        }
    }

    private void close(int entry) {
        Datagram datagram = datagrams.remove(entry);
        Account account = model.get(datagram.source);
        if (account.holders.get(datagram.kind).remove((Integer) entry)) {
            shares.holders.remove(SourceShares.list(account.index, datagram.kind), entry);
        }
        account.datagrams.get(datagram.kind).remove((Integer) entry);
        if (account.size() == 0) {
            model.remove(datagram.source);
        }
        shares.close(account.index, entry, datagram.kind);
    }

    /** Counts chunks, or several datagrams of one kind. */
    private void change(Account account) {
        int kind = random.nextInt(2);
        int count = random.nextInt(12);
        switch (random.nextInt(3)) {
            case 0 -> {
                shares.addChunks(account.index, count - 6);
                account.chunks += count - 6;
            }
            case 1 -> {
                evicted(account.index, kind, count);
                account.balance[kind] = Math.min(BOUND, account.balance[kind] + count);
            }
            default -> {
                completed(account.index, kind, count);
                account.balance[kind] = Math.max(-BOUND, account.balance[kind] - count);
            }
        }
    }

    private void evicted(int account, int kind, int count) {
        for (int i = 0; i < count; i++) {
            shares.countEvicted(account, kind, MAX_DATAGRAMS);
        }
    }

    private void completed(int account, int kind, int count) {
        for (int i = 0; i < count; i++) {
            shares.countCompleted(account, kind, MAX_DATAGRAMS);
        }
    }

    private void assertSame(Account account) {
        assertEquals(account.size(), shares.datagrams(account.index));
        assertEquals(account.chunks, shares.chunks(account.index));
        assertEquals(account.incompleteKind(), shares.incompleteKind(account.index));
        assertEquals(
                account.balance[0] > MAX_DATAGRAMS || account.balance[1] > MAX_DATAGRAMS,
                shares.isFlooded(account.index, MAX_DATAGRAMS));
        for (int kind = 0; kind < 2; kind++) {
            assertEnds(account.datagrams.get(kind), shares.datagrams, SourceShares.list(account.index, kind));
            assertEnds(account.holders.get(kind), shares.holders, SourceShares.list(account.index, kind));
        }
    }

    private static void assertEnds(List<Integer> expected, AgeLists lists, int list) {
        int size = expected.size();
        assertEquals(size == 0 ? NONE : expected.get(0), lists.oldest(list, NONE));
        assertEquals(size == 0 ? NONE : expected.get(size - 1), lists.newest(list, NONE));
    }

    private int openOne() {
        find(new Source(5, 6));
        return shares.open(0, 0);
    }

    /** One kind is evicted at least as often as completed; the other is completed eight times more than evicted. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aKindIsIncompleteIfOnlyTheOtherIsCompleted(int kind) {
        int account = openOne();
        completed(account, 1 - kind, 7);
        assertEquals(NONE, shares.incompleteKind(account));
        completed(account, 1 - kind, 1);
        assertEquals(kind, shares.incompleteKind(account));
        completed(account, kind, 1);
        assertEquals(NONE, shares.incompleteKind(account));
        evicted(account, kind, 1);
        assertEquals(kind, shares.incompleteKind(account));
    }

    /** However long a flood or its absence was, a bounded number of datagrams ends the state. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void balancesAreBounded(int kind) {
        int account = openOne();
        evicted(account, kind, 1000);
        completed(account, kind, BOUND - MAX_DATAGRAMS - 1);
        assertTrue(shares.isFlooded(account, MAX_DATAGRAMS));
        completed(account, kind, 1);
        assertFalse(shares.isFlooded(account, MAX_DATAGRAMS));

        completed(account, kind, 1000);
        evicted(account, kind, BOUND - 8);
        assertEquals(1 - kind, shares.incompleteKind(account));
        evicted(account, kind, 1);
        assertEquals(NONE, shares.incompleteKind(account));
    }
}
