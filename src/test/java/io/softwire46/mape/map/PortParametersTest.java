package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaivePorts;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortParametersTest {

    @Test
    void psidLength16TakesTheWholePort() {
        PortParameters parameters = PortParameters.of(0, 16);
        assertEquals(65536, parameters.sharingRatio());
        assertEquals(0, parameters.contiguousBits());
        assertEquals(1, parameters.portCount());
        assertEquals(0, parameters.firstAssignedPort());
        assertEquals(0, parameters.psidOf(0));
        assertEquals(0xffff, parameters.psidOf(0xffff));
        assertEquals(0x8001, parameters.psidOf(0x8001));
    }

    @Test
    void offset0WithPsidLength1HalvesThePorts() {
        PortParameters parameters = PortParameters.of(0, 1);
        assertEquals(0, parameters.psidOf(0));
        assertEquals(0, parameters.psidOf(32767));
        assertEquals(1, parameters.psidOf(32768));
        assertEquals(1, parameters.psidOf(65535));
        assertEquals(32768, parameters.contiguousPorts());
    }

    @Test
    void offset15ExcludesPorts0And1() {
        PortParameters parameters = PortParameters.of(15, 1);
        assertEquals(PortParameters.UNASSIGNED, parameters.psidOf(0));
        assertEquals(PortParameters.UNASSIGNED, parameters.psidOf(1));
        assertEquals(0, parameters.psidOf(2));
        assertEquals(1, parameters.psidOf(3));
        assertEquals(32767, parameters.rangeCount());
        assertEquals(2, parameters.firstAssignedPort());
    }

    /** RFC 7597 section 5.1: a = 6 excludes ports 0-1023, a = 4 excludes 0-4095. */
    @ParameterizedTest
    @CsvSource({"6,8,1024", "4,8,4096", "1,8,32768", "7,8,512", "0,8,0"})
    void portsBelowTheFirstAssignedOneAreUnassigned(int a, int k, int first) {
        PortParameters parameters = PortParameters.of(a, k);
        assertEquals(first, parameters.firstAssignedPort());
        assertEquals(0, parameters.psidOf(first));
        if (first > 0) {
            assertEquals(PortParameters.UNASSIGNED, parameters.psidOf(first - 1));
            assertEquals(PortParameters.UNASSIGNED, parameters.psidOf(0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 15})
    void withoutSharingTheOffsetMeansNothing(int a) {
        PortParameters parameters = PortParameters.of(a, 0);
        assertSame(PortParameters.UNRESTRICTED, parameters);
        assertEquals(0, parameters.psidOf(0));
        assertEquals(0, parameters.psidOf(65535));
        assertEquals(16, parameters.contiguousBits());
        assertEquals(65536, parameters.portCount());
        assertEquals(1, parameters.sharingRatio());
    }

    @ParameterizedTest
    @CsvSource({
        "-1,8,V06,psidOffset",
        "16,0,V06,psidOffset",
        "16,8,V06,psidOffset",
        "6,-1,V07,psidLength",
        "6,17,V07,psidLength",
        "6,11,V08,psidLength",
        "0,17,V07,psidLength",
        "15,2,V08,psidLength",
        "1,16,V08,psidLength"
    })
    void parametersBeyond16BitsAreRefused(int a, int k, String id, String field) {
        List<Finding> findings = assertThrows(MapConfigurationException.class, () -> PortParameters.of(a, k))
                .findings();
        assertEquals(1, findings.size());
        assertEquals(id, findings.get(0).id().name());
        assertEquals(field, findings.get(0).field());
        assertTrue(findings.get(0).isError());
    }

    @Test
    void bothParametersAreReportedAtOnce() {
        List<String> ids =
                assertThrows(MapConfigurationException.class, () -> PortParameters.of(16, 17)).findings().stream()
                        .map(each -> each.id().name())
                        .toList();
        assertEquals(List.of("V06", "V07"), ids);
    }

    @Test
    void exactly16BitsFit() {
        assertEquals(0, PortParameters.of(6, 10).contiguousBits());
        assertEquals(0, PortParameters.of(15, 1).contiguousBits());
        assertEquals(0, PortParameters.of(0, 16).contiguousBits());
    }

    @Test
    void everyPairIsReadBackFromItsText() {
        NaivePorts.legalPairs().forEach(pair -> {
            PortParameters parameters = PortParameters.of(pair.a(), pair.k());
            PortParameters again = PortParameters.parse(parameters.toString());
            assertEquals(parameters, again);
            assertEquals(parameters.hashCode(), again.hashCode());
        });
        assertEquals("6/8", PortParameters.of(6, 8).toString());
    }

    @Test
    void differentParametersAreNotEqual() {
        long distinct = NaivePorts.legalPairs()
                .map(pair -> PortParameters.of(pair.a(), pair.k()))
                .distinct()
                .count();
        assertEquals(137, distinct, "136 pairs with k > 0, and one without sharing");
        assertNotEquals((Object) "6/8", PortParameters.of(6, 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "6",
                "/",
                "6/",
                "/8",
                "6/8/",
                "/6/8",
                "6//8",
                " 6/8",
                "6/8 ",
                "6 /8",
                "+6/8",
                "-1/8",
                "06/8",
                "6/08",
                "0x/8",
                "6/0x",
                "0X6/8",
                "6.0/8",
                "6/8/0",
                "6\\8",
                "a/8",
                "6/8\n",
                "99999999999/8",
                "2147483648/8",
                "999999999999999999999999999/8",
                "0x1ffffffff/8",
                "６/８",
                "6/٨"
            })
    void anythingElseIsATypedError(String text) {
        Finding finding = assertThrows(MapConfigurationException.class, () -> PortParameters.parse(text))
                .first();
        assertEquals("SYNTAX", finding.id().name());
        assertEquals("portParameters", finding.field());
        assertEquals("RFC 7597 section 5.1", finding.rfc());
    }

    @Test
    void theLargestIntIsStillANumber() {
        assertEquals(
                "V07",
                assertThrows(MapConfigurationException.class, () -> PortParameters.parse("6/2147483647"))
                        .first()
                        .id()
                        .name());
    }

    @Test
    void numbersOutOfRangeAreFindingsOfTheirParameter() {
        assertEquals(
                "V06",
                assertThrows(MapConfigurationException.class, () -> PortParameters.parse("16/8"))
                        .first()
                        .id()
                        .name());
        assertEquals(
                "V08",
                assertThrows(MapConfigurationException.class, () -> PortParameters.parse("6/0xb"))
                        .first()
                        .id()
                        .name());
    }
}
