package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptStatistics.PortUse;
import io.softwire46.mape.nat.session.MappingTable;
import io.softwire46.mape.nat.session.PortChoice;
import io.softwire46.mape.nat.session.PortNumbers;
import io.softwire46.mape.nat.session.PortStates;
import io.softwire46.mape.nat.session.SessionFlags;

/**
 * The ports of one protocol: states, owners, and the rules by which a mapping gets one. Ports are indexes of the set.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class PortSpace {
    static final int NONE = -1;

    /** Ports that one allocation takes from rest, at most; more than one release precedes each allocation only rarely. */
    private static final int MAX_RESTED = 8;

    final PortStates states;
    final MappingTable mappings;
    private final int space;
    private final PortNumbers ports;
    private final PortChoice choice;

    PortSpace(int space, PortNumbers ports, PortChoice choice, long key) {
        this.space = space;
        this.ports = ports;
        this.choice = choice;
        states = new PortStates(ports.size());
        mappings = new MappingTable(ports.size(), key);
    }

    /** Returns the octets of all arrays: 40 per port. */
    static long octets(int ports) {
        return PortStates.octets(ports) + MappingTable.octets(ports);
    }

    /** Returns the number of the port space. */
    int number() {
        return space;
    }

    /** Returns the port that an inside endpoint uses toward all remote endpoints, or {@link #NONE}. */
    int owned(int address, int endpointPort) {
        int port = mappings.find(address, endpointPort);
        return port != NONE && states.state(port) >= PortStates.EXCLUSIVE ? port : NONE;
    }

    /** Returns whether a port has an owner: an EXCLUSIVE mapping or a forward. */
    boolean isOwned(int port) {
        return states.state(port) == PortStates.EXCLUSIVE
                || (states.state(port) == PortStates.HELD && mappings.has(port));
    }

    /**
     * Takes a port for an EXCLUSIVE mapping of an endpoint that owns none.
     *
     * @return the port, or {@link #NONE} if none is permitted
     */
    int takeExclusive(NaptRules rules, int address, int endpointPort, int tick) {
        if (freeForOwners(rules) <= 0) {
            return NONE;
        }
        endRest(rules.portHoldTicks, tick);
        int port = mappings.find(address, endpointPort); // RFC 6888 REQ-8: the same owner may have it at once
        if (port == NONE) {
            port = chooseExclusive(rules, endpointPort);
            if (port == NONE) {
                return NONE;
            }
            mappings.remove(port);
            mappings.add(port, address, endpointPort);
        }
        states.set(port, PortStates.EXCLUSIVE);
        return port;
    }

    private int chooseExclusive(NaptRules rules, int endpointPort) {
        if (rules.preservePort) {
            int same = ports.indexOf(endpointPort);
            if (same != NONE && states.state(same) == PortStates.FREE) {
                return same;
            }
        }
        int port = NONE;
        if (rules.preserveParity) {
            port = choice.exclusive(states, endpointPort & 1);
        }
        if (port == NONE) {
            port = choice.exclusive(states, -1);
        }
        return port == NONE ? states.oldestResting() : port;
    }

    /** Makes ports free that have rested long enough. */
    private void endRest(int holdTicks, int tick) {
        for (int i = 0; i < MAX_RESTED; i++) {
            int port = states.oldestResting();
            if (port == NONE || tick - states.releasedTick(port) <= holdTicks) {
                return;
            }
            mappings.remove(port);
            states.set(port, PortStates.FREE);
        }
    }

    /**
     * Finds a port for a session of the class OVERLAPPING, and prefers one that does not rest.
     *
     * @return the port, or {@link #NONE} if all permitted ones are in use toward the remote endpoint
     */
    int chooseOverlapping(NaptRules rules, int endpointPort, int remote, int remotePort, int tick) {
        endRest(rules.portHoldTicks, tick);
        int used = states.count(PortStates.OVERLAPPING);
        int forOthers = Math.min(rules.minExclusive(space), states.usable());
        if (used >= states.usable() - forOthers) {
            return choose(rules, used, endpointPort, remote, remotePort);
        }
        int unused = used + states.count(PortStates.FREE);
        int port = choose(rules, unused, endpointPort, remote, remotePort);
        return port != NONE
                ? port
                : choose(rules, unused + states.count(PortStates.RESTING), endpointPort, remote, remotePort);
    }

    private int choose(NaptRules rules, int candidates, int endpointPort, int remote, int remotePort) {
        if (rules.preservePort) {
            int same = ports.indexOf(endpointPort);
            if (same != NONE
                    && states.isAmongFirst(same, candidates)
                    && !choice.isUsed(endpointPort, SessionFlags.word1(remote, 0, space, 0), remotePort)) {
                return same;
            }
        }
        int port = NONE;
        if (rules.preserveParity) {
            port = choice.overlapping(states, candidates, space, remote, remotePort, endpointPort & 1);
        }
        return port == NONE ? choice.overlapping(states, candidates, space, remote, remotePort, -1) : port;
    }

    /** Returns whether a port may have sessions of the class OVERLAPPING. */
    boolean isSharable(int port) {
        return states.state(port) <= PortStates.RESTING;
    }

    /** Gives a free port to an endpoint. */
    void own(int port, int address, int endpointPort) {
        int resting = mappings.find(address, endpointPort);
        if (resting != NONE) {
            mappings.remove(resting);
            states.set(resting, PortStates.FREE);
        }
        mappings.add(port, address, endpointPort);
        states.set(port, PortStates.EXCLUSIVE);
    }

    /** Returns the number of ports that sessions of the class OVERLAPPING may use toward one remote endpoint. */
    int candidates(NaptRules rules) {
        int used = states.count(PortStates.OVERLAPPING);
        int forOthers = Math.min(rules.minExclusive(space), states.usable());
        int all = used + states.count(PortStates.FREE) + states.count(PortStates.RESTING);
        return Math.max(used, Math.min(all, states.usable() - forOthers));
    }

    /** Returns the number of ports that new EXCLUSIVE mappings may take. */
    int freeForOwners(NaptRules rules) {
        int forOthers = Math.min(rules.minOverlapping(space), Math.max(0, states.usable() - rules.minExclusive(space)));
        int permitted = states.usable() - forOthers - states.count(PortStates.EXCLUSIVE);
        return Math.min(permitted, states.count(PortStates.FREE) + states.count(PortStates.RESTING));
    }

    /** Takes a port for a session of the class OVERLAPPING. */
    void takeOverlapping(int port) {
        if (states.state(port) != PortStates.OVERLAPPING) {
            mappings.remove(port); // the last owner of a resting port
            states.set(port, PortStates.OVERLAPPING);
        }
        states.addSession(port);
    }

    /**
     * Removes a session from a port.
     *
     * @param endTick tick from which the session is over
     * @return whether an EXCLUSIVE mapping has ended with it
     */
    boolean release(int port, int endTick) {
        if (states.removeSession(port) > 0) {
            return false;
        }
        switch (states.state(port)) {
            case PortStates.OVERLAPPING -> states.set(port, PortStates.FREE);
            case PortStates.EXCLUSIVE -> {
                states.rest(port, endTick);
                return true;
            }
            default -> {}
        }
        return false;
    }

    /** Returns the number of ports with a use. A port whose rest is over is free. */
    int count(PortUse use, int holdTicks, int tick) {
        return switch (use) {
            case FREE -> states.count(PortStates.FREE) + states.count(PortStates.RESTING) - resting(holdTicks, tick);
            case EXCLUSIVE -> states.count(PortStates.EXCLUSIVE);
            case OVERLAPPING -> states.count(PortStates.OVERLAPPING);
            case RESTING -> resting(holdTicks, tick);
            case FORWARD -> forwards();
        };
    }

    private int resting(int holdTicks, int tick) {
        int count = 0;
        for (int i = 0; i < states.count(PortStates.RESTING); i++) {
            if (tick - states.releasedTick(states.get(PortStates.RESTING, i)) <= holdTicks) {
                count++;
            }
        }
        return count;
    }

    private int forwards() {
        int count = 0;
        for (int i = 0; i < states.count(PortStates.HELD); i++) {
            if (mappings.has(states.get(PortStates.HELD, i))) {
                count++;
            }
        }
        return count;
    }
}
