package io.softwire46.mape.forward.tunnel;

import java.security.SecureRandom;
import java.util.Random;

/**
 * The random keys of one node: unpredictable, or reproducible from a seed.
 *
 * <p>Not thread-safe: used by one thread while a node is created.
 */
public final class NodeKeys {
    private final long flowLabel;
    private final Random random;
    private final boolean isSeeded;

    private NodeKeys(long flowLabel, Random random, boolean isSeeded) {
        this.flowLabel = flowLabel;
        this.random = random;
        this.isSeeded = isSeeded;
    }

    /** Returns unpredictable keys. The key of flow labels is an argument, since all instances of a table share it. */
    public static NodeKeys unpredictable(long flowLabel) {
        return new NodeKeys(flowLabel, new SecureRandom(), false);
    }

    /** Returns keys that are the same for the same seed. */
    public static NodeKeys seeded(long seed) {
        return new NodeKeys(seed, new Random(seed), true);
    }

    /** Returns whether the keys follow from a seed. */
    public boolean isSeeded() {
        return isSeeded;
    }

    /** Returns the key of flow labels: the seed, if there is one. */
    public long flowLabel() {
        return flowLabel;
    }

    long next() {
        return random.nextLong();
    }
}
