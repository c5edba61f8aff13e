package io.softwire46.mape.proof;

import java.util.SplittableRandom;

/** Random inputs of a comparison. The number is 100,000, or that of the system property {@code comparison.inputs}. */
public final class Inputs {
    /** Numbers of inputs of a comparison. */
    public static final int COUNT = Integer.getInteger("comparison.inputs", 100_000);

    private static final long SEED = Long.getLong("comparison.seed", new SplittableRandom().nextLong());

    private final SplittableRandom random = new SplittableRandom(SEED);

    /** Returns a word: all patterns are likely, and so are the least, the greatest and few bits. */
    public long word() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> bit();
            case 3 -> random.nextLong() >>> random.nextInt(64);
            case 4 -> bit() | bit() << 1 | bit() >>> 2;
            default -> random.nextLong();
        };
    }

    private long bit() {
        return 1L << random.nextInt(64);
    }

    /** Returns a word of this number of bits. */
    public long word(int bits) {
        return bits == 0 ? 0 : word() >>> (64 - bits);
    }

    /** Returns a number from 0 to the greatest. */
    public int upTo(int greatest) {
        int choice = random.nextInt(16);
        return choice == 0 ? 0 : choice == 1 ? greatest : random.nextInt(greatest + 1);
    }

    public int from(int least, int greatest) {
        return least + upTo(greatest - least);
    }

    public boolean coin() {
        return random.nextBoolean();
    }

    /** Returns the input of a failed comparison, with the seed that repeats it. */
    public static String of(Object... values) {
        StringBuilder text = new StringBuilder("-Dcomparison.seed=").append(SEED);
        for (Object value : values) {
            text.append(' ').append(value instanceof Long number ? "0x" + Long.toHexString(number) : value);
        }
        return text.toString();
    }
}
