package io.softwire46.mape.provision.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.Golden;
import io.softwire46.mape.provision.format.ReadResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Fuzz target: any text as data of RFC 8676. */
public final class YangFuzz {
    private YangFuzz() {}

    public static void run(byte[] data) {
        ReadResult read = SoftwireYang.readDomains(new String(data, StandardCharsets.UTF_8));
        check(read);
        List<ConfiguredDomain> domains = read.domains();
        if (!read.isRefused() && SoftwireYang.check(domains).stream().noneMatch(Finding::isError)) {
            assertFalse(SoftwireYang.readDomains(SoftwireYang.write(domains)).isRefused());
        }
        if (!read.isRefused()
                && SoftwireYang.checkCustomerEdge(domains).stream().noneMatch(Finding::isError)) {
            assertFalse(SoftwireYang.readDomains(SoftwireYang.writeCustomerEdge(domains))
                    .isRefused());
        }
    }

    public static void check(ReadResult read) {
        assertEquals(read.isRefused(), read.domains().isEmpty());
        for (Finding each : read.validateForRelay()) {
            assertTrue(each.location().line() >= 1 && each.location().column() >= 1, each::toString);
            assertEquals(1, each.toString().lines().count(), each::toString);
        }
    }

    public static List<byte[]> seeds() {
        return Stream.of("yang-br-algorithm.json", "yang-br-binding.json", "yang-ce.json")
                .map(name -> Golden.text(name).replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
