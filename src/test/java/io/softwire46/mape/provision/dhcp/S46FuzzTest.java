package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link S46Fuzz}, and some of what a fuzzer would make of them. */
class S46FuzzTest {
    @Test
    void seedsAndChangesOfThem() {
        FuzzReplay.replay(S46Fuzz.seeds(), S46Fuzz::run);
        FuzzReplay.mutate(S46Fuzz.seeds(), 1_500, S46Fuzz::run);
    }
}
