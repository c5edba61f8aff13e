package io.softwire46.mape.provision;

import io.softwire46.mape.provision.hb46pp.Hb46ppFuzz;
import io.softwire46.mape.provision.kea.KeaFuzz;
import io.softwire46.mape.provision.vne.VneFuzz;
import io.softwire46.mape.provision.yang.YangFuzz;
import io.softwire46.mape.provision.yang.YangXmlFuzz;
import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;

/** The seeds of the fuzz targets of JSON, and of YANG data in XML, and some of what a fuzzer would make of them. */
class JsonFormatsFuzzTest {
    @Test
    void yang() {
        FuzzReplay.replay(YangFuzz.seeds(), YangFuzz::run);
        FuzzReplay.mutate(YangFuzz.seeds(), 1_000, YangFuzz::run);
    }

    @Test
    void yangXml() {
        FuzzReplay.replay(YangXmlFuzz.seeds(), YangXmlFuzz::run);
        FuzzReplay.mutate(YangXmlFuzz.seeds(), 1_000, YangXmlFuzz::run);
    }

    @Test
    void hb46pp() {
        FuzzReplay.replay(Hb46ppFuzz.seeds(), Hb46ppFuzz::run);
        FuzzReplay.mutate(Hb46ppFuzz.seeds(), 1_000, Hb46ppFuzz::run);
    }

    @Test
    void vne() {
        FuzzReplay.replay(VneFuzz.seeds(), VneFuzz::run);
        FuzzReplay.mutate(VneFuzz.seeds(), 1_000, VneFuzz::run);
    }

    @Test
    void kea() {
        FuzzReplay.replay(KeaFuzz.seeds(), KeaFuzz::run);
        FuzzReplay.mutate(KeaFuzz.seeds(), 1_000, KeaFuzz::run);
    }
}
