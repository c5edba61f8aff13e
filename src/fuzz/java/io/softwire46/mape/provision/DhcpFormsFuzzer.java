package io.softwire46.mape.provision;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.softwire46.mape.provision.dhcp.DhcpFormsFuzz;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link DhcpFormsFuzz} under Jazzer. */
class DhcpFormsFuzzer {
    static List<byte[]> seeds() {
        return DhcpFormsFuzz.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] data) {
        DhcpFormsFuzz.run(data);
    }
}
