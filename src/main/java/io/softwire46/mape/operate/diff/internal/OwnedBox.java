package io.softwire46.mape.operate.diff.internal;

import io.softwire46.mape.map.PortParameters;

/**
 * Addresses and PSIDs that belong to one rule.
 *
 * <p>Immutable.
 *
 * @param first first address, 32 bits in network order
 * @param last last address
 * @param psidFirst first PSID; 0 if the addresses are not shared
 * @param psidLast last PSID; 0 if the addresses are not shared
 * @param owner the rule
 */
public record OwnedBox(int first, int last, int psidFirst, int psidLast, PlacedRule owner) {
    PortParameters ports() {
        return owner.rule().portParameters();
    }

    boolean isShared() {
        return ports().isShared();
    }

    /** Returns the number of ports of each address. */
    long portCount() {
        return (long) (psidLast - psidFirst + 1) * ports().portCount();
    }

    /** Returns the number of pairs of an address and a port. */
    public long size() {
        return addressCount(first, last) * portCount();
    }

    static long addressCount(int first, int last) {
        return (last & 0xffff_ffffL) - (first & 0xffff_ffffL) + 1;
    }
}
