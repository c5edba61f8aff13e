package io.softwire46.mape.operate.explain;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Path MTUs by destination, as Packet Too Big messages reported them (RFC 8201 section 4). A value only decreases, and expires ten
 * minutes after the last report of the same or a lower one.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class PathMtus {
    static final int UNKNOWN = Integer.MAX_VALUE;
    private static final long LIFETIME_NANOS = 600_000_000_000L;
    private static final int MAX_DESTINATIONS = 16_384;

    private record Report(int mtu, long nanos) {}

    private final Map<Ip6, Report> reports = new LinkedHashMap<>();

    int of(Ip6 destination, long nowNanos) {
        Report known = reports.get(destination);
        return known == null || nowNanos - known.nanos >= LIFETIME_NANOS ? UNKNOWN : known.mtu;
    }

    /** Stores a report; returns whether it lowered the MTU. */
    boolean lower(Ip6 destination, int mtu, long nowNanos) {
        int before = of(destination, nowNanos);
        if (mtu > before) {
            return false;
        }
        reports.remove(destination);
        if (reports.size() == MAX_DESTINATIONS) {
            reports.remove(reports.keySet().iterator().next());
        }
        reports.put(destination, new Report(mtu, nowNanos));
        return mtu < before;
    }
}
