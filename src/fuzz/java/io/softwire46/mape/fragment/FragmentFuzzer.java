package io.softwire46.mape.fragment;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link FragmentFuzz} under Jazzer. */
class FragmentFuzzer {
    static List<byte[]> seeds() {
        return FragmentFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        FragmentFuzz.run(data);
    }
}
