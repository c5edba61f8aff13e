package io.softwire46.mape.forward;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link CustomerEdgeFuzz}, and some of what a fuzzer would make of them. */
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
