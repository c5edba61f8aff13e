package io.softwire46.mape.operate.batch;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The fuzz target {@code Lookup} on its seeds, and on changes of them. */
class LookupFuzzTest {
    @Test
    void seeds() {
        FuzzReplay.replay(LookupFuzz.seeds(), LookupFuzz::run);
    }

    @Test
    void changedSeeds() {
        FuzzReplay.mutate(LookupFuzz.seeds(), Integer.getInteger("lookup.fuzz", 5_000), LookupFuzz::run);
    }
}
