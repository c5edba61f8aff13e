package io.softwire46.mape.nat.session;

import io.softwire46.mape.wire.internal.KeyedMix;

/**
 * Chooses external ports at random, uniformly over the ports that a session may use (RFC 6056 section 4, RFC 7857 section 9).
 * Ports are indexes of the set.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class PortChoice {
    /*
     * Idea: a random port of those permitted, until it is free. If that does not succeed after some attempts, nearly all ports
     * are in use toward the remote endpoint; then the number of free ports is known, and a random one of them is counted out.
     * Both steps are uniform over the free ports.
     *
     * Cost: below half of the ports in use, two attempts are expected, each one look-up. From half on the remote endpoint has a
     * bitmap, and an attempt is a read of a bit.
     */

    public static final int NONE = -1;

    private static final int ATTEMPTS = 48;

    /** The golden ratio as a 64-bit fraction, an odd step that visits all values of a counter. */
    private static final long STEP = 0x9e37_79b9_7f4a_7c15L;

    private final SessionTable sessions;
    private final RemoteEndpoints remotes;
    private PortBitmaps bitmaps;
    private PortNumbers ports;
    private long counter;
    private int attempts;

    public PortChoice(
            SessionTable sessions, RemoteEndpoints remotes, PortBitmaps bitmaps, PortNumbers ports, long seed) {
        this.sessions = sessions;
        this.remotes = remotes;
        this.bitmaps = bitmaps;
        this.ports = ports;
        counter = seed;
    }

    /** Takes another port set. */
    public void adopt(PortNumbers newPorts, PortBitmaps newBitmaps) {
        ports = newPorts;
        bitmaps = newBitmaps;
    }

    /**
     * Returns the number of ports that the last choice for a session of the class OVERLAPPING has examined: each is a read of a bit,
     * or a look-up below half of the ports in use. For tests.
     */
    public int attempts() {
        return attempts;
    }

    /** Returns a random number from 0 to bound - 1. */
    public int random(int bound) {
        counter += STEP;
        return (int) (((KeyedMix.of(counter) >>> 32) * bound) >>> 32);
    }

    /**
     * Returns a port toward a remote endpoint for a session of the class OVERLAPPING.
     *
     * @param candidates number of ports to choose from, the first in the order of the states
     * @param parity 0 or 1; -1 for any
     * @return index of a port that no session uses toward the remote endpoint, or {@link #NONE}
     */
    public int overlapping(PortStates states, int candidates, int space, int remote, int remotePort, int parity) {
        int record = remotes.find(RemoteEndpoints.overlappingKey(space, remote, remotePort));
        attempts = 0;
        int free = candidates - remotes.count(record);
        if (free <= 0) {
            return NONE;
        }
        int bitmap = remotes.bitmap(record);
        long key = SessionFlags.word1(remote, 0, space, 0);
        for (attempts = 1; attempts <= ATTEMPTS; attempts++) {
            int port = states.get(random(candidates));
            if (!isUsed(record, bitmap, port, key, remotePort) && isOf(port, parity)) {
                return port;
            }
        }
        attempts = ATTEMPTS + candidates;
        int chosen = NONE;
        int seen = 0;
        for (int number = 0; number < candidates; number++) {
            int port = states.get(number);
            if (!isUsed(record, bitmap, port, key, remotePort) && isOf(port, parity) && random(++seen) == 0) {
                chosen = port;
            }
        }
        return chosen;
    }

    private boolean isUsed(int record, int bitmap, int port, long key, int remotePort) {
        if (record == RemoteEndpoints.NONE) {
            return false;
        }
        return bitmap != PortBitmaps.NONE ? bitmaps.isSet(bitmap, port) : isUsed(ports.portAt(port), key, remotePort);
    }

    /** Returns whether a session of the port space of {@code key} uses a port number toward the remote endpoint. */
    public boolean isUsed(int portNumber, long key, int remotePort) {
        return sessions.findInbound(remotePort, key | (long) portNumber << 16) != SessionTable.NONE;
    }

    private boolean isOf(int port, int parity) {
        return parity < 0 || (ports.portAt(port) & 1) == parity;
    }

    /**
     * Returns a free port for an EXCLUSIVE mapping.
     *
     * @param parity 0 or 1; -1 for any
     * @return index of a port that has no session and does not rest, or {@link #NONE}
     */
    public int exclusive(PortStates states, int parity) {
        int free = states.count(PortStates.FREE);
        if (free == 0) {
            return NONE;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = states.get(PortStates.FREE, random(free));
            if (isOf(port, parity)) {
                return port;
            }
        }
        int chosen = NONE;
        int seen = 0;
        for (int number = 0; number < free; number++) {
            int port = states.get(PortStates.FREE, number);
            if (isOf(port, parity) && random(++seen) == 0) {
                chosen = port;
            }
        }
        return chosen;
    }
}
