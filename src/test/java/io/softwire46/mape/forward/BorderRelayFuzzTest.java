package io.softwire46.mape.forward;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** Runs the seeds of {@link BorderRelayFuzz} and random mutations of them. */
class BorderRelayFuzzTest {
    @Test
    void seeds() {
        FuzzReplay.replay(BorderRelayFuzz.seeds(), BorderRelayFuzz::run);
    }

    @Test
    void changedSeeds() {
        FuzzReplay.mutate(BorderRelayFuzz.seeds(), 2000, BorderRelayFuzz::run);
    }
}
