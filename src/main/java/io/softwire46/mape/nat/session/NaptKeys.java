package io.softwire46.mape.nat.session;

import java.security.SecureRandom;
import java.util.Random;

/**
 * The secret numbers of one instance: keys of hash tables, and the start of the port choice (RFC 6056 section 3.3.3).
 *
 * <p>Not thread-safe: used by one thread while an instance is created.
 */
public final class NaptKeys {
    private final Random random;

    private NaptKeys(Random random) {
        this.random = random;
    }

    public static NaptKeys unpredictable() {
        return new NaptKeys(new SecureRandom());
    }

    public static NaptKeys seeded(long seed) {
        return new NaptKeys(new Random(seed));
    }

    public long next() {
        return random.nextLong();
    }
}
