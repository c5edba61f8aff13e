package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.junos.JunosFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link JunosFuzz} under Jazzer. */
class JunosFuzzer {
    static List<byte[]> seeds() {
        return JunosFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        JunosFuzz.run(data);
    }
}
