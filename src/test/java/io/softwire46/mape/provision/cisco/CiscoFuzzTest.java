package io.softwire46.mape.provision.cisco;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link CiscoFuzz}, and some of what a fuzzer would make of them. */
class CiscoFuzzTest {
    @Test
    void seedsAndChangesOfThem() {
        FuzzReplay.replay(CiscoFuzz.seeds(), CiscoFuzz::run);
        FuzzReplay.mutate(CiscoFuzz.seeds(), 500, CiscoFuzz::run);
    }
}
