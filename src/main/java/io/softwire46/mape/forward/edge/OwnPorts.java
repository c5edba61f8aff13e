package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.forward.lookup.KeyBatch.KEYS;
import static io.softwire46.mape.forward.lookup.KeyBatch.PUNTS;

import io.softwire46.mape.forward.lookup.KeyBatch;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Bits;

/**
 * The address and ports of one CE as a mask over {@link KeyBatch#KEYS} (RFC 7597 section 5.1): address or prefix, and the PSID if
 * the address is shared.
 *
 * <p>Immutable.
 */
public final class OwnPorts {
    private final long mask;
    private final long own;
    private final long firstPort;

    OwnPorts(CeMapping mapping) {
        PortParameters ports = mapping.rule().portParameters();
        boolean shared = mapping.rule().isShared();
        long psids = shared ? ports.sharingRatio() - 1L : 0;
        mask = (Bits.ipv4Mask(mapping.ipv4Length()) & 0xffff_ffffL) << 16 | psids << ports.contiguousBits();
        own = ((mapping.ipv4Bits() & 0xffff_ffffL) << 16
                        | (shared ? (long) mapping.psid() << ports.contiguousBits() : 0))
                & mask;
        firstPort = shared ? 0x10000 >>> ports.psidOffset() & 0xffff : 0;
    }

    /** Punts packets whose keys are not the CE's own. */
    public void checkOwn(long[] columns, int count) {
        long bits = mask;
        long expected = own;
        long least = firstPort;
        for (int i = 0; i < count; i++) {
            columns[PUNTS + i] |= ~(((columns[KEYS + i] & bits) ^ expected) - 1) | (columns[KEYS + i] & 0xffff) - least;
        }
    }

    /** Punts packets whose keys are the CE's own. */
    public void checkForeign(long[] columns, int count) {
        long bits = mask;
        long expected = own;
        long least = firstPort;
        for (int i = 0; i < count; i++) {
            long notOwned = ((columns[KEYS + i] & bits) ^ expected) | ((columns[KEYS + i] & 0xffff) - least) >>> 63;
            columns[PUNTS + i] |= notOwned - 1;
        }
    }
}
