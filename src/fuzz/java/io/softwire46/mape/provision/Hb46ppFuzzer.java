package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.hb46pp.Hb46ppFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Hb46ppFuzz} under Jazzer. */
class Hb46ppFuzzer {
    static List<byte[]> seeds() {
        return Hb46ppFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        Hb46ppFuzz.run(data);
    }
}
