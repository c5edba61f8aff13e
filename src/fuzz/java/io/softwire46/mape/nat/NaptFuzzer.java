package io.softwire46.mape.nat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link NaptFuzz} under Jazzer. */
class NaptFuzzer {
    static List<byte[]> seeds() {
        return NaptFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        NaptFuzz.run(data);
    }
}
