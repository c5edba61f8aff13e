package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link DomainFileFuzz} under Jazzer. */
class DomainFileFuzzer {
    static List<byte[]> seeds() {
        return DomainFileFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        DomainFileFuzz.run(data);
    }
}
