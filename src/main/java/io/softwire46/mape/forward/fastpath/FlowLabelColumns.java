package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.HEADERS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SECOND;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.THIRD;

import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.forward.tunnel.FlowLabelHash;
import io.softwire46.mape.wire.internal.KeyedMix;

/**
 * Computes the flow labels of a batch; {@link FlowLabelHash} computes the same for one packet.
 *
 * <p>Static methods only.
 */
final class FlowLabelColumns {
    private FlowLabelColumns() {}

    /** Sets {@link FastPathPackets#HEADERS} to the labels of {@link FlowLabel#HASH} of unfragmented TCP and UDP packets. */
    static void labels(long key, long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[HEADERS + i] = (columns[SECOND + i] << 32 | columns[THIRD + i] >>> 32) ^ key;
        }
        mix(columns, count);
        for (int i = 0; i < count; i++) {
            columns[HEADERS + i] ^= columns[THIRD + i] << 32 >>> 24 ^ columns[SECOND + i] << 8 >>> 56;
        }
        mix(columns, count);
        for (int i = 0; i < count; i++) {
            long label = columns[HEADERS + i] >>> (64 - FlowLabelHash.LABEL_BITS);
            columns[HEADERS + i] = label + ((label - 1) >>> 63); // never 0
        }
    }

    private static void mix(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[HEADERS + i] = KeyedMix.of(columns[HEADERS + i]);
        }
    }
}
