package io.softwire46.mape.forward.fastpath;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.FuzzTraffic;
import io.softwire46.mape.testing.FuzzSum;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Bursts of packets, each described by numbers: a packet of the world, and the changes to it. They shrink to few unchanged
 * packets, the first of their world.
 *
 * <p>Static methods only.
 */
public final class BurstTraffic {
    private static final int MOST_PACKETS = 200;
    private static final int HEADROOM = 56;
    private static final int[] TIMES_TO_LIVE = {1, 0, 2, 255};

    /** Packets of a pool of one version that most worlds forward, by index. */
    private static final int PLAIN = 2;

    private BurstTraffic() {}

    /**
     * A packet.
     *
     * @param which its index among the packets of the world, modulo their number
     * @param timeToLive index of the new TTL in {@link #TIMES_TO_LIVE}, or no change
     * @param part 0 for the whole packet; 1 for a fragment of it; 2 for a fragment of the inner packet
     * @param units octets of fragment data, in units of 8
     * @param index which of the fragments
     * @param damage 0 for none; truncated, an octet changed, an octet changed and checksums repaired, longer
     * @param at index of the damage
     * @param headroom octets before the packet
     */
    public record Draw(int which, int timeToLive, int part, int units, int index, int damage, int at, int headroom) {
        public byte[] packet(List<byte[]> pool) {
            byte[] packet = pool.get(which % pool.size()).clone();
            int inner = packet[0] >>> 4 == 4 ? 0 : packet[6] == 4 ? 40 : -1;
            if (timeToLive < TIMES_TO_LIVE.length && inner >= 0 && packet.length >= inner + 20) {
                packet[inner + 8] = (byte) TIMES_TO_LIVE[timeToLive];
                FuzzSum.repairIpv4(packet, inner);
            }
            if (part == 2 && inner == 40) {
                byte[] part = FuzzTraffic.part(Bytes.part(packet, 40, packet.length), units, index, 7);
                packet = Bytes.concat(Bytes.part(packet, 0, 40), part);
                Bytes.put16(packet, 4, part.length);
            } else if (part != 0) {
                packet = FuzzTraffic.part(packet, units, index, 7);
            }
            return damaged(packet);
        }

        private byte[] damaged(byte[] packet) {
            int place = at % Math.max(1, packet.length);
            switch (damage) {
                case 1 -> {
                    return Bytes.part(packet, 0, place);
                }
                case 2, 3 -> {
                    if (packet.length > 0) {
                        packet[place] ^= (byte) (1 << at % 8);
                    }
                    if (damage == 3) {
                        FuzzTraffic.repair(packet, 0);
                    }
                    return packet;
                }
                case 4 -> {
                    return Bytes.concat(packet, new byte[1 + at % 20]);
                }
                default -> {
                    return packet;
                }
            }
        }
    }

    /** Packets at one time, and the nanoseconds since the previous ones. */
    public record Burst(long pauseNanos, List<Draw> packets) {}

    public static Arbitrary<List<Burst>> bursts() {
        Arbitrary<Draw> plain = Arbitraries.integers().between(0, PLAIN - 1).map(BurstTraffic::whole);
        Arbitrary<Draw> any = anyPacket();
        Arbitrary<Draw> mostlyOrdinary = Arbitraries.frequencyOf(Tuple.of(30, plain), Tuple.of(1, any));
        Arbitrary<List<Draw>> packets = Arbitraries.oneOf(list(plain), list(mostlyOrdinary), list(any));
        Arbitrary<Long> pause = Arbitraries.of(0L, 1_000_000L, 1_000_000_000L, 61_000_000_000L, 400_000_000_000L);
        return Combinators.combine(pause, packets)
                .as(Burst::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static Arbitrary<List<Draw>> list(Arbitrary<Draw> packets) {
        return packets.list().ofMinSize(1).ofMaxSize(MOST_PACKETS).withSizeDistribution(RandomDistribution.uniform());
    }

    private static Draw whole(int which) {
        return new Draw(which, TIMES_TO_LIVE.length, 0, 1, 0, 0, 0, HEADROOM);
    }

    private static Arbitrary<Draw> anyPacket() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 400).withDistribution(RandomDistribution.uniform()),
                        often(TIMES_TO_LIVE.length, Arbitraries.integers().between(0, TIMES_TO_LIVE.length - 1)),
                        often(0, Arbitraries.integers().between(1, 2)),
                        Arbitraries.of(1, 2, 3, 64, 100),
                        Arbitraries.integers().between(0, 5),
                        often(0, Arbitraries.integers().between(1, 4)),
                        Arbitraries.integers().between(0, 120),
                        often(HEADROOM, Arbitraries.integers().between(0, HEADROOM)))
                .as(Draw::new);
    }

    private static Arbitrary<Integer> often(int usual, Arbitrary<Integer> other) {
        return Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(usual)), Tuple.of(1, other));
    }
}
