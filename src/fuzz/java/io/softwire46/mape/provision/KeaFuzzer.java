package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.kea.KeaFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link KeaFuzz} under Jazzer. */
class KeaFuzzer {
    static List<byte[]> seeds() {
        return KeaFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        KeaFuzz.run(data);
    }
}
