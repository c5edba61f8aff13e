package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.provision.Mutations;
import org.junit.jupiter.api.Test;

/** The seeds of {@link S46Fuzz}, and some of what a fuzzer would make of them. */
class S46FuzzTest {
    @Test
    void seedsAndWhatBecomesOfThem() {
        Mutations.run(S46Fuzz.seeds(), 1_500, S46Fuzz::run);
    }
}
