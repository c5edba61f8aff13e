package io.softwire46.mape.provision.snabb;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link SnabbFuzz}, and some of what a fuzzer would make of them. */
class SnabbFuzzTest {
    @Test
    void seedsAndChangesOfThem() {
        FuzzReplay.replay(SnabbFuzz.seeds(), SnabbFuzz::run);
        FuzzReplay.mutate(SnabbFuzz.seeds(), 500, SnabbFuzz::run);
    }
}
