package io.softwire46.mape.fragment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A port cache of lists and sets, for {@link FragmentPortCacheProperties}. */
final class NaivePortCache {
    private static final class Datagram {
        final String source;
        final long began;
        final List<byte[]> held = new ArrayList<>();
        final BitSet seen = new BitSet();
        boolean untraceable;
        Integer port;
        int end = -1;

        Datagram(String source, long began) {
            this.source = source;
            this.began = began;
        }

        int chunks() {
            return held.stream().mapToInt(NaivePortCache::chunks).sum();
        }

        boolean isComplete() {
            return held.isEmpty() && end >= 0 && !untraceable && seen.cardinality() == end && seen.length() == end;
        }
    }

    private final ReassemblyLimits limits;
    private final Map<String, Datagram> datagrams = new LinkedHashMap<>();
    int port;
    int partial;
    int expired;
    int evicted;

    NaivePortCache(ReassemblyLimits limits) {
        this.limits = limits;
    }

    private static int chunks(byte[] window) {
        return (64 + window.length + 2047) / 2048;
    }

    private boolean isOver(Datagram datagram, long now) {
        return Math.abs(now - datagram.began) >= limits.timeoutNanos();
    }

    int pending() {
        return datagrams.size();
    }

    boolean expire(long now) {
        for (Map.Entry<String, Datagram> oldest : datagrams.entrySet()) {
            if (isOver(oldest.getValue(), now)) {
                datagrams.remove(oldest.getKey());
                expired++;
                return true;
            }
            return false;
        }
        return false;
    }

    /** Everything that the fragment lets go, in order, itself included if it may go. */
    record Outcome(FragmentResult result, List<byte[]> released) {}

    Outcome add(byte[] window, int ipv4, boolean first, int firstPort, long now) {
        byte[] packet = Arrays.copyOfRange(window, ipv4, window.length);
        int header = Sample.headerOctets(packet);
        int start = (Sample.word(packet, 6) & 0x1fff) * 8;
        boolean more = (Sample.word(packet, 6) & 0x2000) != 0;
        int octets = Sample.word(packet, 2) - header;
        if (octets == 0) {
            return new Outcome(FragmentResult.EMPTY, List.of());
        }
        if (more && octets % 8 > 0) {
            return new Outcome(FragmentResult.BAD_LENGTH, List.of());
        }
        if (start + octets + header > 65535) {
            return new Outcome(FragmentResult.TOO_LONG, List.of());
        }
        if (start + octets + header > limits.maxPacketOctets()) {
            return new Outcome(FragmentResult.OVER_LIMIT, List.of());
        }
        String tunnel = ipv4 == 0 ? "" : Arrays.toString(Arrays.copyOfRange(window, 8, 24));
        String key =
                tunnel + Arrays.toString(Arrays.copyOfRange(packet, 12, 20)) + packet[9] + "/" + Sample.word(packet, 4);
        String source = ipv4 == 0
                ? Arrays.toString(Arrays.copyOfRange(packet, 12, 16))
                : "6" + Arrays.toString(Arrays.copyOfRange(window, 8, 16));
        Datagram datagram = datagrams.get(key);
        if (datagram != null && isOver(datagram, now)) {
            datagrams.remove(key);
            expired++;
            datagram = null;
        }
        boolean known = first || (datagram != null && datagram.port != null);
        if (!known && datagram != null && datagram.held.size() == limits.maxFragmentsPerPacket()) {
            return new Outcome(FragmentResult.TOO_MANY_FRAGMENTS, List.of());
        }
        if (datagram == null || !known) {
            FragmentResult room = makeRoom(datagram, source, first ? 0 : chunks(window));
            if (room != FragmentResult.HELD) {
                return new Outcome(room, List.of());
            }
        }
        if (datagram == null) {
            datagram = new Datagram(source, now);
            datagrams.put(key, datagram);
        }
        see(datagram, start / 8, (start + octets + 7) / 8);
        if (!more) {
            datagram.end = (start + octets + 7) / 8;
        }
        if (!known) {
            datagram.held.add(window);
            return new Outcome(FragmentResult.HELD, List.of());
        }
        List<byte[]> released = new ArrayList<>();
        if (first) {
            datagram.port = firstPort;
            released.addAll(datagram.held);
            datagram.held.clear();
        }
        port = datagram.port;
        if (datagram.isComplete()) {
            datagrams.remove(key);
            partial++;
        }
        return new Outcome(FragmentResult.PORT_KNOWN, released);
    }

    /** More than four separate parts are not told apart. */
    private static void see(Datagram datagram, int from, int to) {
        BitSet after = (BitSet) datagram.seen.clone();
        after.set(from, to);
        int parts = 0;
        for (int at = after.nextSetBit(0); at >= 0; at = after.nextSetBit(after.nextClearBit(at))) {
            parts++;
        }
        if (parts > 4) {
            datagram.untraceable = true;
        } else {
            datagram.seen.set(from, to);
        }
    }

    private FragmentResult makeRoom(Datagram datagram, String source, int needed) {
        int capacity = (int) Math.ceil((limits.maxBufferedOctets() + 256) / 2048.0);
        List<Datagram> ofSource =
                datagrams.values().stream().filter(d -> d.source.equals(source)).toList();
        int sourceChunks = ofSource.stream().mapToInt(Datagram::chunks).sum();
        boolean tooMany = datagram == null && ofSource.size() >= share(limits.maxReassemblies());
        if (tooMany || sourceChunks + needed > share(capacity)) {
            return FragmentResult.SOURCE_SHARE;
        }
        while (datagrams.values().stream().mapToInt(Datagram::chunks).sum() + needed > capacity
                || (datagram == null && datagrams.size() == limits.maxReassemblies())) {
            String victim = datagrams.entrySet().stream()
                    .filter(e -> e.getValue() != datagram)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
            if (victim == null) {
                return FragmentResult.NO_BUFFER;
            }
            datagrams.remove(victim);
            evicted++;
        }
        return FragmentResult.HELD;
    }

    private int share(int things) {
        return limits.sharePerSource() == 1
                ? Integer.MAX_VALUE
                : Math.max(1, (int) Math.floor(limits.sharePerSource() * things));
    }
}
