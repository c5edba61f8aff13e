package io.softwire46.mape.provision.vpp;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link VppFuzz}, and some of what a fuzzer would make of them. */
class VppFuzzTest {
    @Test
    void seedsAndChangesOfThem() {
        FuzzReplay.replay(VppFuzz.seeds(), VppFuzz::run);
        FuzzReplay.mutate(VppFuzz.seeds(), 500, VppFuzz::run);
    }
}
