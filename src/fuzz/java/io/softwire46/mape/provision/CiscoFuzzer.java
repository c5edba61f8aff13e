package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.cisco.CiscoFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link CiscoFuzz} under Jazzer. */
class CiscoFuzzer {
    static List<byte[]> seeds() {
        return CiscoFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        CiscoFuzz.run(data);
    }
}
