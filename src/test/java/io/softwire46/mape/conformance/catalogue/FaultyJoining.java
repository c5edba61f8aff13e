package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Joins pieces of packets of one kind, over maps of arrays.
 *
 * <p>Not thread-safe.
 */
final class FaultyJoining {
    private static final int TABLE = 1024;
    private static final int SHARE = 102;

    private final Set<FragmentFault> faults;
    private final boolean tunnel;
    private final long timeOut;
    private final Map<String, Queue> queues = new LinkedHashMap<>();

    /** Whether the last piece was added, and its packet is not complete. */
    private boolean waits;

    FaultyJoining(Set<FragmentFault> faults, boolean tunnel, long timeOut) {
        this.faults = faults;
        this.tunnel = tunnel;
        this.timeOut = timeOut;
    }

    /**
     * A piece.
     *
     * @param head the headers, of which those of the first piece are used
     */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    record Piece(String key, String source, int start, boolean more, byte[] head, byte[] data) {}

    /** Headers and data of a packet that is complete. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    record Joined(byte[] head, byte[] data) {}

    private static final class Queue {
        final TreeMap<Integer, byte[]> parts = new TreeMap<>();
        final String source;
        final long began;
        byte[] first = {};
        byte[] latest = {};
        int end = -1;
        boolean dropped;

        Queue(String source, long began) {
            this.source = source;
            this.began = began;
        }

        int octets() {
            return parts.values().stream().mapToInt(each -> each.length).sum();
        }
    }

    private boolean has(FragmentFault fault) {
        return faults.contains(fault);
    }

    void clear() {
        queues.clear();
    }

    /** Drops a packet with all pieces that follow. */
    void drop(Piece piece, long now) {
        queue(piece, now).ifPresent(queue -> queue.dropped = true);
    }

    private long queuesOf(String source) {
        return queues.values().stream()
                .filter(each -> tunnel && each.source.equals(source))
                .count();
    }

    private Optional<Queue> queue(Piece piece, long now) {
        Queue known = queues.get(piece.key);
        if (known != null && (now - known.began < timeOut || has(FragmentFault.NO_TIME_OUT))) {
            return Optional.of(known);
        }
        queues.remove(piece.key);
        if ((queues.size() >= TABLE && has(FragmentFault.TABLE_REFUSES))
                || (has(FragmentFault.SHARE_REFUSES) && queuesOf(piece.source) >= SHARE)) {
            return Optional.empty();
        }
        if (queues.size() >= TABLE) {
            Iterator<String> oldest = queues.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        Queue created = new Queue(piece.source, now);
        queues.put(piece.key, created);
        return Optional.of(created);
    }

    /** Whether the last piece waits for others. */
    boolean waits() {
        return waits;
    }

    /** Adds a piece; returns the packet if it is complete. */
    Optional<Joined> add(Piece piece, long now) {
        waits = false;
        Queue queue = queue(piece, now).orElse(null);
        if (queue == null || queue.dropped) {
            return Optional.empty();
        }
        byte[] same = queue.parts.get(piece.start);
        if (same != null && Arrays.equals(same, piece.data)) {
            queue.dropped = has(tunnel ? FragmentFault.DUPLICATE_STALLS_TUNNEL : FragmentFault.DUPLICATE_STALLS);
            return Optional.empty();
        }
        if (overlaps(queue, piece) && !(tunnel && has(FragmentFault.OVERLAP_LAST_WINS))) {
            queue.dropped = true;
            if (has(FragmentFault.OVERLAP_FORGOTTEN)) {
                queues.remove(piece.key);
            }
            return Optional.empty();
        }
        boolean ordered = has(tunnel ? FragmentFault.TUNNEL_IN_ORDER_ONLY : FragmentFault.IPV4_IN_ORDER_ONLY);
        boolean few = has(tunnel ? FragmentFault.TUNNEL_OF_5_PIECES : FragmentFault.IPV4_OF_5_FRAGMENTS);
        if ((ordered && piece.start != queue.octets()) || (few && queue.parts.size() == 5)) {
            return Optional.empty();
        }
        queue.parts.put(piece.start, piece.data);
        queue.first = piece.start == 0 ? piece.head : queue.first;
        queue.latest = piece.head;
        queue.end = piece.more ? queue.end : piece.start + piece.data.length;
        Optional<Joined> joined = joined(queue, piece.key);
        waits = joined.isEmpty();
        return joined;
    }

    private static boolean overlaps(Queue queue, Piece piece) {
        int end = piece.start + piece.data.length;
        boolean isBehind = queue.end >= 0 && end > queue.end;
        return isBehind
                || queue.parts.entrySet().stream()
                        .anyMatch(each -> each.getKey() < end && piece.start < each.getKey() + each.getValue().length);
    }

    private Optional<Joined> joined(Queue queue, String key) {
        boolean anyEnd = queue.end > 65_535 && has(FragmentFault.END_UNCHECKED);
        int next = 0;
        byte[] data = new byte[anyEnd ? queue.octets() : Math.max(queue.end, 0)];
        for (Map.Entry<Integer, byte[]> each : queue.parts.entrySet()) {
            int start = anyEnd ? next : each.getKey();
            if (queue.end < 0 || start > next) {
                return Optional.empty();
            }
            System.arraycopy(each.getValue(), 0, data, start, Math.min(each.getValue().length, data.length - start));
            next = Math.max(next, start + each.getValue().length);
        }
        if (next < data.length || queue.first.length == 0) {
            return Optional.empty();
        }
        queues.remove(key);
        byte[] head = !tunnel && has(FragmentFault.OPTIONS_OF_LAST_FRAGMENT) ? queue.latest : queue.first;
        return tunnel && data.length > 1460 && has(FragmentFault.TUNNEL_OF_1500_OCTETS)
                ? Optional.empty()
                : Optional.of(new Joined(head, data));
    }

    /** Data whose length is a multiple of 8. */
    static byte[] rounded(byte[] data) {
        return Bytes.concat(data, new byte[(8 - data.length % 8) % 8]);
    }
}
