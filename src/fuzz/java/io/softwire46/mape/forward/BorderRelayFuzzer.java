package io.softwire46.mape.forward;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link BorderRelayFuzz} under Jazzer. */
class BorderRelayFuzzer {
    static List<byte[]> seeds() {
        return BorderRelayFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        BorderRelayFuzz.run(data);
    }
}
