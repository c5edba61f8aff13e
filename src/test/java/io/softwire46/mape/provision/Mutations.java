package io.softwire46.mape.provision;

import io.softwire46.mape.testing.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Runs a fuzz target on its seeds, and on what a fixed row of random changes makes of them. Static methods only. */
public final class Mutations {
    private Mutations() {}

    public static void run(List<byte[]> seeds, int count, Consumer<byte[]> target) {
        seeds.forEach(seed -> run(seed, target));
        Random random = new Random(46);
        for (int i = 0; i < count; i++) {
            byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                input = changed(input, seeds, random);
            }
            run(input, target);
        }
    }

    private static byte[] changed(byte[] input, List<byte[]> seeds, Random random) {
        int at = random.nextInt(input.length + 1);
        byte[] start = Bytes.part(input, 0, at);
        byte[] rest = Bytes.part(input, at, input.length);
        switch (random.nextInt(6)) {
            case 0 -> {
                return Bytes.concat(start, new byte[] {(byte) random.nextInt()}, rest);
            }
            case 1 -> {
                return Bytes.concat(start, Bytes.part(rest, Math.min(rest.length, 1 + random.nextInt(4)), rest.length));
            }
            case 2 -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                return Bytes.concat(start, Bytes.part(other, random.nextInt(other.length + 1), other.length));
            }
            default -> {
                if (rest.length > 0) {
                    rest[0] =
                            random.nextBoolean() ? (byte) random.nextInt() : (byte) (rest[0] ^ 1 << random.nextInt(8));
                }
                return Bytes.concat(start, rest);
            }
        }
    }

    private static void run(byte[] input, Consumer<byte[]> target) {
        try {
            target.accept(input);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    Bytes.hex(input) + "\n" + new String(input, StandardCharsets.ISO_8859_1) + "\n" + e, e);
        }
    }
}
