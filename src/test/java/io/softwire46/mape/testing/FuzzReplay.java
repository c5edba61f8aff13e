package io.softwire46.mape.testing;

import io.softwire46.mape.conformance.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Runs a fuzz target on its seeds, and on a fixed sequence of random changes of them. Static methods only. */
public final class FuzzReplay {
    private FuzzReplay() {}

    /** Reads the inputs of a resource: one per line, in hexadecimal. Lines that start with # are comments. */
    public static List<byte[]> resource(String name) {
        try (InputStream in = FuzzReplay.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Bytes::hex)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the target on each seed. */
    public static void replay(List<byte[]> seeds, Consumer<byte[]> target) {
        seeds.forEach(seed -> run(seed, target));
    }

    /** Runs the target on this number of inputs, each a seed with one to eight changes. */
    public static void mutate(List<byte[]> seeds, int count, Consumer<byte[]> target) {
        Random random = new Random(46);
        for (int i = 0; i < count; i++) {
            byte[] input = seeds.get(random.nextInt(seeds.size()));
            for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
                input = changed(input, seeds, random);
            }
            run(input, target);
        }
    }

    private static byte[] changed(byte[] input, List<byte[]> seeds, Random random) {
        int at = random.nextInt(input.length + 1);
        byte[] start = Bytes.part(input, 0, at);
        byte[] rest = Bytes.part(input, at, input.length);
        switch (random.nextInt(8)) {
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
            case 3 -> {
                return Bytes.concat(input, rest);
            }
            default -> {
                if (rest.length > 0) {
                    rest[0] = random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) (rest[0] ^ (1 << random.nextInt(8)));
                }
                return Bytes.concat(start, rest);
            }
        }
    }

    private static void run(byte[] input, Consumer<byte[]> target) {
        try {
            target.accept(input);
        } catch (RuntimeException | AssertionError e) {
            String text = new String(input, StandardCharsets.US_ASCII).replaceAll("[^\\n -~]", ".");
            throw new AssertionError("input " + Bytes.hex(input) + "\n" + text + "\n" + e, e);
        }
    }
}
