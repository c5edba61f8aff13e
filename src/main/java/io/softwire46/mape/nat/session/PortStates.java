package io.softwire46.mape.nat.session;

import java.util.Arrays;

/**
 * What each port of the set is used for, in one port space. Ports are numbered by their index in the set.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class PortStates {
    /*
     * Idea: the ports are a permutation in which the ports of one state are adjacent, so that the number of ports of a state is
     * known, a random one is found with one read, and the ports that a session may use are a prefix or a range. A port changes
     * its state by one swap at each boundary in between.
     *
     * Resting ports are also in a list by the time of release.
     *
     * Cost: O(1) per change; 24 octets per port.
     */

    /** Used by sessions of the class OVERLAPPING. */
    public static final int OVERLAPPING = 0;

    /** Not used. */
    public static final int FREE = 1;

    /** Released by an EXCLUSIVE mapping a short time ago. */
    public static final int RESTING = 2;

    /** Used by an EXCLUSIVE mapping. */
    public static final int EXCLUSIVE = 3;

    /** Not for dynamic use: reserved, or held by a forward. */
    public static final int HELD = 4;

    private static final int STATES = 5;
    private static final int NONE = -1;
    private static final int STATE_BITS = 3;
    private static final int STATE_MASK = (1 << STATE_BITS) - 1;

    private final int[] order;
    private final int[] position;

    /** State, and number of sessions above it. */
    private final int[] states;

    private final int[] previous;
    private final int[] next;
    private final int[] released; // tick of a resting port, note of a held one
    private final int[] ends = new int[STATES]; // of each state, in the order
    private int oldest = NONE;
    private int newest = NONE;
    private int sessions;

    /** All ports are free. */
    public PortStates(int ports) {
        order = new int[ports];
        position = new int[ports];
        states = new int[ports];
        previous = new int[ports];
        next = new int[ports];
        released = new int[ports];
        clear();
    }

    /** Returns the octets of all arrays. */
    public static long octets(int ports) {
        return 24L * ports;
    }

    /** Makes all ports free. */
    public void clear() {
        for (int port = 0; port < order.length; port++) {
            order[port] = port;
            position[port] = port;
        }
        Arrays.fill(states, FREE);
        Arrays.fill(ends, order.length);
        ends[OVERLAPPING] = 0;
        sessions = 0;
        oldest = NONE;
        newest = NONE;
    }

    public int ports() {
        return order.length;
    }

    /** Returns the number of ports of a state. */
    public int count(int state) {
        return ends[state] - first(state);
    }

    /** Returns the number of ports for dynamic use. */
    public int usable() {
        return ends[EXCLUSIVE];
    }

    private int first(int state) {
        return state == 0 ? 0 : ends[state - 1];
    }

    /** Returns a port of a state by its number in an arbitrary order, 0 to {@link #count} - 1. */
    public int get(int state, int number) {
        return order[first(state) + number];
    }

    /** Returns a port of the states OVERLAPPING, FREE and RESTING, in this order of states. */
    public int get(int number) {
        return order[number];
    }

    /** Returns whether a port is one of the first in the order of {@link #get(int)}. */
    public boolean isAmongFirst(int port, int number) {
        return position[port] < number;
    }

    public int state(int port) {
        return states[port] & STATE_MASK;
    }

    public int sessions(int port) {
        return states[port] >>> STATE_BITS;
    }

    /** Returns the number of sessions of all ports. */
    public int sessions() {
        return sessions;
    }

    public void addSession(int port) {
        sessions++;
        states[port] += 1 << STATE_BITS;
    }

    /** Removes a session and returns the number of sessions that are left. */
    public int removeSession(int port) {
        sessions--;
        states[port] -= 1 << STATE_BITS;
        return sessions(port);
    }

    /** Changes the state of a port. */
    public void set(int port, int state) {
        int from = state(port);
        if (from == RESTING) {
            unlink(port);
        }
        int at = from;
        while (at < state) { // swap with the last of its state, then move the boundary
            swap(port, --ends[at]);
            at++;
        }
        while (at > state) {
            at--;
            swap(port, ends[at]++);
        }
        states[port] = (states[port] & ~STATE_MASK) | state;
    }

    private void swap(int port, int to) {
        int from = position[port];
        int other = order[to];
        order[from] = other;
        position[other] = from;
        order[to] = port;
        position[port] = to;
    }

    /** Makes a port rest: it becomes the last that another endpoint gets. */
    public void rest(int port, int tick) {
        set(port, RESTING);
        released[port] = tick;
        previous[port] = newest;
        next[port] = NONE;
        if (newest == NONE) {
            oldest = port;
        } else {
            next[newest] = port;
        }
        newest = port;
    }

    /** Returns the port that has rested longest, or -1. */
    public int oldestResting() {
        return oldest;
    }

    /** Stores a number for a port that is HELD. */
    public void setNote(int port, int note) {
        released[port] = note;
    }

    /** Returns the number that was stored for a port that is HELD. */
    public int note(int port) {
        return released[port];
    }

    public int releasedTick(int port) {
        return released[port];
    }

    private void unlink(int port) {
        int before = previous[port];
        int after = next[port];
        if (before == NONE) {
            oldest = after;
        } else {
            next[before] = after;
        }
        if (after == NONE) {
            newest = before;
        } else {
            previous[after] = before;
        }
    }
}
