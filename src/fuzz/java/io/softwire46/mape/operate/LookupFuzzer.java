package io.softwire46.mape.operate;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.operate.batch.LookupFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link LookupFuzz} under Jazzer. */
class LookupFuzzer {
    static List<byte[]> seeds() {
        return LookupFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        LookupFuzz.run(data);
    }
}
