package io.softwire46.mape.forward.tunnel;

import java.security.SecureRandom;
import java.util.Random;

/**
 * The keys of one worker: unpredictable ones, or the same again for the same seed.
 *
 * <p>Not thread-safe: used while a node is built.
 */
public final class NodeKeys {
    private final long flowLabel;
    private final Random random;

    private NodeKeys(long flowLabel, Random random) {
        this.flowLabel = flowLabel;
        this.random = random;
    }

    /** Keys that nobody can guess; that of flow labels is given, since workers share it. */
    public static NodeKeys unpredictable(long flowLabel) {
        return new NodeKeys(flowLabel, new SecureRandom());
    }

    /** Keys of a run that can be repeated. */
    public static NodeKeys seeded(long seed) {
        return new NodeKeys(seed, new Random(seed));
    }

    long flowLabel() {
        return flowLabel;
    }

    long next() {
        return random.nextLong();
    }
}
