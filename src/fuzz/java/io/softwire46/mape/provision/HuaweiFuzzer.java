package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.huawei.HuaweiFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link HuaweiFuzz} under Jazzer. */
class HuaweiFuzzer {
    static List<byte[]> seeds() {
        return HuaweiFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        HuaweiFuzz.run(data);
    }
}
