package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.yang.YangXmlFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link YangXmlFuzz} under Jazzer. */
class YangXmlFuzzer {
    static List<byte[]> seeds() {
        return YangXmlFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        YangXmlFuzz.run(data);
    }
}
