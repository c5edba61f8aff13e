package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of {@link DhcpFormsFuzz}, and some of what a fuzzer would make of them. */
class DhcpFormsFuzzTest {
    @Test
    void seedsAndChangesOfThem() {
        FuzzReplay.replay(DhcpFormsFuzz.seeds(), DhcpFormsFuzz::run);
        FuzzReplay.mutate(DhcpFormsFuzz.seeds(), 1_000, DhcpFormsFuzz::run);
    }
}
