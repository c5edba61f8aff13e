package io.softwire46.mape.forward;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Inputs of {@link NodeFuzz} from which a fuzzer starts. */
final class FuzzSeeds {
    private static final int WHOLE = 0x03;
    private static final int FROM_WHAT_LEFT = 0x02;
    private static final int INTO = 0x10;
    private static final int BURST = 0x20;
    private static final int ADOPT = 0x30;
    private static final int SCRIBBLE = 0x40;
    private static final int PART = 0x20;

    private FuzzSeeds() {}

    /** The packets of each world. */
    static List<List<byte[]>> traffic(Function<FuzzWorld, List<byte[]>> maker) {
        return IntStream.range(0, FuzzWorld.count())
                .mapToObj(FuzzWorld::at)
                .map(maker)
                .toList();
    }

    /** Each packet of each world alone in several forms, all packets of a world in sequence, and special cases. */
    static List<byte[]> with(List<List<byte[]>> traffic, List<byte[]> found) {
        List<byte[]> seeds = new ArrayList<>(found);
        for (int w = 0; w < traffic.size(); w++) {
            int packets = traffic.get(w).size();
            for (int p = 0; p < packets; p++) {
                byte[] whole = step(WHOLE | SCRIBBLE, 0, p);
                byte[] back = step(FROM_WHAT_LEFT, 0, 0, 0);
                byte[] error = step(FROM_WHAT_LEFT, 0, 2, 0, 0, 0x05, 0x14); // Packet Too Big, 1300
                byte[] edge = step(0, 0, p, 0x80 | p & 15, 0); // longer, near the limits for fragmentation
                seeds.add(seed(w, whole, back, whole, error, whole));
                seeds.add(seed(w, step(WHOLE | INTO, 0, p), step(WHOLE | BURST, 56, p), edge));
            }
            for (int p = 0; p < packets; p += 3) {
                byte[] first = part(p, 5, 0); // 48 octets each
                byte[] second = part(p, 5, 1);
                byte[] third = part(p, 5, 2);
                seeds.add(seed(w, first, second, third));
                seeds.add(seed(w, third, second, first, first));
                seeds.add(seed(w, second, part(p, 6, 1), first));
                seeds.add(seed(w, first, step(WHOLE, 0, p), later(p), third));
            }
            for (int p = 0; p < packets; p += 12) {
                byte[][] row = new byte[Math.min(12, packets - p) + 1][];
                for (int i = 0; i < row.length - 1; i++) {
                    row[i] = step(WHOLE, 0, p + i);
                }
                row[row.length - 1] = step(ADOPT | WHOLE, w + 1, 0);
                seeds.add(seed(w, Bytes.concat(row), Bytes.concat(row)));
            }
        }
        return seeds;
    }

    private static byte[] seed(int world, byte[]... steps) {
        return Bytes.concat(new byte[] {(byte) world, 0}, Bytes.concat(steps));
    }

    /** A fragment of a packet, with the given number of units of 8 octets. */
    private static byte[] part(int packet, int units, int index) {
        byte[] step = step(WHOLE, 0, packet, units, index, 7);
        step[1] = PART;
        return step;
    }

    /** A packet that arrives 90 s after the previous one. */
    private static byte[] later(int packet) {
        byte[] step = step(WHOLE, 0, packet);
        step[2] = (byte) 0xa9;
        return step;
    }

    /** All lengths and checksums repaired, 1 ms later. */
    private static byte[] step(int how, int room, int... rest) {
        byte[] octets = new byte[4 + rest.length];
        octets[0] = (byte) how;
        octets[2] = 0x61;
        octets[3] = (byte) room;
        for (int i = 0; i < rest.length; i++) {
            octets[4 + i] = (byte) rest[i];
        }
        return octets;
    }
}
