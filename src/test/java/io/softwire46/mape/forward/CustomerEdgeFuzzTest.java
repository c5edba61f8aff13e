package io.softwire46.mape.forward;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** Runs the seeds of {@link CustomerEdgeFuzz} and random mutations of them. */
class CustomerEdgeFuzzTest {
    @Test
    void seeds() {
        FuzzReplay.replay(CustomerEdgeFuzz.seeds(), CustomerEdgeFuzz::run);
    }

    @Test
    void changedSeeds() {
        FuzzReplay.mutate(CustomerEdgeFuzz.seeds(), 2000, CustomerEdgeFuzz::run);
    }
}
