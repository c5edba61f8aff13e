package io.softwire46.mape.provision;

import io.softwire46.mape.provision.hb46pp.Hb46ppFuzz;
import io.softwire46.mape.provision.yang.YangFuzz;
import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link YangFuzz} and {@link Hb46ppFuzz}, and some of what a fuzzer would make of them. */
class JsonFormatsFuzzTest {
    @Test
    void yang() {
        FuzzReplay.replay(YangFuzz.seeds(), YangFuzz::run);
        FuzzReplay.mutate(YangFuzz.seeds(), 1_000, YangFuzz::run);
    }

    @Test
    void hb46pp() {
        FuzzReplay.replay(Hb46ppFuzz.seeds(), Hb46ppFuzz::run);
        FuzzReplay.mutate(Hb46ppFuzz.seeds(), 1_000, Hb46ppFuzz::run);
    }
}
