package io.softwire46.mape.nat.session;

import io.softwire46.mape.map.PortSet;

/**
 * The share of one of several instances that serve one CE: a host belongs to one of them, and so does a port. The ports are divided
 * into runs of equal length, system ports and others each, so that every instance has some of both.
 *
 * <p>Immutable.
 *
 * @param index number of the instance
 * @param count number of instances
 */
public record WorkerShare(int index, int count) {
    private static final int FIRST_USER_PORT = 1024;
    private static final long LOW_32_BITS = 0xffff_ffffL;

    /** An instance that serves the CE alone. */
    public static final WorkerShare ALONE = new WorkerShare(0, 1);

    public WorkerShare {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException("worker " + index + " of " + count + " is outside 0.." + (count - 1));
        }
    }

    public boolean isAlone() {
        return count == 1;
    }

    /** Returns the instance of an inside host. */
    public int ofHost(int address) {
        int mixed = (address ^ address >>> 16) * 0x85eb_ca6b; // the finalizer of MurmurHash3
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2_ae35;
        return (int) ((((mixed ^ mixed >>> 16) & LOW_32_BITS) * count) >>> 32);
    }

    /** Returns the instance of the port at an index of the set; -1 for a negative index. */
    public int ofIndex(PortSet ports, int at) {
        if (at < 0) {
            return -1;
        }
        int low = lowPorts(ports);
        return at < low ? runOf(at, low) : runOf(at - low, ports.size() - low);
    }

    private int runOf(int at, int size) {
        return (int) ((long) at * count / size);
    }

    /** Returns the number of system ports of a set, which are its first ones. */
    private static int lowPorts(PortSet ports) {
        int low = 0;
        int high = Math.min(ports.size(), FIRST_USER_PORT);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ports.portAt(middle) < FIRST_USER_PORT) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns the number of ports of this instance, those of forwards not considered. */
    public int ports(PortSet ports) {
        int low = lowPorts(ports);
        return length(low) + length(ports.size() - low);
    }

    private int length(int size) {
        return start(index + 1, size) - start(index, size);
    }

    /** Returns the first of {@code size} places whose run is that of an instance. */
    private int start(int of, int size) {
        return (int) (((long) of * size + count - 1) / count);
    }

    /** Returns the first of {@code size} values that only this instance uses. */
    public int firstValue(int size) {
        return Math.min(start(index, size), size - 1);
    }

    /** Returns the number of values that only this instance uses; 1 at least. */
    public int values(int size) {
        return Math.max(1, length(size));
    }
}
