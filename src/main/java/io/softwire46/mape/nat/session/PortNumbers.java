package io.softwire46.mape.nat.session;

import io.softwire46.mape.map.PortSet;

/**
 * Port numbers of a set and their indexes in ascending order (RFC 7597 section 5.1), as arithmetic on fields.
 *
 * <p>Immutable.
 */
public final class PortNumbers {
    private final int size;
    private final int contiguousBits;
    private final int offsetShift;
    private final int psidMask;
    private final int psid;
    private final int firstRange;

    public PortNumbers(PortSet ports) {
        size = ports.size();
        contiguousBits = ports.parameters().contiguousBits();
        int offset = ports.parameters().psidOffset();
        boolean hasRanges = ports.parameters().isShared() && offset > 0;
        offsetShift = hasRanges ? 16 - offset : 16;
        firstRange = hasRanges ? 1 : 0;
        psidMask = ports.parameters().isShared() ? ports.parameters().sharingRatio() - 1 : 0;
        psid = ports.psid();
    }

    /** Returns the number of ports. */
    public int size() {
        return size;
    }

    public boolean contains(int port) {
        return port >>> 16 == 0 && (port >>> contiguousBits & psidMask) == psid && port >>> offsetShift >= firstRange;
    }

    /** Returns the index of a port, -1 if it is not in the set. */
    public int indexOf(int port) {
        if (!contains(port)) {
            return -1;
        }
        int range = (port >>> offsetShift) - firstRange;
        return range << contiguousBits | (port & (1 << contiguousBits) - 1);
    }

    /** Returns the port at an index, 0 to {@link #size} - 1. */
    public int portAt(int index) {
        int range = index >>> contiguousBits;
        int high = ((range + firstRange) << offsetShift) & 0xffff;
        return high | (psid << contiguousBits) | (index & ((1 << contiguousBits) - 1));
    }
}
