package io.softwire46.mape.nat;

import io.softwire46.mape.testing.FuzzReplay;
import io.softwire46.mape.testing.Requirement;
import org.junit.jupiter.api.Test;

/** Runs the seeds of {@link NaptFuzz} and random mutations of them. */
class NaptFuzzTest {
    @Test
    void seeds() {
        FuzzReplay.replay(NaptFuzz.seeds(), NaptFuzz::run);
    }

    @Test
    @Requirement({"P1", "R3"})
    void changedSeeds() {
        FuzzReplay.mutate(NaptFuzz.seeds(), 2000, NaptFuzz::run);
    }
}
