package io.softwire46.mape.provision.huawei;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link HuaweiFuzz}, and some of what a fuzzer would make of them. */
class HuaweiFuzzTest {
    @Test
    void seedsAndChangesOfThem() {
        FuzzReplay.replay(HuaweiFuzz.seeds(), HuaweiFuzz::run);
        FuzzReplay.mutate(HuaweiFuzz.seeds(), 500, HuaweiFuzz::run);
    }
}
