package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.FIRST;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.HEADERS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.OUTER;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.PUNTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.RECEIVED;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SECOND;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SLOTS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.TAGS;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.THIRD;
import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.forward.tunnel.FlowLabelHash;
import io.softwire46.mape.proof.ChecksumFormulas;
import io.softwire46.mape.proof.Inputs;
import io.softwire46.mape.proof.PacketFormulas;
import io.softwire46.mape.wire.internal.KeyedMix;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link FastPathPackets} and {@link FlowLabelColumns} compute the formulas of classification and of flow labels. */
class FastPathComparisonTest {
    private static final int PACKET = 0;

    private final PacketFormulas<Long, Boolean> packets = new PacketFormulas<>(LONGS);
    private final ChecksumFormulas<Long, Boolean> checksums = new ChecksumFormulas<>(LONGS);
    private final long[] columns = FastPathPackets.columns();
    private final Inputs inputs = new Inputs();

    @Test
    void edges() {
        int[] octets = {0, 1, 4, 5, 6, 17, 126, 127, 128, 223, 224, 239, 240, 255};
        int[] lengths = {0, 19, 20, 27, 28, 39, 40, 1500, 0xffff};
        for (int network : octets) {
            for (int protocol : octets) {
                for (int length : lengths) {
                    for (int received : lengths) {
                        long first = 0x4500L << 48 | (long) length << 32;
                        long second = 0x4000L << 48 | (long) protocol << 48 | (long) network << 24;
                        compare(
                                first,
                                second,
                                (long) network << 56,
                                received,
                                0x60L << 56 | (long) length << 16 | 4 << 8);
                        compare(first, corrected(first, second, 8L << 56), 8L << 56, received, 0x60L << 56);
                    }
                }
            }
        }
    }

    @Test
    void randomInputs() {
        for (int i = 0; i < Inputs.COUNT; i++) {
            long first = inputs.word();
            long second = inputs.word();
            long third = inputs.word();
            long outer = inputs.word();
            int received = inputs.from(-40, 0x1_0000);
            if (inputs.upTo(7) > 0) { // nearly ordinary
                int total = inputs.upTo(0xffff);
                first = 0x45L << 56 | (first & 0xff_0000_ffff_c000L) | (long) total << 32;
                second = second & ~(0xffL << 48) | (inputs.coin() ? 6L : 17L) << 48;
                outer = 0x6L << 60 | outer >>> 8 & ~(0xffL << 8) | 4 << 8 | outer & 3L << 52;
                outer = outer & ~(0xffffL << 16) & ~(0xfL << 60) | 0x6L << 60 | (long) total << 16;
                received = inputs.coin() ? total + inputs.upTo(64) : received;
                second = inputs.coin() ? corrected(first, second, third) + ((inputs.upTo(2) - 1L) << 32) : second;
            }
            compare(first, second, third, received, outer);
            sources(inputs.word(), inputs.word());
            labels(second, third, inputs.word());
        }
    }

    /** Returns the word with the checksum that makes the header correct. */
    private long corrected(long first, long second, long third) {
        long without = second & ~(0xffffL << 32);
        return without | checksums.checksum(checksums.columnSum(first, without, third)) << 32;
    }

    private void compare(long first, long second, long third, int received, long outer) {
        Supplier<String> input = () -> Inputs.of(first, second, third, received, outer);
        columns[FIRST + PACKET] = first;
        columns[SECOND + PACKET] = second;
        columns[THIRD + PACKET] = third;
        columns[RECEIVED + PACKET] = received;
        columns[OUTER + PACKET] = outer;
        FastPathPackets.checkIpv4(columns, 1);
        long checksum = checksums.columnTest(checksums.columnSum(first, second, third));
        long punt = checksum | packets.ofIpv4(first, second, third, (long) received);
        assertEquals(punt < 0, columns[PUNTS + PACKET] < 0, input);
        columns[PUNTS + PACKET] = 0;
        FastPathPackets.checkTunnel(columns, 1);
        assertEquals(packets.ofTunnel(outer, first, (long) received) < 0, columns[PUNTS + PACKET] < 0, input);
    }

    private void sources(long high, long low) {
        compareSource(high, low, high, low, 0, 0);
        compareSource(high, low, high ^ 1L << inputs.upTo(63), low, 0, 0);
        compareSource(high, low, high, low ^ 1L << inputs.upTo(63), 0, 0);
        compareSource(high, low, inputs.word(), inputs.word(), 0, 0);
        compareSource(high, low, high, low, -1, 0);
        compareSource(high, low, high, low, 0, Long.MIN_VALUE | inputs.word(63)); // rules are nested inside
    }

    private void compareSource(long derivedHigh, long derivedLow, long high, long low, long slot, long tag) {
        columns[HIGH + PACKET] = derivedHigh;
        columns[LOW + PACKET] = derivedLow;
        columns[SOURCE_HIGH + PACKET] = high;
        columns[SOURCE_LOW + PACKET] = low;
        columns[SLOTS + PACKET] = slot;
        columns[TAGS + PACKET] = tag;
        columns[PUNTS + PACKET] = 0;
        FastPathPackets.checkSource(columns, 1);
        long punt = packets.ofSource(derivedHigh, derivedLow, high, low) | slot | tag;
        assertEquals(
                punt < 0, columns[PUNTS + PACKET] < 0, () -> Inputs.of(derivedHigh, derivedLow, high, low, slot, tag));
    }

    private void labels(long second, long third, long key) {
        columns[SECOND + PACKET] = second;
        columns[THIRD + PACKET] = third;
        FlowLabelColumns.labels(key, columns, 1);
        long addresses = second << 32 | third >>> 32;
        long mixed = KeyedMix.of(KeyedMix.of(addresses ^ key) ^ (third & 0xffff_ffffL) << 8 ^ packets.protocol(second));
        assertEquals(packets.label(mixed), columns[HEADERS + PACKET], () -> Inputs.of(second, third, key));
        single(second & ~(0xffL << 48) | (inputs.coin() ? 6L : 17L) << 48, third, key);
    }

    /** Labels of single packets, by both policies that hash. */
    private void single(long second, long third, long key) {
        ByteBuffer packet = ByteBuffer.allocate(60);
        packet.putLong(0, 0x45L << 56 | 60L << 32).putLong(8, second).putLong(16, third);
        long first = KeyedMix.of((second << 32 | third >>> 32) ^ key);
        long protocol = packets.protocol(second);
        long ofFive = packets.label(KeyedMix.of(first ^ (third & 0xffff_ffffL) << 8 ^ protocol));
        long ofThree = packets.label(KeyedMix.of(first ^ protocol));
        Supplier<String> input = () -> Inputs.of(second, third, key);
        assertEquals(ofFive, FlowLabelHash.of(FlowLabel.HASH, key, packet, 0, 60), input);
        assertEquals(ofThree, FlowLabelHash.of(FlowLabel.HASH3, key, packet, 0, 60), input);
    }
}
