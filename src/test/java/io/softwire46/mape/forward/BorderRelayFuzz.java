package io.softwire46.mape.forward;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.FuzzReplay;
import io.softwire46.mape.wire.Packet;
import java.util.List;

/** Fuzz target: arbitrary packets, in any order and placement, through a border relay. */
final class BorderRelayFuzz {
    private static final List<List<byte[]>> TRAFFIC = FuzzSeeds.traffic(FuzzTraffic::forRelay);

    private BorderRelayFuzz() {}

    public static void run(byte[] data) {
        NodeFuzz.run(data, Relay::new, TRAFFIC, true);
    }

    /** Seeds: each packet alone, sequences of packets, and inputs that a fuzzer found. */
    public static List<byte[]> seeds() {
        return FuzzSeeds.with(TRAFFIC, FuzzReplay.resource("/fuzz/border-relay.hex"));
    }

    private static final class Relay implements NodeFuzz.Node {
        private final Published<RuleTable> published;
        private final BorderRelay relay;

        Relay(FuzzWorld world) {
            published = Published.of(world.table());
            relay = BorderRelay.of(published);
        }

        @Override
        public Verdict take(Direction from, Packet packet, long nowNanos) {
            return from == Direction.V4_TO_V6 ? relay.fromIpv4(packet, nowNanos) : relay.fromIpv6(packet, nowNanos);
        }

        @Override
        public Verdict take(Direction from, Packet packet, Packet destination, long nowNanos) {
            return from == Direction.V4_TO_V6
                    ? relay.fromIpv4(packet, destination, nowNanos)
                    : relay.fromIpv6(packet, destination, nowNanos);
        }

        @Override
        public int take(Direction from, Packet[] packets, Verdict[] verdicts, int first, int end, long nowNanos) {
            return from == Direction.V4_TO_V6
                    ? relay.fromIpv4(packets, verdicts, first, end, nowNanos)
                    : relay.fromIpv6(packets, verdicts, first, end, nowNanos);
        }

        @Override
        public boolean expire(long nowNanos) {
            return relay.expire(nowNanos);
        }

        @Override
        public int nextOctets() {
            return relay.nextOctets();
        }

        @Override
        public boolean next(Packet place) {
            return relay.next(place);
        }

        @Override
        public Counters counters() {
            return relay.counters();
        }

        @Override
        public void adopt(FuzzWorld world) {
            published.publish(world.table());
        }
    }
}
