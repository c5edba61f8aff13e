package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.dhcp.S46Fuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link S46Fuzz} under Jazzer. */
class S46Fuzzer {
    static List<byte[]> seeds() {
        return S46Fuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        S46Fuzz.run(data);
    }
}
