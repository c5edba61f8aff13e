package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.snabb.SnabbFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link SnabbFuzz} under Jazzer. */
class SnabbFuzzer {
    static List<byte[]> seeds() {
        return SnabbFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        SnabbFuzz.run(data);
    }
}
