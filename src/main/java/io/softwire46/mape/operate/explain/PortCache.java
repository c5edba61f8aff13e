package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;

import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ports of IPv4 datagrams by their first fragments, and the fragments that wait for one (RFC 7597 section 8.3.2).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class PortCache {
    /** The port of a datagram whose fragments are dropped. */
    static final PortReading DISCARDED = PortReading.none(Verdict.DROP_FRAGMENT_DISCARDED);

    private static final int HEADROOM_OCTETS = 64;
    private static final int CHUNK_OCTETS = 2048;
    private static final int MAX_RANGES = 4;

    /** A fragment that waits. Immutable. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    record Held(byte[] window, long packet) {
        int chunks() {
            return (HEADROOM_OCTETS + window.length + CHUNK_OCTETS - 1) / CHUNK_OCTETS;
        }
    }

    /** What is known about a datagram. Not thread-safe. */
    private static final class State {
        final Deque<Held> held = new ArrayDeque<>(0);
        final List<int[]> seen = new ArrayList<>(1); // ranges in units of 8 octets, in order
        boolean isUntraceable;
        int end;

        @Nullable PortReading port;
    }

    private final Datagrams<State> datagrams;
    private PortReading port = DISCARDED;
    private Datagrams.@Nullable Entry<State> releasing;

    private PortCache(Datagrams<State> datagrams) {
        this.datagrams = datagrams;
    }

    static PortCache of(List<StoreLimits> limits, long seed, Consumer<Boolean> onEviction) {
        return new PortCache(new Datagrams<>(limits, seed, onEviction));
    }

    /** Returns the port of the datagram of the last fragment that was not held. */
    PortReading port() {
        return port;
    }

    boolean isReleasing() {
        return releasing != null;
    }

    /** Ends a release; fragments that are left stay until they expire. */
    void endRelease() {
        releasing = null;
    }

    /** The key of a datagram: addresses, protocol and Identification (RFC 791 section 3.2), and the tunnel it is from. */
    private record Key(@Nullable Ip6 tunnel, int source, int destination, int protocol, int identification) {}

    static Object key(byte[] fragment, @Nullable Ip6 tunnel) {
        return new Key(
                tunnel,
                Ipv4Reading.source(fragment),
                Ipv4Reading.destination(fragment),
                Ipv4Reading.protocol(fragment),
                u16(fragment, 4));
    }

    /** Checks a fragment by itself; returns FORWARDED or the reason to drop it. */
    static Verdict checkAlone(byte[] fragment, StoreLimits own, Trace trace) {
        int header = Ipv4Reading.headerOctets(fragment);
        int octets = u16(fragment, 2) - header;
        int start = Ipv4Reading.offsetOctets(fragment);
        if (octets == 0) {
            return Verdict.DROP_FRAGMENT_EMPTY;
        }
        if (Ipv4Reading.hasMore(fragment) && trace.test(Check.FRAGMENT_LENGTH, octets % 8 != 0)) {
            return Verdict.DROP_FRAGMENT_BAD_LENGTH;
        }
        if (header + start + octets > 65_535) {
            return Verdict.DROP_FRAGMENT_TOO_LONG;
        }
        if (header + start + octets > own.maxPacketOctets()) {
            return Verdict.DROP_FRAGMENT_OVER_LIMIT;
        }
        return trace.test(Check.TINY_FRAGMENT, Ipv4Reading.isTiny(fragment))
                ? Verdict.DROP_FRAGMENT_TINY
                : Verdict.FORWARDED;
    }

    /**
     * Adds a fragment.
     *
     * @param window the packet that is kept if the fragment is held; the fragment is in it
     * @param firstPort the port of the datagram, if this is its first fragment
     */
    Verdict add(
            byte[] window,
            byte[] fragment,
            @Nullable Ip6 tunnel,
            PortReading firstPort,
            Datagrams.Source source,
            Trace trace,
            long number,
            long nowNanos) {
        releasing = null;
        Verdict alone = checkAlone(fragment, datagrams.limits(source), trace);
        if (alone == Verdict.DROP_FRAGMENT_TINY) {
            discard(fragment, tunnel, source, nowNanos);
            return alone;
        }
        if (alone != Verdict.FORWARDED) {
            return alone;
        }
        boolean isFirst = Ipv4Reading.offsetOctets(fragment) == 0;
        Datagrams.Entry<State> entry = datagrams.current(key(fragment, tunnel), nowNanos);
        if (isFirst) {
            if (entry != null && entry.isDiscarded()) { // another datagram begins
                datagrams.remove(entry);
                entry = null;
            }
            setPort(entry, fragment, tunnel, firstPort, source, nowNanos);
            trace.note("released fragments", releasing == null ? "none" : packets(releasing.content));
            return Verdict.FORWARDED;
        }
        return later(entry, new Held(window, number), fragment, tunnel, source, trace, nowNanos);
    }

    private static String packets(State state) {
        List<String> numbers = new ArrayList<>();
        state.held.forEach(each -> numbers.add("packet " + (each.packet + 1)));
        return String.join(", ", numbers);
    }

    private Verdict later(
            Datagrams.@Nullable Entry<State> found,
            Held held,
            byte[] fragment,
            @Nullable Ip6 tunnel,
            Datagrams.Source source,
            Trace trace,
            long nowNanos) {
        Datagrams.Entry<State> entry = found;
        if (entry != null && trace.test(Check.PORT_CACHE, entry.content.port != null)) {
            if (entry.isDiscarded()) {
                return Verdict.DROP_FRAGMENT_DISCARDED;
            }
            port = Objects.requireNonNull(entry.content.port);
            note(entry.content, fragment);
            endIfOver(entry);
            return Verdict.FORWARDED;
        }
        int needed = held.chunks();
        Verdict room;
        if (entry == null) {
            room = datagrams.makeRoom(source, needed);
        } else if (entry.content.held.size() == datagrams.limits(entry).maxFragments()) {
            room = Verdict.DROP_FRAGMENT_TOO_MANY;
        } else {
            room = datagrams.makeRoom(entry, needed);
        }
        if (room != Verdict.FORWARDED) {
            return room;
        }
        if (entry == null) {
            entry = datagrams.begin(key(fragment, tunnel), new State(), source, false, nowNanos);
        }
        datagrams.addChunks(entry, needed);
        entry.content.held.add(held);
        note(entry.content, fragment);
        if (trace.isDetailed()) {
            trace.note("held for this datagram", packets(entry.content)).note("lacks", "the first fragment");
        }
        return Verdict.HELD;
    }

    /** Discards the datagram of a fragment until it expires, unless that was done before. */
    void discard(byte[] fragment, @Nullable Ip6 tunnel, Datagrams.Source source, long nowNanos) {
        releasing = null;
        Datagrams.Entry<State> entry = datagrams.current(key(fragment, tunnel), nowNanos);
        if (entry == null || !entry.isDiscarded()) {
            setPort(entry, fragment, tunnel, DISCARDED, source, nowNanos);
        }
    }

    /** Returns whether the datagram of a fragment was discarded. */
    boolean isDiscarded(byte[] fragment, long nowNanos) {
        Datagrams.Entry<State> entry = datagrams.current(key(fragment, null), nowNanos);
        return entry != null && entry.isDiscarded();
    }

    /** Removes the mark of a discarded datagram, because another one begins with the same key. */
    void restore(byte[] fragment, long nowNanos) {
        Datagrams.Entry<State> entry = datagrams.current(key(fragment, null), nowNanos);
        if (entry != null && entry.isDiscarded()) {
            datagrams.remove(entry);
        }
    }

    private void setPort(
            Datagrams.@Nullable Entry<State> found,
            byte[] fragment,
            @Nullable Ip6 tunnel,
            PortReading firstPort,
            Datagrams.Source source,
            long nowNanos) {
        Datagrams.Entry<State> entry = found;
        if (entry == null) {
            datagrams.makeRoom(source, 0);
            entry = datagrams.begin(key(fragment, tunnel), new State(), source, true, nowNanos);
        }
        entry.content.port = firstPort;
        port = firstPort;
        note(entry.content, fragment);
        if (entry.content.held.isEmpty()) {
            endIfOver(entry);
        } else {
            releasing = entry;
        }
    }

    /** Removes a datagram of which all octets have been seen; of a discarded one the key is kept. */
    @SuppressWarnings("ReferenceEquality") // identity is meant
    private void endIfOver(Datagrams.Entry<State> entry) {
        State state = entry.content;
        if (state.port == DISCARDED) {
            datagrams.discard(entry);
            return;
        }
        boolean isComplete = state.held.isEmpty()
                && !state.isUntraceable
                && state.seen.size() == 1
                && state.seen.get(0)[0] == 0
                && state.seen.get(0)[1] == state.end;
        if (isComplete) {
            datagrams.complete(entry);
        }
    }

    /** Records the octets of a fragment. More than four separate ranges are not distinguished. */
    private static void note(State state, byte[] fragment) {
        int start = Ipv4Reading.offsetOctets(fragment);
        int from = start / 8;
        int to = (start + u16(fragment, 2) - Ipv4Reading.headerOctets(fragment) + 7) / 8;
        if (!Ipv4Reading.hasMore(fragment)) {
            state.end = to;
        }
        List<int[]> after = new ArrayList<>();
        int[] merged = {from, to};
        for (int[] each : state.seen) {
            if (each[1] < merged[0] || each[0] > merged[1]) {
                after.add(each);
            } else {
                merged = new int[] {Math.min(each[0], merged[0]), Math.max(each[1], merged[1])};
            }
        }
        after.add(merged);
        if (after.size() > MAX_RANGES) {
            state.isUntraceable = true;
            return;
        }
        state.seen.clear();
        state.seen.addAll(after);
    }

    /** Takes the oldest fragment that is released; null if there is none. */
    @Nullable Held release() {
        Datagrams.Entry<State> entry = releasing;
        if (entry == null) {
            return null;
        }
        Held held = entry.content.held.remove();
        datagrams.addChunks(entry, -held.chunks());
        if (entry.content.held.isEmpty()) {
            releasing = null;
            endIfOver(entry);
        }
        return held;
    }

    /** Removes an expired datagram; returns false if there is none. */
    boolean expire(long nowNanos) {
        releasing = null;
        return datagrams.expire(nowNanos) != null;
    }
}
