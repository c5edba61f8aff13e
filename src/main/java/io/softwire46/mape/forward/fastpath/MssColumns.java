package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNT;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SECOND;

import io.softwire46.mape.forward.tunnel.Encapsulator;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;

/**
 * Punts TCP packets whose MSS may have to be lowered. It is the only check that reads beyond the first 24 octets of the IPv4 packet,
 * and runs only if the domain of a TCP packet lowers the MSS.
 *
 * <p>Static methods only.
 */
final class MssColumns {
    private MssColumns() {}

    /** Checks packets whose IPv4 header follows {@code outer} octets. */
    static void check(long[] columns, Packet[] packets, int from, int count, int outer) {
        for (int i = 0; i < count; i++) {
            Packet packet = packets[from + i];
            if (columns[PUNTS + i] >= 0
                    && Encapsulator.isSyn(packet.buffer(), packet.offset() + outer, columns[SECOND + i])) {
                columns[PUNTS + i] = PUNT;
            }
        }
    }

    /** Checks packets of one buffer whose IPv4 header follows {@code outer} octets. */
    static void check(long[] columns, PacketBatch batch, int from, int count, int outer) {
        for (int i = 0; i < count; i++) {
            if (columns[PUNTS + i] >= 0
                    && Encapsulator.isSyn(batch.buffer(), batch.offset(from + i) + outer, columns[SECOND + i])) {
                columns[PUNTS + i] = PUNT;
            }
        }
    }
}
