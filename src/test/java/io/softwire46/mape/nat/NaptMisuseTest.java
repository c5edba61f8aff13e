package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Null arguments are refused, also where nothing is pending. */
class NaptMisuseTest {
    private final Napt44 napt = new NaptRun().napt;

    private static void assertRefused(Executable call) {
        assertThrows(NullPointerException.class, call);
    }

    @Test
    @SuppressWarnings("NullAway") // nulls are the test
    void nullArguments() {
        assertRefused(() -> napt.outbound((Packet) null, 0));
        assertRefused(() -> napt.inbound((Packet) null, 0));
        assertRefused(() -> napt.outbound((PacketBatch) null, 0, 0));
        assertRefused(() -> napt.inbound((PacketBatch) null, 0, 0));
        assertRefused(() -> napt.next(null, 0));
        assertRefused(() -> napt.release(null, 0));
        assertRefused(() -> napt.nextEvent(null));
        assertRefused(() -> napt.nextSession(null, 0));
        assertRefused(() -> napt.request(null, 0));
        assertRefused(() -> napt.restore(null, 0));
        assertRefused(() -> napt.explain(null, 0, 0, 0));
    }
}
