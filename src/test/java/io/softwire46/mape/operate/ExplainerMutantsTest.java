package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.operate.explain.Check;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The comparison with the data plane detects an explanation with any one check inverted. */
class ExplainerMutantsTest {
    private static final int WORLDS = 60;
    private static final int PACKETS_PER_WORLD = 150;

    @Test
    void everyInvertedCheckIsDetected() {
        List<Check> undetected = new ArrayList<>();
        for (Check check : Check.values()) {
            if (!isDetected(check)) {
                undetected.add(check);
            }
        }
        assertEquals(List.of(), undetected);
    }

    private static boolean isDetected(Check check) {
        for (int seed = 1; seed <= WORLDS; seed++) {
            Optional<HostileTraffic> traffic = HostileTraffic.of(seed, seed % 2 == 0);
            if (traffic.isPresent() && disagrees(traffic.get(), check, seed)) {
                return true;
            }
        }
        return false;
    }

    private static boolean disagrees(HostileTraffic traffic, Check check, long seed) {
        Explainer mutant = Explainer.mutant(traffic.domains, traffic.role, seed, check);
        mutant.compareAllEvents();
        Packet window = new Packet();
        for (int i = 0; i < PACKETS_PER_WORLD; i++) {
            byte[] packet = traffic.next();
            window.attach(ByteBuffer.wrap(packet), 0, packet.length, 0);
            boolean isIpv6 = window.ipVersion() == 6;
            if (!mutant.next(window, isIpv6, traffic.now(), Explainer.Detail.PATH)
                    .agrees()) {
                return true;
            }
            traffic.sent(mutant.lastSent());
        }
        return false;
    }
}
