package io.softwire46.mape.conformance.model;

import java.util.HashMap;
import java.util.Map;

/**
 * Path MTUs by destination (RFC 8201 section 4): only ever lowered, and discarded ten minutes after the last message
 * that lowered or confirmed them.
 *
 * <p>Not thread-safe.
 */
final class NaivePathMtus {
    private static final long LIFETIME_NANOS = 600_000_000_000L;

    private record Noted(long mtu, long since) {}

    private final Map<String, Noted> noted = new HashMap<>();

    /** Returns the stored path MTU, or a number above every size. */
    long of(String destination, long nowNanos) {
        Noted entry = noted.get(destination);
        return entry == null || nowNanos - entry.since > LIFETIME_NANOS ? Integer.MAX_VALUE : entry.mtu;
    }

    void report(String destination, long mtu, long nowNanos) {
        if (mtu <= of(destination, nowNanos)) {
            noted.put(destination, new Noted(mtu, nowNanos));
        }
    }
}
