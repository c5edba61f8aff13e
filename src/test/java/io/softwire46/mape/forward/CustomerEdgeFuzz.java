package io.softwire46.mape.forward;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.testing.FuzzReplay;
import java.util.List;

/** Fuzz target: arbitrary packets, in any order and placement, through a customer edge. */
final class CustomerEdgeFuzz {
    private static final List<List<byte[]>> TRAFFIC = FuzzSeeds.traffic(FuzzTraffic::forEdge);

    private CustomerEdgeFuzz() {}

    public static void run(byte[] data) {
        NodeFuzz.run(data, CustomerEdgeFuzz::instance, TRAFFIC, false);
    }

    /** Seeds: each packet alone, sequences of packets, and inputs that a fuzzer found. */
    public static List<byte[]> seeds() {
        return FuzzSeeds.with(TRAFFIC, FuzzReplay.resource("/fuzz/customer-edge.hex"));
    }

    private static NodeFuzz.Instance instance(FuzzWorld world) {
        Published<EdgeTable> published = Published.of(world.edge());
        return new NodeFuzz.Instance(CustomerEdge.of(published), next -> published.publish(next.edge()));
    }
}
