package io.softwire46.mape.forward;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.testing.FuzzReplay;
import java.util.List;

/** Fuzz target: arbitrary packets, in any order and placement, through a border relay. */
final class BorderRelayFuzz {
    private static final List<List<byte[]>> TRAFFIC = FuzzSeeds.traffic(FuzzTraffic::forRelay);

    private BorderRelayFuzz() {}

    public static void run(byte[] data) {
        NodeFuzz.run(data, BorderRelayFuzz::instance, TRAFFIC, true);
    }

    /** Seeds: each packet alone, sequences of packets, and inputs that a fuzzer found. */
    public static List<byte[]> seeds() {
        return FuzzSeeds.with(TRAFFIC, FuzzReplay.resource("/fuzz/border-relay.hex"));
    }

    private static NodeFuzz.Instance instance(FuzzWorld world) {
        Published<RuleTable> published = Published.of(world.table());
        return new NodeFuzz.Instance(BorderRelay.of(published), next -> published.publish(next.table()));
    }
}
