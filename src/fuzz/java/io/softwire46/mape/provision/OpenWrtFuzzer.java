package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.openwrt.OpenWrtFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link OpenWrtFuzz} under Jazzer. */
class OpenWrtFuzzer {
    static List<byte[]> seeds() {
        return OpenWrtFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        OpenWrtFuzz.run(data);
    }
}
