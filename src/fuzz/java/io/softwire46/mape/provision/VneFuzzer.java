package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.vne.VneFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link VneFuzz} under Jazzer. */
class VneFuzzer {
    static List<byte[]> seeds() {
        return VneFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        VneFuzz.run(data);
    }
}
