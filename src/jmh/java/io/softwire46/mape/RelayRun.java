package io.softwire46.mape;

import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.util.Arrays;

/**
 * A BR that forwards packets of a ring, by single calls or in bursts, in place. The octets that forwarding changed are restored
 * after each packet or burst.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class RelayRun {
    /** Packets per call of the burst form. */
    static final int BURST = 64;

    final BorderRelay relay;
    private final PacketRing ring;
    private final Packet window = new Packet();
    private final Packet[] windows = new Packet[BURST];
    private final Verdict[] verdicts = new Verdict[BURST];

    RelayRun(BorderRelay relay, PacketRing ring) {
        this.relay = relay;
        this.ring = ring;
        Arrays.setAll(windows, i -> new Packet());
    }

    /** Returns the batch form of the same BR and ring, whose packets are in one buffer. */
    BatchRun batches() {
        return new BatchRun(relay, ring);
    }

    /** {@return the number of forwarded packets} */
    int encapSingle(int from, int packets) {
        int forwarded = 0;
        for (int i = from; i < from + packets; i++) {
            ring.attachIpv4(window, i);
            if (relay.fromIpv4(window, 0) == Verdict.FORWARDED) {
                forwarded++;
            }
            ring.restore(i);
        }
        return forwarded;
    }

    int decapSingle(int from, int packets) {
        int forwarded = 0;
        for (int i = from; i < from + packets; i++) {
            ring.attachTunnel(window, i);
            if (relay.fromIpv6(window, 0) == Verdict.FORWARDED) {
                forwarded++;
            }
        }
        return forwarded;
    }

    int encapBurst(int from, int packets) {
        int forwarded = 0;
        for (int at = from; at < from + packets; at += BURST) {
            for (int i = 0; i < BURST; i++) {
                ring.attachIpv4(windows[i], at + i);
            }
            for (int done = 0; done < BURST; ) {
                done = relay.fromIpv4(windows, verdicts, done, BURST, 0);
            }
            for (int i = 0; i < BURST; i++) {
                forwarded += verdicts[i] == Verdict.FORWARDED ? 1 : 0;
                ring.restore(at + i);
            }
        }
        return forwarded;
    }

    int decapBurst(int from, int packets) {
        int forwarded = 0;
        for (int at = from; at < from + packets; at += BURST) {
            for (int i = 0; i < BURST; i++) {
                ring.attachTunnel(windows[i], at + i);
            }
            for (int done = 0; done < BURST; ) {
                done = relay.fromIpv6(windows, verdicts, done, BURST, 0);
            }
            for (int i = 0; i < BURST; i++) {
                forwarded += verdicts[i] == Verdict.FORWARDED ? 1 : 0;
            }
        }
        return forwarded;
    }

    /** Throws if a benchmark does not forward as described. */
    static int expect(int value, int expected) {
        if (value != expected) {
            throw new IllegalStateException(value + " instead of " + expected);
        }
        return value;
    }
}
