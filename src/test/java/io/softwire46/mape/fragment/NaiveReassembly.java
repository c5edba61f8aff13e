package io.softwire46.mape.fragment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Joining as the RFCs tell it: every fragment is kept as it is, and everything is computed anew from the list. */
abstract class NaiveReassembly {
    private static final int CHUNK = 2048;

    /** What became of a fragment, and the packet if it is whole. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Outcome(FragmentResult result, byte[] packet, int problemCode, int problemPointer) {
        static Outcome of(FragmentResult result) {
            return new Outcome(result, new byte[0], -1, 0);
        }

        static Outcome problem(FragmentResult result, int code, int pointer) {
            return new Outcome(result, new byte[0], code, pointer);
        }
    }

    /** A fragment, taken apart. */
    @SuppressWarnings("ArrayRecordComponent")
    record Piece(
            byte[] whole, byte[] headers, int start, byte[] data, boolean more, int ecn, String key, String source) {
        int end() {
            return start + data.length;
        }

        boolean overlaps(Piece other) {
            return start < other.end() && other.start < end();
        }

        boolean isSame(Piece other) {
            return start == other.start && more == other.more && Arrays.equals(data, other.data);
        }
    }

    static final class Datagram {
        final String source;
        final long began;
        final List<Piece> pieces = new ArrayList<>();
        boolean givenUp;

        Datagram(String source, long began) {
            this.source = source;
            this.began = began;
        }
    }

    final ReassemblyLimits limits;
    private final int origin;
    final Map<String, Datagram> datagrams = new LinkedHashMap<>(); // oldest first
    int evicted;
    int expired;

    NaiveReassembly(ReassemblyLimits limits, int origin) {
        this.limits = limits;
        this.origin = origin;
    }

    private boolean isOver(Datagram datagram, long now) {
        return Math.abs(now - datagram.began) >= limits.timeoutNanos();
    }

    /** What {@code expire} finds: an empty array if the first fragment is missing, null if nothing has expired. */
    byte[] expire(long now) {
        for (Map.Entry<String, Datagram> oldest : datagrams.entrySet()) {
            Datagram datagram = oldest.getValue();
            if (!isOver(datagram, now)) {
                return null;
            }
            datagrams.remove(oldest.getKey());
            expired += datagram.givenUp ? 0 : 1;
            return datagram.givenUp
                    ? new byte[0]
                    : datagram.pieces.stream()
                            .filter(p -> p.start == 0)
                            .map(p -> p.whole)
                            .findFirst()
                            .orElse(new byte[0]);
        }
        return null;
    }

    long pending() {
        return datagrams.values().stream().filter(d -> !d.givenUp).count();
    }

    Outcome add(Piece piece, long now) {
        Datagram datagram = datagrams.get(piece.key);
        if (datagram != null && isOver(datagram, now)) {
            datagrams.remove(piece.key);
            expired += datagram.givenUp ? 0 : 1;
            datagram = null;
        }
        if (datagram == null) {
            FragmentResult room = makeRoom(null, piece);
            if (room != FragmentResult.HELD) {
                return Outcome.of(room);
            }
            datagram = new Datagram(piece.source, now);
            datagrams.put(piece.key, datagram);
        } else {
            if (datagram.givenUp) {
                return Outcome.of(FragmentResult.DISCARDED);
            }
            FragmentResult fits = judge(datagram.pieces, piece);
            if (fits == FragmentResult.HELD) {
                fits = makeRoom(datagram, piece);
            }
            if (fits != FragmentResult.HELD) {
                if (fits != FragmentResult.DUPLICATE) {
                    datagram.givenUp = true;
                    datagram.pieces.clear();
                }
                return Outcome.of(fits);
            }
        }
        datagram.pieces.add(piece);
        int octets = datagram.pieces.stream().mapToInt(p -> p.data.length).sum();
        boolean complete = datagram.pieces.stream().anyMatch(p -> !p.more && p.end() == octets);
        if (!complete) {
            return Outcome.of(FragmentResult.HELD);
        }
        datagrams.remove(piece.key);
        return joinAll(datagram.pieces);
    }

    private FragmentResult judge(List<Piece> pieces, Piece piece) {
        Piece last = pieces.stream().filter(p -> !p.more).findFirst().orElse(null);
        int highest = pieces.stream().mapToInt(Piece::end).max().orElseThrow();
        if (last != null && !piece.more && piece.end() != last.end()) {
            return FragmentResult.TWO_ENDS;
        }
        if (last != null && piece.more && piece.end() >= last.end()) {
            return FragmentResult.BEYOND_END;
        }
        if (last == null && !piece.more && highest > piece.end()) {
            return FragmentResult.BEYOND_END;
        }
        if (pieces.stream().anyMatch(p -> p.isSame(piece))) {
            return FragmentResult.DUPLICATE;
        }
        if (pieces.stream().anyMatch(p -> p.overlaps(piece))) {
            return FragmentResult.OVERLAP;
        }
        return pieces.size() < limits.maxFragmentsPerPacket() ? FragmentResult.HELD : FragmentResult.TOO_MANY_FRAGMENTS;
    }

    /** Each datagram takes the chunks of memory in which its octets lie, from its headers on. */
    private Set<Integer> chunks(List<Piece> pieces) {
        Set<Integer> chunks = new HashSet<>();
        for (Piece piece : pieces) {
            int from = origin + piece.start - (piece.start == 0 ? piece.headers.length : 0);
            IntStream.rangeClosed(from / CHUNK, (origin + piece.end() - 1) / CHUNK)
                    .forEach(chunks::add);
        }
        return chunks;
    }

    private int allChunks() {
        return datagrams.values().stream()
                .mapToInt(d -> chunks(d.pieces).size())
                .sum();
    }

    private int chunkCapacity() {
        return (int) Math.ceil((limits.maxBufferedOctets() + 256) / 2048.0);
    }

    private int share(int things) {
        return limits.sharePerSource() == 1
                ? Integer.MAX_VALUE
                : Math.max(1, (int) Math.floor(limits.sharePerSource() * things));
    }

    private FragmentResult makeRoom(Datagram datagram, Piece piece) {
        List<Piece> after = new ArrayList<>(datagram == null ? List.of() : datagram.pieces);
        Set<Integer> before = chunks(after);
        after.add(piece);
        int needed = chunks(after).size() - before.size();
        List<Datagram> ofSource = datagrams.values().stream()
                .filter(d -> d.source.equals(piece.source))
                .toList();
        int sourceChunks =
                ofSource.stream().mapToInt(d -> chunks(d.pieces).size()).sum();
        boolean tooMany = datagram == null && ofSource.size() >= share(limits.maxReassemblies());
        if (tooMany || sourceChunks + needed > share(chunkCapacity())) {
            return FragmentResult.SOURCE_SHARE;
        }
        int pushedOut = 0;
        while (allChunks() + needed > chunkCapacity()
                || (datagram == null && datagrams.size() == limits.maxReassemblies())) {
            String victim = datagrams.entrySet().stream()
                    .filter(e -> e.getValue() != datagram)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
            if (victim == null || pushedOut == 64) {
                return FragmentResult.NO_BUFFER;
            }
            datagrams.remove(victim);
            pushedOut++;
            evicted++;
        }
        return FragmentResult.HELD;
    }

    private Outcome joinAll(List<Piece> pieces) {
        Set<Integer> codepoints = new HashSet<>();
        pieces.forEach(p -> codepoints.add(p.ecn));
        if (codepoints.contains(3) && codepoints.contains(0)) {
            return Outcome.of(FragmentResult.ECN); // RFC 3168 section 5.3
        }
        List<Piece> sorted = new ArrayList<>(pieces);
        sorted.sort(Comparator.comparingInt(Piece::start));
        Piece first = sorted.get(0);
        int ecn = codepoints.contains(3) ? 3 : codepoints.contains(0) ? 0 : first.ecn;
        byte[] data = Sample.concat(sorted.stream().map(p -> p.data).toArray(byte[][]::new));
        return join(first, data, ecn);
    }

    /** The packet, from the headers of the first fragment. */
    abstract Outcome join(Piece first, byte[] data, int ecn);

    /** RFC 791 and what came after it. */
    static final class Ipv4 extends NaiveReassembly {
        Ipv4(ReassemblyLimits limits) {
            super(limits, 128);
        }

        Outcome add(byte[] fragment, long now) {
            int header = Sample.headerOctets(fragment);
            int word = Sample.word(fragment, 6);
            int start = (word & 0x1fff) * 8;
            boolean more = (word & 0x2000) != 0;
            byte[] packet = Arrays.copyOf(fragment, Sample.word(fragment, 2));
            byte[] data = Arrays.copyOfRange(packet, header, packet.length);
            if (start == 0 && !more) {
                return new Outcome(FragmentResult.COMPLETE, fragment, -1, 0);
            }
            FragmentResult alone = alone(fragment[9], header, start, data.length, more);
            if (alone != FragmentResult.HELD) {
                return Outcome.of(alone);
            }
            String addresses = Arrays.toString(Arrays.copyOfRange(packet, 12, 20));
            return add(
                    new Piece(
                            packet,
                            Arrays.copyOf(packet, header),
                            start,
                            data,
                            more,
                            packet[1] & 3,
                            addresses + packet[9] + "/" + Sample.word(packet, 4),
                            Arrays.toString(Arrays.copyOfRange(packet, 12, 16))),
                    now);
        }

        private FragmentResult alone(int protocol, int header, int start, int octets, boolean more) {
            if (octets == 0) {
                return FragmentResult.EMPTY;
            }
            if (more && octets % 8 > 0) {
                return FragmentResult.BAD_LENGTH;
            }
            if (start + octets > 65535 - header) {
                return FragmentResult.TOO_LONG;
            }
            if (header + start + octets > limits.maxPacketOctets()) {
                return FragmentResult.OVER_LIMIT;
            }
            boolean tiny = (protocol == 6 && (start == 8 || (start == 0 && octets < 20)))
                    || ((protocol == 17 || protocol == 1) && start == 0 && octets < 8);
            return tiny && limits.tinyFragmentCheck() ? FragmentResult.TINY : FragmentResult.HELD;
        }

        @Override
        Outcome join(Piece first, byte[] data, int ecn) {
            byte[] packet = Sample.concat(first.headers, data);
            if (packet.length > 65535) {
                return Outcome.of(FragmentResult.TOO_LONG);
            }
            if (packet.length > limits.maxPacketOctets()) {
                return Outcome.of(FragmentResult.OVER_LIMIT);
            }
            packet[1] = (byte) ((packet[1] & 0xfc) | ecn);
            Sample.putWord(packet, 2, packet.length);
            Sample.putWord(packet, 6, Sample.word(packet, 6) & 0xc000);
            return new Outcome(FragmentResult.COMPLETE, Sample.withChecksum(packet), -1, 0);
        }
    }

    /** RFC 8200 section 4.5, RFC 5722, RFC 6946, RFC 7112. */
    static final class Ipv6 extends NaiveReassembly {
        Ipv6(ReassemblyLimits limits) {
            super(limits, 256);
        }

        Outcome add(byte[] fragment, int fragmentHeader, long now) {
            byte[] packet = Arrays.copyOf(fragment, 40 + Sample.word(fragment, 4));
            int field = Sample.word(packet, fragmentHeader + 2);
            int start = field & 0xfff8;
            boolean more = (field & 1) != 0;
            byte[] data = Arrays.copyOfRange(packet, fragmentHeader + 8, packet.length);
            byte[] headers = Arrays.copyOf(packet, fragmentHeader + 8);
            if (start == 0 && !more) {
                return new Outcome(FragmentResult.COMPLETE, without(headers, data), -1, 0);
            }
            Outcome alone = alone(fragmentHeader, start, data, packet[fragmentHeader], more);
            if (alone.result != FragmentResult.HELD) {
                return alone;
            }
            int ecn = (packet[1] & 0x30) >> 4;
            String key = Arrays.toString(Arrays.copyOfRange(packet, 8, 40))
                    + Arrays.toString(Arrays.copyOfRange(packet, fragmentHeader + 4, fragmentHeader + 8));
            String source = Arrays.toString(Arrays.copyOfRange(packet, 8, 16)); // a /64
            return add(new Piece(packet, headers, start, data, more, ecn, key, source), now);
        }

        private Outcome alone(int fragmentHeader, int start, byte[] data, int next, boolean more) {
            int payload = fragmentHeader - 40 + start + data.length;
            if (data.length == 0) {
                return Outcome.of(FragmentResult.EMPTY);
            }
            if (more && data.length % 8 > 0) {
                return Outcome.problem(FragmentResult.BAD_LENGTH, 0, 4);
            }
            if (payload > 65535) {
                return Outcome.problem(FragmentResult.TOO_LONG, 0, fragmentHeader + 2);
            }
            if (payload + 40 > limits.maxPacketOctets()) {
                return Outcome.of(FragmentResult.OVER_LIMIT);
            }
            if (start == 0 && fragmentHeader - 40 > 144) {
                return Outcome.of(FragmentResult.HEADERS_TOO_LONG);
            }
            if (start == 0 && !isChainComplete(next, data)) {
                return Outcome.problem(FragmentResult.INCOMPLETE_HEADERS, 3, 0);
            }
            return Outcome.of(FragmentResult.HELD);
        }

        /** Hop-by-hop, routing, authentication and destination options headers, eight at most, then the upper-layer header. */
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
            Sample.putWord(before, 4, before.length - 40 + data.length);
            return Sample.concat(before, data);
        }

        @Override
        Outcome join(Piece first, byte[] data, int ecn) {
            int length = first.headers.length - 8 + data.length;
            if (length > 65535 + 40) {
                return Outcome.problem(FragmentResult.TOO_LONG, 0, first.headers.length - 8 + 2);
            }
            if (length > limits.maxPacketOctets()) {
                return Outcome.of(FragmentResult.OVER_LIMIT);
            }
            byte[] packet = without(first.headers, data);
            packet[1] = (byte) ((packet[1] & 0xcf) | ecn << 4);
            return new Outcome(FragmentResult.COMPLETE, packet, -1, 0);
        }
    }
}
