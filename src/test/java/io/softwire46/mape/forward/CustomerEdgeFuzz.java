package io.softwire46.mape.forward;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.FuzzReplay;
import io.softwire46.mape.wire.Packet;
import java.util.List;

/** Fuzz target: arbitrary packets, in any order and placement, through a customer edge. */
final class CustomerEdgeFuzz {
    private static final List<List<byte[]>> TRAFFIC = FuzzSeeds.traffic(FuzzTraffic::forEdge);

    private CustomerEdgeFuzz() {}

    public static void run(byte[] data) {
        NodeFuzz.run(data, Edge::new, TRAFFIC, false);
    }

    /** Seeds: each packet alone, sequences of packets, and inputs that a fuzzer found. */
    public static List<byte[]> seeds() {
        return FuzzSeeds.with(TRAFFIC, FuzzReplay.resource("/fuzz/customer-edge.hex"));
    }

    private static final class Edge implements NodeFuzz.Node {
        private final Published<EdgeTable> published;
        private final CustomerEdge edge;

        Edge(FuzzWorld world) {
            published = Published.of(world.edge());
            edge = CustomerEdge.of(published);
        }

        @Override
        public Verdict take(Direction from, Packet packet, long nowNanos) {
            return from == Direction.V4_TO_V6 ? edge.fromIpv4(packet, nowNanos) : edge.fromIpv6(packet, nowNanos);
        }

        @Override
        public Verdict take(Direction from, Packet packet, Packet destination, long nowNanos) {
            return from == Direction.V4_TO_V6
                    ? edge.fromIpv4(packet, destination, nowNanos)
                    : edge.fromIpv6(packet, destination, nowNanos);
        }

        @Override
        public int take(Direction from, Packet[] packets, Verdict[] verdicts, int first, int end, long nowNanos) {
            return from == Direction.V4_TO_V6
                    ? edge.fromIpv4(packets, verdicts, first, end, nowNanos)
                    : edge.fromIpv6(packets, verdicts, first, end, nowNanos);
        }

        @Override
        public boolean expire(long nowNanos) {
            return edge.expire(nowNanos);
        }

        @Override
        public int nextOctets() {
            return edge.nextOctets();
        }

        @Override
        public boolean next(Packet place) {
            return edge.next(place);
        }

        @Override
        public Counters counters() {
            return edge.counters();
        }

        @Override
        public void adopt(FuzzWorld world) {
            published.publish(world.edge());
        }
    }
}
