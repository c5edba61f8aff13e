package io.softwire46.mape.nat.session;

import io.softwire46.mape.wire.internal.KeyedMix;
import java.util.Arrays;

/**
 * The inside endpoints that have a port of their own, in one port space: EXCLUSIVE mappings, forwards, and the last owners of
 * resting ports. A hash index finds the port of an endpoint. Ports are numbered by their index in the set.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class MappingTable {
    public static final int NONE = -1;

    private final int[] addresses;
    private final int[] endpointPorts;
    private final int[] buckets;
    private final int[] next;
    private final long key;

    public MappingTable(int ports, long key) {
        this.key = key;
        addresses = new int[ports];
        endpointPorts = new int[ports];
        buckets = new int[ports];
        next = new int[ports];
        clear();
    }

    /** Returns the octets of all arrays. */
    public static long octets(int ports) {
        return 16L * ports;
    }

    public void clear() {
        Arrays.fill(buckets, NONE);
        Arrays.fill(endpointPorts, NONE);
    }

    /** Returns the port of an inside endpoint, or {@link #NONE}. */
    public int find(int address, int endpointPort) {
        int port = buckets[bucket(address, endpointPort)];
        while (port != NONE && (addresses[port] != address || endpointPorts[port] != endpointPort)) {
            port = next[port];
        }
        return port;
    }

    /** Adds an endpoint that has no port; the port must have no endpoint. */
    public void add(int port, int address, int endpointPort) {
        int bucket = bucket(address, endpointPort);
        addresses[port] = address;
        endpointPorts[port] = endpointPort;
        next[port] = buckets[bucket];
        buckets[bucket] = port;
    }

    /** Removes the endpoint of a port, if it has one. */
    public void remove(int port) {
        if (!has(port)) {
            return;
        }
        int bucket = bucket(addresses[port], endpointPorts[port]);
        int at = buckets[bucket];
        if (at == port) {
            buckets[bucket] = next[port];
        } else {
            while (next[at] != port) {
                at = next[at];
            }
            next[at] = next[port];
        }
        endpointPorts[port] = NONE;
    }

    public boolean has(int port) {
        return endpointPorts[port] != NONE;
    }

    public int address(int port) {
        return addresses[port];
    }

    public int endpointPort(int port) {
        return endpointPorts[port];
    }

    private int bucket(int address, int endpointPort) {
        long hash = KeyedMix.of(key ^ ((long) address << 16 | endpointPort)) >>> 32;
        return (int) ((hash * buckets.length) >>> 32);
    }
}
