package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reassembly from a list of fragments, which are kept as they were received (RFC 791 section 3.2, RFC 8200 section 4.5, RFC 5722).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Reassembler {
    private static final int CHUNK_OCTETS = 2048;
    private static final int IPV4_ORIGIN = 128;
    private static final int IPV6_ORIGIN = 256;
    private static final int MAX_EXTENSION_OCTETS = 144;

    /** A fragment: its headers up to the data, and its data. Immutable. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    private record Fragment(byte[] headers, int start, byte[] data, boolean more, int ecn, int size, long packet) {
        int end() {
            return start + data.length;
        }
    }

    /** What is known about a datagram. Not thread-safe. */
    private static final class Parts {
        final List<Fragment> fragments = new ArrayList<>();
        final Set<Integer> chunks = new HashSet<>();
        int received;
        int end = -1;
        int highest;
        int largest;
    }

    private final boolean isIpv6;
    private final int origin;
    private final Datagrams<Parts> datagrams;
    private Trace trace = new Trace(Trace.Level.NOTHING, null);
    private byte[] packet = new byte[0];
    private Received received = Received.WHOLE;
    private @Nullable ErrorType problem;
    private byte @Nullable [] expiredFirst;

    private Reassembler(boolean isIpv6, Datagrams<Parts> datagrams) {
        this.isIpv6 = isIpv6;
        origin = isIpv6 ? IPV6_ORIGIN : IPV4_ORIGIN;
        this.datagrams = datagrams;
    }

    static Reassembler of(
            boolean isIpv6, List<StoreLimits> limits, long seed, java.util.function.Consumer<Boolean> onEviction) {
        return new Reassembler(isIpv6, new Datagrams<>(limits, seed, onEviction));
    }

    /** Returns the reassembled packet, after FORWARDED. */
    byte[] packet() {
        return packet;
    }

    /** Returns the size of its largest fragment. */
    Received received() {
        return received;
    }

    /** Returns the parameter problem of the last fragment, or null. */
    @Nullable ErrorType problem() {
        return problem;
    }

    /** Removes an expired datagram; returns false if there is none. */
    boolean expire(long nowNanos) {
        Datagrams.Entry<Parts> entry = datagrams.expire(nowNanos);
        expiredFirst = null;
        if (entry != null && !entry.isDiscarded()) {
            for (Fragment each : entry.content.fragments) {
                if (each.start == 0) {
                    byte[] whole = Octets.concat(each.headers, each.data);
                    expiredFirst = Octets.start(whole, each.headers.length + CHUNK_OCTETS - origin);
                }
            }
        }
        return entry != null;
    }

    /** Returns the first fragment of the expired datagram, as much of it as was kept; null if it was not received. */
    byte @Nullable [] expiredFirst() {
        return expiredFirst;
    }

    /** Adds an IPv4 fragment whose header has been checked. */
    Verdict addIpv4(
            byte[] fragment, @Nullable Ip6 tunnel, Datagrams.Source source, Trace to, long number, long nowNanos) {
        trace = to;
        problem = null;
        Verdict alone = PortCache.checkAlone(fragment, datagrams.limits(source), trace);
        Object key = PortCache.key(fragment, tunnel);
        if (alone == Verdict.DROP_FRAGMENT_TINY) {
            discard(key, source, nowNanos);
        }
        if (alone != Verdict.FORWARDED) {
            return alone;
        }
        int header = Ipv4Reading.headerOctets(fragment);
        int size = u16(fragment, 2) << 1 | (Ipv4Reading.dontFragment(fragment) ? 1 : 0);
        Fragment part = new Fragment(
                Octets.part(fragment, 0, header),
                Ipv4Reading.offsetOctets(fragment),
                Octets.part(fragment, header, u16(fragment, 2)),
                Ipv4Reading.hasMore(fragment),
                fragment[1] & 3,
                size,
                number);
        return add(key, part, source, 0, nowNanos);
    }

    /** Adds a fragment of a tunnel packet, whose Fragment header begins at an index. */
    Verdict addIpv6(byte[] fragment, int at, Datagrams.Source source, Trace to, long number, long nowNanos) {
        trace = to;
        problem = null;
        int end = 40 + u16(fragment, 4);
        int field = u16(fragment, at + 2);
        Fragment part = new Fragment(
                Octets.part(fragment, 0, at + 8),
                field & 0xfff8,
                Octets.part(fragment, at + 8, end),
                (field & 1) != 0,
                u8(fragment, 1) >>> 4 & 3,
                0,
                number);
        Verdict alone = checkAlone(part, at, fragment, datagrams.limits(source));
        if (alone != Verdict.FORWARDED) {
            return alone;
        }
        Object key = List.of(Ip6.at(fragment, 8), Ip6.at(fragment, 24), Octets.u32(fragment, at + 4));
        return add(key, part, source, at, nowNanos);
    }

    private Verdict checkAlone(Fragment part, int at, byte[] whole, StoreLimits own) {
        if (part.data.length == 0) {
            return Verdict.DROP_FRAGMENT_EMPTY;
        }
        if (part.more && trace.test(Check.FRAGMENT_LENGTH, part.data.length % 8 != 0)) {
            problem = new ErrorType(4, 0, 4);
            return Verdict.DROP_FRAGMENT_BAD_LENGTH;
        }
        if (at - 40 + part.end() > 65_535) {
            problem = new ErrorType(4, 0, at + 2);
            return Verdict.DROP_FRAGMENT_TOO_LONG;
        }
        if (at + part.end() > own.maxPacketOctets()) {
            return Verdict.DROP_FRAGMENT_OVER_LIMIT;
        }
        if (part.start > 0) {
            return Verdict.FORWARDED;
        }
        if (at - 40 > MAX_EXTENSION_OCTETS) {
            return Verdict.DROP_FRAGMENT_HEADERS_TOO_LONG;
        }
        if (!isChainComplete(u8(whole, at), part.data)) {
            problem = new ErrorType(4, 3, 0);
            return Verdict.DROP_FRAGMENT_INCOMPLETE_HEADERS;
        }
        return Verdict.FORWARDED;
    }

    /** RFC 7112 section 5: returns whether the headers up to the upper-layer header are present. */
    private static boolean isChainComplete(int nextHeader, byte[] data) {
        int next = nextHeader;
        int at = 0;
        for (int headers = 0; headers < ExtensionReading.MAX_HEADERS; headers++) {
            if (next != 0 && next != 43 && next != 51 && next != 60) {
                break;
            }
            if (data.length - at < 8) {
                return false;
            }
            int octets = ExtensionReading.octets(next, u8(data, at + 1));
            if (octets > data.length - at) {
                return false;
            }
            next = u8(data, at);
            at += octets;
        }
        int left = data.length - at;
        return switch (next) {
            case 4 -> left >= 20 && left >= 4 * (data[at] & 15);
            case 41 -> left >= 40;
            case 6 -> left >= 20;
            case 17, 58 -> left >= 8;
            default -> true;
        };
    }

    /** RFC 1858: the other fragments of the datagram are dropped as well. */
    private void discard(Object key, Datagrams.Source source, long nowNanos) {
        Datagrams.Entry<Parts> entry = datagrams.current(key, nowNanos);
        if (entry == null) {
            datagrams.makeRoom(source, 0);
            entry = datagrams.begin(key, new Parts(), source, true, nowNanos);
        }
        if (!entry.isDiscarded()) {
            discard(entry);
        }
    }

    private void discard(Datagrams.Entry<Parts> entry) {
        datagrams.discard(entry);
        entry.content.fragments.clear();
        entry.content.chunks.clear();
    }

    private Verdict add(Object key, Fragment part, Datagrams.Source source, int fragmentHeader, long nowNanos) {
        Datagrams.Entry<Parts> entry = datagrams.current(key, nowNanos);
        Set<Integer> needed = chunks(part);
        if (entry == null) {
            Verdict room = datagrams.makeRoom(source, needed.size());
            if (room != Verdict.FORWARDED) {
                return room;
            }
            entry = datagrams.begin(key, new Parts(), source, part.start == 0, nowNanos);
        } else {
            if (entry.isDiscarded()) {
                return Verdict.DROP_FRAGMENT_DISCARDED;
            }
            needed.removeAll(entry.content.chunks);
            Verdict fits = check(entry, part);
            if (fits == Verdict.FORWARDED) {
                fits = datagrams.makeRoom(entry, needed.size());
            }
            if (fits == Verdict.DROP_FRAGMENT_DUPLICATE) {
                return fits;
            }
            if (fits != Verdict.FORWARDED) {
                discard(entry);
                return fits;
            }
        }
        Parts parts = entry.content;
        datagrams.addChunks(entry, needed.size());
        parts.chunks.addAll(needed);
        parts.fragments.add(part);
        parts.received += part.data.length;
        parts.highest = Math.max(parts.highest, part.end());
        parts.largest = Math.max(parts.largest, part.size);
        parts.end = part.more ? parts.end : part.end();
        describe(parts);
        if (trace.test(Check.COMPLETE, parts.received != parts.end) || parts.received != parts.end) {
            return Verdict.HELD;
        }
        datagrams.complete(entry);
        return reassemble(parts, fragmentHeader, datagrams.limits(source));
    }

    private void describe(Parts parts) {
        if (!trace.isDetailed()) {
            return;
        }
        List<String> packets = new ArrayList<>();
        for (Fragment each : parts.fragments) {
            packets.add((each.packet + 1) + " (octets " + each.start + "-" + (each.end() - 1) + ")");
        }
        boolean hasFirst = parts.fragments.stream().anyMatch(each -> each.start == 0);
        String lacks = parts.received == parts.end
                ? "nothing"
                : (hasFirst ? "" : "the first fragment; ")
                        + (parts.end < 0
                                ? "the last fragment"
                                : parts.end - parts.received + " of " + parts.end + " octets");
        trace.note("packets of this datagram", String.join(", ", packets)).note("lacks", lacks);
    }

    private Verdict check(Datagrams.Entry<Parts> entry, Fragment part) {
        Parts parts = entry.content;
        boolean hasEnd = parts.end >= 0;
        if (hasEnd && !part.more && part.end() != parts.end) {
            return Verdict.DROP_FRAGMENT_TWO_ENDS;
        }
        if ((hasEnd && part.more && part.end() >= parts.end) || (!hasEnd && !part.more && part.end() < parts.highest)) {
            return Verdict.DROP_FRAGMENT_BEYOND_END;
        }
        boolean overlaps = false;
        for (Fragment each : parts.fragments) {
            if (each.start == part.start && each.more == part.more && Arrays.equals(each.data, part.data)) {
                return Verdict.DROP_FRAGMENT_DUPLICATE;
            }
            overlaps |= part.start < each.end() && each.start < part.end();
        }
        if (trace.test(Check.OVERLAP, overlaps)) {
            return Verdict.DROP_FRAGMENT_OVERLAP;
        }
        return parts.fragments.size() == datagrams.limits(entry).maxFragments()
                ? Verdict.DROP_FRAGMENT_TOO_MANY
                : Verdict.FORWARDED;
    }

    /** Returns the numbers of the pieces of memory that hold a fragment. */
    private Set<Integer> chunks(Fragment part) {
        int from = origin + part.start - (part.start == 0 ? part.headers.length : 0);
        Set<Integer> numbers = new HashSet<>();
        for (int number = from / CHUNK_OCTETS; number <= (origin + part.end() - 1) / CHUNK_OCTETS; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    private Verdict reassemble(Parts parts, int fragmentHeader, StoreLimits own) {
        boolean hasCongestion = parts.fragments.stream().anyMatch(each -> each.ecn == 3);
        boolean hasNone = parts.fragments.stream().anyMatch(each -> each.ecn == 0);
        if (hasCongestion && hasNone) {
            return Verdict.DROP_FRAGMENT_ECN; // RFC 3168 section 5.3
        }
        byte[] data = new byte[parts.end];
        byte[] headers = new byte[0];
        int ecn = 0;
        for (Fragment each : parts.fragments) {
            System.arraycopy(each.data, 0, data, each.start, each.data.length);
            if (each.start == 0) {
                headers = each.headers;
                ecn = hasCongestion ? 3 : hasNone ? 0 : each.ecn;
            }
        }
        received = new Received(parts.largest >>> 1, (parts.largest & 1) != 0);
        return isIpv6 ? completeIpv6(headers, data, ecn, fragmentHeader, own) : completeIpv4(headers, data, ecn, own);
    }

    private Verdict completeIpv4(byte[] headers, byte[] data, int ecn, StoreLimits own) {
        byte[] whole = Octets.concat(headers, data);
        if (whole.length > 65_535) {
            return Verdict.DROP_FRAGMENT_TOO_LONG;
        }
        if (whole.length > own.maxPacketOctets()) {
            return Verdict.DROP_FRAGMENT_OVER_LIMIT;
        }
        whole[1] = (byte) ((whole[1] & 0xfc) | ecn);
        Octets.put16(whole, 2, whole.length);
        Octets.put16(whole, 6, u16(whole, 6) & 0xc000);
        Octets.setHeaderChecksum(whole, 0);
        packet = whole;
        return Verdict.FORWARDED;
    }

    private Verdict completeIpv6(byte[] headers, byte[] data, int ecn, int fragmentHeader, StoreLimits own) {
        int before = headers.length - 8;
        int length = before + data.length;
        if (length - 40 > 65_535) {
            problem = new ErrorType(4, 0, fragmentHeader + 2);
            return Verdict.DROP_FRAGMENT_TOO_LONG;
        }
        if (length > own.maxPacketOctets()) {
            return Verdict.DROP_FRAGMENT_OVER_LIMIT;
        }
        byte[] whole = Octets.concat(Octets.part(headers, 0, before), data);
        int field = 6;
        for (int at = 40; at < before; ) {
            int octets = ExtensionReading.octets(u8(whole, field), u8(whole, at + 1));
            field = at;
            at += octets;
        }
        whole[field] = headers[before];
        whole[1] = (byte) ((whole[1] & 0xcf) | ecn << 4);
        Octets.put16(whole, 4, length - 40);
        packet = whole;
        return Verdict.FORWARDED;
    }
}
