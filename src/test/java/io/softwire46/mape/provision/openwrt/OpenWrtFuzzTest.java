package io.softwire46.mape.provision.openwrt;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link OpenWrtFuzz}, and some of what a fuzzer would make of them. */
class OpenWrtFuzzTest {
    @Test
    void seedsAndChangesOfThem() {
        FuzzReplay.replay(OpenWrtFuzz.seeds(), OpenWrtFuzz::run);
        FuzzReplay.mutate(OpenWrtFuzz.seeds(), 500, OpenWrtFuzz::run);
    }
}
