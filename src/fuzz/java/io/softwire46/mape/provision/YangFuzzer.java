package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link YangFuzz} under Jazzer. */
class YangFuzzer {
    static List<byte[]> seeds() {
        return YangFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        YangFuzz.run(data);
    }
}
