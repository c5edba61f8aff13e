package io.softwire46.mape.conformance.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reassembly as the RFCs specify it: every fragment is kept unchanged, and everything is computed anew from the list.
 */
public abstract class NaiveReassembly {
    private static final int CHUNK = 2048;

    /** The result of a fragment, and the packet if it is complete. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    public record Outcome(NaiveResult result, byte[] packet, int problemCode, int problemPointer) {
        static Outcome of(NaiveResult result) {
            return new Outcome(result, new byte[0], -1, 0);
        }

        static Outcome problem(NaiveResult result, int code, int pointer) {
            return new Outcome(result, new byte[0], code, pointer);
        }
    }

    /** A fragment, parsed. */
    @SuppressWarnings("ArrayRecordComponent")
    record Fragment(
            byte[] whole,
            byte[] headers,
            int start,
            byte[] data,
            boolean more,
            int ecn,
            String key,
            String source,
            int domain) {
        int end() {
            return start + data.length;
        }

        boolean overlaps(Fragment other) {
            return start < other.end() && other.start < end();
        }

        boolean isSame(Fragment other) {
            return start == other.start && more == other.more && Arrays.equals(data, other.data);
        }
    }

    final class Datagram implements NaiveShares.Entry {
        final Fragment begin;
        final long began;
        final List<Fragment> fragments = new ArrayList<>();
        boolean discarded;

        Datagram(Fragment begin, long began) {
            this.begin = begin;
            this.began = began;
        }

        @Override
        public String source() {
            return begin.source;
        }

        @Override
        public int domain() {
            return begin.domain;
        }

        @Override
        public boolean beganWithFirst() {
            return begin.start == 0;
        }

        @Override
        public int chunks() {
            return places(fragments).size();
        }
    }

    final List<NaiveLimits> limits;
    private final int origin;
    private final NaiveShares shares;
    private final List<NaiveShares.Entry> datagrams = new ArrayList<>(); // oldest first
    private int expired;

    NaiveReassembly(List<NaiveLimits> limits, int origin, long key0, long key1) {
        this.limits = limits;
        this.origin = origin;
        shares = new NaiveShares(limits, key0, key1);
    }

    /** Index of the limits that apply to a source. */
    int domain(byte[] packet) {
        return (packet[15] & 1) % limits.size();
    }

    /** The number of datagrams that have expired. */
    public int expired() {
        return expired;
    }

    public int evictedByShare() {
        return shares.byShare();
    }

    public int evictedByTable() {
        return shares.byTable();
    }

    private long timeout(NaiveShares.Entry datagram) {
        return limits.get(datagram.domain()).timeoutNanos();
    }

    private boolean isOver(Datagram datagram, long now) {
        return Math.abs(now - datagram.began) >= timeout(datagram);
    }

    private void end(Datagram datagram) {
        datagrams.remove(datagram);
        shares.forgetIfGone(datagrams, datagram.source());
        expired += datagram.discarded ? 0 : 1;
    }

    /**
     * Expires one datagram and returns its first fragment: an empty array if that is missing, null if no datagram has
     * expired. Only the oldest of the datagrams with the same time-out is inspected.
     */
    public byte @Nullable [] expire(long now) {
        for (long timeout :
                limits.stream().mapToLong(NaiveLimits::timeoutNanos).distinct().toArray()) {
            Datagram oldest = (Datagram) datagrams.stream()
                    .filter(d -> timeout(d) == timeout)
                    .findFirst()
                    .orElse(null);
            if (oldest == null || !isOver(oldest, now)) {
                continue;
            }
            end(oldest);
            return oldest.discarded
                    ? new byte[0]
                    : oldest.fragments.stream()
                            .filter(p -> p.start == 0)
                            .map(p -> p.whole)
                            .findFirst()
                            .orElse(new byte[0]);
        }
        return null;
    }

    /** The number of held datagrams. */
    public long pending() {
        return datagrams.stream().filter(d -> !((Datagram) d).discarded).count();
    }

    private @Nullable Datagram current(Fragment fragment, long now) {
        for (NaiveShares.Entry each : List.copyOf(datagrams)) {
            Datagram datagram = (Datagram) each;
            if (datagram.begin.key.equals(fragment.key)) {
                if (!isOver(datagram, now)) {
                    return datagram;
                }
                end(datagram);
            }
        }
        return null;
    }

    /** RFC 1858: the other fragments of the datagram are dropped as well. */
    Outcome discard(Fragment fragment, NaiveResult result, long now) {
        Datagram datagram = current(fragment, now);
        if (datagram == null) {
            shares.evictFor(datagrams, null, fragment.source, fragment.domain, true, 0);
            // counts as a datagram that began with its first fragment, whichever fragment it was
            Fragment begin = new Fragment(
                    fragment.whole,
                    fragment.headers,
                    0,
                    fragment.data,
                    true,
                    fragment.ecn,
                    fragment.key,
                    fragment.source,
                    fragment.domain);
            datagram = new Datagram(begin, now);
            datagrams.add(datagram);
        }
        discardFragments(datagram);
        return Outcome.of(result);
    }

    private static void discardFragments(Datagram datagram) {
        datagram.discarded = true;
        datagram.fragments.clear();
    }

    Outcome add(Fragment fragment, long now) {
        Datagram datagram = current(fragment, now);
        if (datagram == null) {
            NaiveResult fits = evictFor(null, fragment);
            if (fits != NaiveResult.HELD) {
                return Outcome.of(fits);
            }
            datagram = new Datagram(fragment, now);
            datagrams.add(datagram);
        } else {
            if (datagram.discarded) {
                return Outcome.of(NaiveResult.DISCARDED);
            }
            NaiveResult fits = check(datagram.fragments, fragment);
            if (fits == NaiveResult.HELD) {
                fits = evictFor(datagram, fragment);
            }
            if (fits != NaiveResult.HELD) {
                if (fits != NaiveResult.DUPLICATE) {
                    discardFragments(datagram);
                }
                return Outcome.of(fits);
            }
        }
        datagram.fragments.add(fragment);
        int octets = datagram.fragments.stream().mapToInt(p -> p.data.length).sum();
        boolean complete = datagram.fragments.stream().anyMatch(p -> !p.more && p.end() == octets);
        if (!complete) {
            return Outcome.of(NaiveResult.HELD);
        }
        datagrams.remove(datagram);
        shares.completed(datagrams, datagram);
        return reassemble(datagram.fragments);
    }

    private NaiveResult check(List<Fragment> fragments, Fragment fragment) {
        Fragment last = fragments.stream().filter(p -> !p.more).findFirst().orElse(null);
        int highest = fragments.stream().mapToInt(Fragment::end).max().orElseThrow();
        if (last != null && !fragment.more && fragment.end() != last.end()) {
            return NaiveResult.TWO_ENDS;
        }
        if (last != null && fragment.more && fragment.end() >= last.end()) {
            return NaiveResult.BEYOND_END;
        }
        if (last == null && !fragment.more && highest > fragment.end()) {
            return NaiveResult.BEYOND_END;
        }
        if (fragments.stream().anyMatch(p -> p.isSame(fragment))) {
            return NaiveResult.DUPLICATE;
        }
        if (fragments.stream().anyMatch(p -> p.overlaps(fragment))) {
            return NaiveResult.OVERLAP;
        }
        return fragments.size() < limits.get(fragment.domain).maxFragmentsPerPacket()
                ? NaiveResult.HELD
                : NaiveResult.TOO_MANY_FRAGMENTS;
    }

    /** Chunks of memory that a datagram uses: those that contain its octets, headers included. */
    private Set<Integer> places(List<Fragment> fragments) {
        Set<Integer> chunks = new HashSet<>();
        for (Fragment fragment : fragments) {
            int from = origin + fragment.start - (fragment.start == 0 ? fragment.headers.length : 0);
            IntStream.rangeClosed(from / CHUNK, (origin + fragment.end() - 1) / CHUNK)
                    .forEach(chunks::add);
        }
        return chunks;
    }

    private NaiveResult evictFor(@Nullable Datagram datagram, Fragment fragment) {
        List<Fragment> after = new ArrayList<>(datagram == null ? List.of() : datagram.fragments);
        int before = places(after).size();
        after.add(fragment);
        int needed = places(after).size() - before;
        return shares.evictFor(datagrams, datagram, fragment.source, fragment.domain, fragment.start == 0, needed);
    }

    private Outcome reassemble(List<Fragment> fragments) {
        Set<Integer> codepoints = new HashSet<>();
        fragments.forEach(p -> codepoints.add(p.ecn));
        if (codepoints.contains(3) && codepoints.contains(0)) {
            return Outcome.of(NaiveResult.ECN); // RFC 3168 section 5.3
        }
        List<Fragment> sorted = new ArrayList<>(fragments);
        sorted.sort(Comparator.comparingInt(Fragment::start));
        Fragment first = sorted.get(0);
        int ecn = codepoints.contains(3) ? 3 : codepoints.contains(0) ? 0 : first.ecn;
        byte[] data = Bytes.concat(sorted.stream().map(p -> p.data).toArray(byte[][]::new));
        return withData(first, data, ecn);
    }

    /** The packet, from the headers of the first fragment. */
    abstract Outcome withData(Fragment first, byte[] data, int ecn);

    /** RFC 791 with RFC 1858, RFC 3128 and RFC 3168. */
    public static final class Ipv4 extends NaiveReassembly {
        public Ipv4(List<NaiveLimits> limits, long key0, long key1) {
            super(limits, 128, key0, key1);
        }

        public Outcome add(byte[] fragment, long now) {
            int header = 4 * (fragment[0] & 15);
            int word = Bytes.u16(fragment, 6);
            int start = (word & 0x1fff) * 8;
            boolean more = (word & 0x2000) != 0;
            byte[] packet = Arrays.copyOf(fragment, Bytes.u16(fragment, 2));
            byte[] data = Arrays.copyOfRange(packet, header, packet.length);
            if (start == 0 && !more) {
                return new Outcome(NaiveResult.COMPLETE, fragment, -1, 0);
            }
            NaiveLimits own = limits.get(domain(packet));
            NaiveResult alone = alone(own, fragment[9], header, start, data.length, more);
            if (alone != NaiveResult.HELD && alone != NaiveResult.TINY) {
                return Outcome.of(alone);
            }
            String addresses = Arrays.toString(Arrays.copyOfRange(packet, 12, 20));
            Fragment parsed = new Fragment(
                    packet,
                    Arrays.copyOf(packet, header),
                    start,
                    data,
                    more,
                    packet[1] & 3,
                    addresses + packet[9] + "/" + Bytes.u16(packet, 4),
                    Arrays.toString(Arrays.copyOfRange(packet, 12, 16)),
                    domain(packet));
            return alone == NaiveResult.TINY ? discard(parsed, alone, now) : add(parsed, now);
        }

        private NaiveResult alone(NaiveLimits own, int protocol, int header, int start, int octets, boolean more) {
            if (octets == 0) {
                return NaiveResult.EMPTY;
            }
            if (more && octets % 8 > 0) {
                return NaiveResult.BAD_LENGTH;
            }
            if (start + octets > 65535 - header) {
                return NaiveResult.TOO_LONG;
            }
            if (header + start + octets > own.maxPacketOctets()) {
                return NaiveResult.OVER_LIMIT;
            }
            boolean tiny = (protocol == 6 && (start == 8 || (start == 0 && octets < 20)))
                    || ((protocol == 17 || protocol == 1) && start == 0 && octets < 8);
            return tiny && own.tinyFragmentCheck() ? NaiveResult.TINY : NaiveResult.HELD;
        }

        @Override
        Outcome withData(Fragment first, byte[] data, int ecn) {
            byte[] packet = Bytes.concat(first.headers, data);
            if (packet.length > 65535) {
                return Outcome.of(NaiveResult.TOO_LONG);
            }
            if (packet.length > limits.get(first.domain).maxPacketOctets()) {
                return Outcome.of(NaiveResult.OVER_LIMIT);
            }
            packet[1] = (byte) ((packet[1] & 0xfc) | ecn);
            Bytes.put16(packet, 2, packet.length);
            Bytes.put16(packet, 6, Bytes.u16(packet, 6) & 0xc000);
            return new Outcome(NaiveResult.COMPLETE, Bytes.withHeaderChecksum(packet, 0), -1, 0);
        }
    }

    /** RFC 8200 section 4.5, RFC 5722, RFC 6946, RFC 7112. */
    public static final class Ipv6 extends NaiveReassembly {
        public Ipv6(List<NaiveLimits> limits, long key0, long key1) {
            super(limits, 256, key0, key1);
        }

        public Outcome add(byte[] fragment, int fragmentHeader, long now) {
            byte[] packet = Arrays.copyOf(fragment, 40 + Bytes.u16(fragment, 4));
            int field = Bytes.u16(packet, fragmentHeader + 2);
            int start = field & 0xfff8;
            boolean more = (field & 1) != 0;
            byte[] data = Arrays.copyOfRange(packet, fragmentHeader + 8, packet.length);
            byte[] headers = Arrays.copyOf(packet, fragmentHeader + 8);
            if (start == 0 && !more) {
                return new Outcome(NaiveResult.COMPLETE, without(headers, data), -1, 0);
            }
            Outcome alone =
                    alone(limits.get(domain(packet)), fragmentHeader, start, data, packet[fragmentHeader], more);
            if (alone.result != NaiveResult.HELD) {
                return alone;
            }
            int ecn = (packet[1] & 0x30) >> 4;
            String key = Arrays.toString(Arrays.copyOfRange(packet, 8, 40))
                    + Arrays.toString(Arrays.copyOfRange(packet, fragmentHeader + 4, fragmentHeader + 8));
            String source = Arrays.toString(Arrays.copyOfRange(packet, 8, 24));
            return add(new Fragment(packet, headers, start, data, more, ecn, key, source, domain(packet)), now);
        }

        private Outcome alone(NaiveLimits own, int fragmentHeader, int start, byte[] data, int next, boolean more) {
            int payload = fragmentHeader - 40 + start + data.length;
            if (data.length == 0) {
                return Outcome.of(NaiveResult.EMPTY);
            }
            if (more && data.length % 8 > 0) {
                return Outcome.problem(NaiveResult.BAD_LENGTH, 0, 4);
            }
            if (payload > 65535) {
                return Outcome.problem(NaiveResult.TOO_LONG, 0, fragmentHeader + 2);
            }
            if (payload + 40 > own.maxPacketOctets()) {
                return Outcome.of(NaiveResult.OVER_LIMIT);
            }
            if (start == 0 && fragmentHeader - 40 > 144) {
                return Outcome.of(NaiveResult.HEADERS_TOO_LONG);
            }
            if (start == 0 && !isChainComplete(next, data)) {
                return Outcome.problem(NaiveResult.INCOMPLETE_HEADERS, 3, 0);
            }
            return Outcome.of(NaiveResult.HELD);
        }

        /**
         * Hop-by-hop, routing, authentication and destination options headers, eight at most, then the upper-layer
         * header.
         */
        private static boolean isChainComplete(int nextHeader, byte[] data) {
            int next = nextHeader;
            int at = 0;
            for (int headers = 0; headers < 8 && List.of(0, 43, 51, 60).contains(next); headers++) {
                int left = data.length - at;
                if (left < 8) {
                    return false;
                }
                int length = data[at + 1] & 255;
                int octets = next == 51 ? (length + 2) * 4 : length * 8 + 8; // RFC 4302 section 2.2
                if (left < octets) {
                    return false;
                }
                next = data[at] & 255;
                at += octets;
            }
            int left = data.length - at;
            return switch (next) {
                case 4 -> left >= 20 && left >= (data[at] & 15) * 4;
                case 41 -> left >= 40;
                case 6 -> left >= 20;
                case 17, 58 -> left >= 8;
                default -> true;
            };
        }

        /** The per-fragment headers without the Fragment header at their end. */
        private static byte[] without(byte[] headers, byte[] data) {
            byte[] before = Arrays.copyOf(headers, headers.length - 8);
            int field = 6;
            for (int at = 40; at < before.length; at += (before[at + 1] & 255) * 8 + 8) {
                field = at;
            }
            before[field] = headers[headers.length - 8];
            Bytes.put16(before, 4, before.length - 40 + data.length);
            return Bytes.concat(before, data);
        }

        @Override
        Outcome withData(Fragment first, byte[] data, int ecn) {
            int length = first.headers.length - 8 + data.length;
            if (length > 65535 + 40) {
                return Outcome.problem(NaiveResult.TOO_LONG, 0, first.headers.length - 8 + 2);
            }
            if (length > limits.get(first.domain).maxPacketOctets()) {
                return Outcome.of(NaiveResult.OVER_LIMIT);
            }
            byte[] packet = without(first.headers, data);
            packet[1] = (byte) ((packet[1] & 0xcf) | ecn << 4);
            return new Outcome(NaiveResult.COMPLETE, packet, -1, 0);
        }
    }
}
