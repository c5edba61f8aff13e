package io.softwire46.mape.forward;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link CustomerEdgeFuzz} under Jazzer. */
class CustomerEdgeFuzzer {
    static List<byte[]> seeds() {
        return CustomerEdgeFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        CustomerEdgeFuzz.run(data);
    }
}
