package io.softwire46.mape;

import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;

/**
 * Forwards a ring of one buffer in batches of {@link RelayRun#BURST} packets.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class BatchRun {
    private final Forwarder node;
    private final PacketRing ring;
    private final PacketBatch batch;
    private final ByteBuffer buffer;

    BatchRun(Forwarder node, PacketRing ring) {
        this.node = node;
        this.ring = ring;
        batch = ring.batch(RelayRun.BURST);
        buffer = ring.buffer(0);
    }

    /** Returns the number of forwarded packets. */
    int encap(int from, int packets) {
        int forwarded = 0;
        for (int at = from; at < from + packets; at += RelayRun.BURST) {
            batch.clear();
            for (int i = at; i < at + RelayRun.BURST; i++) {
                ring.addIpv4(batch, i);
            }
            for (int done = 0; done < RelayRun.BURST; ) {
                done = node.fromIpv4(batch, done, 0);
            }
            forwarded += RelayRun.BURST - batch.others();
            for (int i = at; i < at + RelayRun.BURST; i++) {
                ring.restore(buffer, i);
            }
        }
        return forwarded;
    }

    /** Returns the number of forwarded packets. */
    int decap(int from, int packets) {
        int forwarded = 0;
        for (int at = from; at < from + packets; at += RelayRun.BURST) {
            batch.clear();
            for (int i = at; i < at + RelayRun.BURST; i++) {
                ring.addTunnel(batch, i);
            }
            for (int done = 0; done < RelayRun.BURST; ) {
                done = node.fromIpv6(batch, done, 0);
            }
            forwarded += RelayRun.BURST - batch.others();
        }
        return forwarded;
    }
}
