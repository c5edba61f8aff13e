package io.softwire46.mape.nat.session;

import io.softwire46.mape.wire.internal.KeyedMix;
import java.util.Arrays;

/**
 * The sessions of the class OVERLAPPING of each inside endpoint, so that the endpoint keeps its port toward further remote
 * endpoints.
 *
 * <p>The sessions of an endpoint are a circular list through word 7. One of them, the last added, is in a hash bucket, through the
 * lower half of word 3. Not thread-safe: use one instance per thread.
 */
public final class InsideEndpoints {
    public static final int NONE = -1;

    private static final long LOW_32_BITS = 0xffff_ffffL;

    private final long[] words;
    private final int[] buckets;
    private final long key;

    public InsideEndpoints(SessionTable sessions, long key) {
        words = sessions.words;
        buckets = new int[buckets(sessions.capacity())];
        this.key = key;
        clear();
    }

    private static int buckets(int maxSessions) {
        return maxSessions / 4;
    }

    /** Returns the octets of the array. */
    public static long octets(int maxSessions) {
        return 4L * buckets(maxSessions);
    }

    public void clear() {
        Arrays.fill(buckets, NONE);
    }

    /** Returns the session that an inside endpoint started last, or {@link #NONE}. */
    public int find(int space, int address, int endpointPort) {
        return find(buckets[bucket(space, address, endpointPort)], space, address, endpointPort);
    }

    private int find(int first, int space, int address, int endpointPort) {
        int session = first;
        while (session != NONE) {
            int at = SessionTable.at(session);
            if (SessionFlags.insideAddress(words, at) == address
                    && SessionFlags.insidePort(words, at) == endpointPort
                    && SessionFlags.space(words, at) == space) {
                return session;
            }
            session = below(session);
        }
        return NONE;
    }

    private int bucket(int space, int address, int endpointPort) {
        long hash = KeyedMix.of(key ^ ((long) address << 32 | (long) endpointPort << 16 | space)) >>> 32;
        return (int) ((hash * buckets.length) >>> 32);
    }

    private int bucketOf(int at) {
        return bucket(
                SessionFlags.space(words, at),
                SessionFlags.insideAddress(words, at),
                SessionFlags.insidePort(words, at));
    }

    /** Adds a session. */
    public void add(int session) {
        int at = SessionTable.at(session);
        int bucket = bucketOf(at);
        int first = find(
                buckets[bucket],
                SessionFlags.space(words, at),
                SessionFlags.insideAddress(words, at),
                SessionFlags.insidePort(words, at));
        if (first == NONE) {
            setLinks(session, session, session);
            setBelow(session, buckets[bucket]);
            buckets[bucket] = session;
            return;
        }
        int before = previous(first);
        setLinks(session, before, first);
        setLinks(before, before == first ? session : previous(before), session);
        setLinks(first, session, before == first ? session : next(first));
        replace(bucket, first, session);
    }

    /** Removes a session. */
    public void remove(int session) {
        int after = next(session);
        int before = previous(session);
        int bucket = bucketOf(SessionTable.at(session));
        boolean isInBucket = isInBucket(bucket, session);
        if (after == session) {
            unlink(bucket, session);
            return;
        }
        words[SessionTable.at(before) + SessionTable.ENDPOINT] = pair(previous(before), after);
        words[SessionTable.at(after) + SessionTable.ENDPOINT] = pair(before, next(after));
        if (isInBucket) {
            replace(bucket, session, after);
        }
    }

    /** Returns the session of the same endpoint that was started before, in a circle. */
    public int next(int session) {
        return (int) words[SessionTable.at(session) + SessionTable.ENDPOINT];
    }

    private int previous(int session) {
        return (int) (words[SessionTable.at(session) + SessionTable.ENDPOINT] >>> 32);
    }

    private void setLinks(int session, int previous, int next) {
        words[SessionTable.at(session) + SessionTable.ENDPOINT] = pair(previous, next);
    }

    private static long pair(int previous, int next) {
        return (long) previous << 32 | (next & LOW_32_BITS);
    }

    private boolean isInBucket(int bucket, int session) {
        int other = buckets[bucket];
        while (other != NONE && other != session) {
            other = below(other);
        }
        return other == session;
    }

    /** Puts a session in the place of another of the same endpoint. */
    private void replace(int bucket, int session, int by) {
        setBelow(by, below(session));
        link(bucket, session, by);
    }

    private void unlink(int bucket, int session) {
        link(bucket, session, below(session));
    }

    /** Changes the link that leads to a session. */
    private void link(int bucket, int session, int to) {
        int above = buckets[bucket];
        if (above == session) {
            buckets[bucket] = to;
            return;
        }
        while (below(above) != session) {
            above = below(above);
        }
        setBelow(above, to);
    }

    private int below(int session) {
        return (int) words[SessionTable.at(session) + SessionTable.END];
    }

    private void setBelow(int session, int below) {
        int at = SessionTable.at(session) + SessionTable.END;
        words[at] = (words[at] & ~LOW_32_BITS) | (below & LOW_32_BITS);
    }
}
