package io.softwire46.mape.nat;

import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * Unsolicited SYNs that are answered with ICMP 3/3 after 6 seconds, unless the inside opens the connection before (RFC 5382
 * REQ-4). They are in order of arrival.
 *
 * <p>Bounded: when the memory is full, the newest is not remembered. Not thread-safe: use one instance per thread.
 */
final class HeldSyns {
    /** RFC 5382 REQ-4: no answer before 6 seconds. */
    static final int WAIT_TICKS = 6;

    /** Octets of a SYN that the error quotes: the longest IPv4 header and 8 octets (RFC 792). */
    private static final int QUOTE_OCTETS = Ipv4Header.MAXIMUM_OCTETS + 8;

    private final int capacity;
    private final NaptStatistics statistics;
    private final ByteBuffer quotes;
    private final int[] ticks;
    private int first;
    private int size;

    HeldSyns(int capacity, NaptStatistics statistics) {
        this.capacity = capacity;
        this.statistics = statistics;
        quotes = ByteBuffer.allocate(capacity * QUOTE_OCTETS);
        ticks = new int[capacity];
    }

    /** Returns the octets of the memory. */
    static long octets(int maxHeldSyns) {
        return (long) maxHeldSyns * (QUOTE_OCTETS + 4);
    }

    /** Remembers a SYN if the options demand an answer. One that was sent again is remembered once. */
    void hold(ByteBuffer buffer, int ipv4, int tcp, Sessions sessions) {
        if (!sessions.rules.answersUnsolicitedSyn) {
            return;
        }
        int ports = buffer.getInt(tcp);
        if (find(Ipv4Header.sourceAddress(buffer, ipv4), ports) >= 0) {
            return;
        }
        if (size >= capacity) {
            statistics.increment(Event.SYN_NOT_HELD);
            return;
        }
        int entry = (first + size++) % capacity;
        quotes.put(entry * QUOTE_OCTETS, buffer, ipv4, tcp - ipv4 + 8);
        ticks[entry] = sessions.tick;
        statistics.set(Gauge.HELD_SYNS, size);
    }

    /** Forgets a SYN that the inside has answered with its own. */
    void cancel(int remote, int remotePort, int port) {
        int entry = size == 0 ? -1 : find(remote, remotePort << 16 | port);
        if (entry < 0) {
            return;
        }
        int last = (first + size - 1) % capacity;
        for (int at = entry; at != last; at = (at + 1) % capacity) { // the order of arrival remains
            int after = (at + 1) % capacity;
            quotes.put(at * QUOTE_OCTETS, quotes, after * QUOTE_OCTETS, QUOTE_OCTETS);
            ticks[at] = ticks[after];
        }
        size--;
        statistics.set(Gauge.HELD_SYNS, size);
    }

    private int find(int remote, int ports) {
        for (int i = 0; i < size; i++) {
            int entry = (first + i) % capacity;
            int at = entry * QUOTE_OCTETS;
            if (Ipv4Header.sourceAddress(quotes, at) == remote
                    && quotes.getInt(at + Ipv4Header.headerOctets(quotes, at)) == ports) {
                return entry;
            }
        }
        return -1;
    }

    /** Returns whether the oldest SYN has waited long enough. */
    boolean isDue(int tick) {
        return size > 0 && tick - ticks[first] > WAIT_TICKS;
    }

    /** Returns the octets of the error about the oldest SYN. */
    int errorOctets() {
        return Icmpv4Error.HEADER_OCTETS + Ipv4Header.headerOctets(quotes, first * QUOTE_OCTETS) + 8;
    }

    /** Takes the oldest SYN, as a window on the octets to quote. */
    void take(Packet window) {
        int at = first * QUOTE_OCTETS;
        window.attach(quotes, at, Ipv4Header.headerOctets(quotes, at) + 8, 0);
        first = (first + 1) % capacity;
        size--;
        statistics.set(Gauge.HELD_SYNS, size);
    }

    void clear() {
        size = 0;
        statistics.set(Gauge.HELD_SYNS, 0);
    }
}
