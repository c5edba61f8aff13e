package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.vpp.VppFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link VppFuzz} under Jazzer. */
class VppFuzzer {
    static List<byte[]> seeds() {
        return VppFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        VppFuzz.run(data);
    }
}
