package io.softwire46.mape.conformance.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port cache of lists and sets. */
public final class NaivePortCache {
    private static final class Datagram implements NaiveShares.Entry {
        final String key;
        final String source;
        final int domain;
        final boolean beganWithFirst;
        final long began;
        final List<byte[]> held = new ArrayList<>();
        final BitSet seen = new BitSet();
        boolean untraceable;
        boolean discarded;

        @Nullable Integer port;

        int end = -1;

        Datagram(String key, String source, int domain, boolean beganWithFirst, long began) {
            this.key = key;
            this.source = source;
            this.domain = domain;
            this.beganWithFirst = beganWithFirst;
            this.began = began;
        }

        @Override
        public String source() {
            return source;
        }

        @Override
        public int domain() {
            return domain;
        }

        @Override
        public boolean beganWithFirst() {
            return beganWithFirst;
        }

        @Override
        public int chunks() {
            return held.stream().mapToInt(NaivePortCache::chunks).sum();
        }

        boolean isComplete() {
            return held.isEmpty() && end >= 0 && !untraceable && seen.cardinality() == end && seen.length() == end;
        }
    }

    /** The port of a datagram whose fragments are dropped. */
    public static final int DISCARDED = Integer.MIN_VALUE;

    private final List<NaiveLimits> limits;
    private final NaiveShares shares;
    private final List<NaiveShares.Entry> datagrams = new ArrayList<>(); // oldest first
    private int port;
    private int partial;
    private int expired;

    /** An empty cache; the keys are those of the library's store. */
    public NaivePortCache(List<NaiveLimits> limits, long key0, long key1) {
        this.limits = limits;
        shares = new NaiveShares(limits, key0, key1);
    }

    /** The port of the datagram of the last fragment. */
    public int port() {
        return port;
    }

    /** The number of datagrams of which all fragments have been seen. */
    public int partial() {
        return partial;
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

    private static int chunks(byte[] window) {
        return (64 + window.length + 2047) / 2048;
    }

    private long timeout(NaiveShares.Entry datagram) {
        return limits.get(datagram.domain()).timeoutNanos();
    }

    private boolean isOver(Datagram datagram, long now) {
        return Math.abs(now - datagram.began) >= timeout(datagram);
    }

    private void end(Datagram datagram) {
        datagrams.remove(datagram);
        shares.forgetIfGone(datagrams, datagram.source);
        expired += datagram.discarded ? 0 : 1;
    }

    /** The number of held datagrams. */
    public long pending() {
        return datagrams.stream().filter(d -> !((Datagram) d).discarded).count();
    }

    /** Expires one datagram; returns whether there was one. */
    public boolean expire(long now) {
        for (long timeout :
                limits.stream().mapToLong(NaiveLimits::timeoutNanos).distinct().toArray()) {
            Datagram oldest = (Datagram) datagrams.stream()
                    .filter(d -> timeout(d) == timeout)
                    .findFirst()
                    .orElse(null);
            if (oldest != null && isOver(oldest, now)) {
                end(oldest);
                return true;
            }
        }
        return false;
    }

    private @Nullable Datagram current(String key, long now) {
        Datagram datagram = (Datagram) datagrams.stream()
                .filter(d -> ((Datagram) d).key.equals(key))
                .findFirst()
                .orElse(null);
        if (datagram != null && isOver(datagram, now)) {
            end(datagram);
            return null;
        }
        return datagram;
    }

    /** Everything that the fragment lets go, in order, itself included if it may go. */
    public record Outcome(NaiveResult result, List<byte[]> released) {}

    /** The outcome of a fragment whose IPv4 header starts at an index of the window. */
    public Outcome add(byte[] window, int ipv4, boolean first, int firstPort, int domain, long now) {
        NaiveLimits own = limits.get(domain);
        byte[] packet = Arrays.copyOfRange(window, ipv4, window.length);
        int header = 4 * (packet[0] & 15);
        int start = (Bytes.u16(packet, 6) & 0x1fff) * 8;
        boolean more = (Bytes.u16(packet, 6) & 0x2000) != 0;
        int octets = Bytes.u16(packet, 2) - header;
        if (octets == 0) {
            return new Outcome(NaiveResult.EMPTY, List.of());
        }
        if (more && octets % 8 > 0) {
            return new Outcome(NaiveResult.BAD_LENGTH, List.of());
        }
        if (start + octets + header > 65535) {
            return new Outcome(NaiveResult.TOO_LONG, List.of());
        }
        if (start + octets + header > own.maxPacketOctets()) {
            return new Outcome(NaiveResult.OVER_LIMIT, List.of());
        }
        String tunnel = ipv4 == 0 ? "" : Arrays.toString(Arrays.copyOfRange(window, 8, 24));
        String key =
                tunnel + Arrays.toString(Arrays.copyOfRange(packet, 12, 20)) + packet[9] + "/" + Bytes.u16(packet, 4);
        String source = ipv4 == 0
                ? Arrays.toString(Arrays.copyOfRange(packet, 12, 16))
                : "6" + Arrays.toString(Arrays.copyOfRange(window, 8, 24));
        boolean tiny = own.tinyFragmentCheck() && packet[9] == 6 && (start == 8 || (start == 0 && octets < 20));
        Datagram datagram = current(key, now);
        if (datagram != null && datagram.discarded) {
            if (tiny || !first) {
                return new Outcome(tiny ? NaiveResult.TINY : NaiveResult.DISCARDED, List.of());
            }
            datagrams.remove(datagram); // another one begins
            shares.forgetIfGone(datagrams, source);
            datagram = null;
        }
        boolean known = first || tiny || (datagram != null && datagram.port != null);
        if (!known && datagram != null && datagram.held.size() == own.maxFragmentsPerPacket()) {
            return new Outcome(NaiveResult.TOO_MANY_FRAGMENTS, List.of());
        }
        boolean asFirst = first || tiny;
        if (datagram == null || !known) {
            int needed = known ? 0 : chunks(window);
            NaiveResult fits = shares.evictFor(datagrams, datagram, source, domain, asFirst, needed);
            if (fits != NaiveResult.HELD) {
                return new Outcome(fits, List.of());
            }
        }
        if (datagram == null) {
            datagram = new Datagram(key, source, domain, asFirst, now);
            datagrams.add(datagram);
        }
        if (tiny) {
            List<byte[]> released = List.copyOf(datagram.held);
            datagram.held.clear();
            datagram.discarded = true;
            port = DISCARDED;
            return new Outcome(NaiveResult.TINY, released);
        }
        see(datagram, start / 8, (start + octets + 7) / 8);
        if (!more) {
            datagram.end = (start + octets + 7) / 8;
        }
        if (!known) {
            datagram.held.add(window);
            return new Outcome(NaiveResult.HELD, List.of());
        }
        List<byte[]> released = new ArrayList<>();
        if (first || datagram.port == null) {
            datagram.port = firstPort;
            released.addAll(datagram.held);
            datagram.held.clear();
        }
        port = datagram.port;
        if (datagram.isComplete()) {
            datagrams.remove(datagram);
            shares.completed(datagrams, datagram);
            partial++;
        }
        return new Outcome(NaiveResult.PORT_KNOWN, released);
    }

    /** More than four separate parts are not distinguished. */
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
}
