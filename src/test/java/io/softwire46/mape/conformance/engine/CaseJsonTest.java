package io.softwire46.mape.conformance.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.engine.CaseJson.Stored;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Fates;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.testing.SampleRun;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CaseJsonTest {
    private static final String BY_HAND = """
            {"setup":{"role":"br","domains":[{"borderRelay":["2001:db8:ffff::1"],
              "rules":[{"ipv6Prefix":"2001:db8::/40","ipv4Prefix":"192.0.2.0/24","eaLength":16}]}]},
             "steps":[{"side":"ipv4","hex":"4500"}],
             "expect":[{"step":0,"allowed":[{"nothing":true}]}]}
            """;

    static Stream<FailedCase> cases() {
        return Stream.of(
                SampleRun.misdelivered(),
                SampleRun.wrongEcn(),
                SampleRun.missingIcmp(),
                SampleRun.wrongAnswer(),
                SampleRun.uncounted(),
                SampleRun.crashed());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsWhatItWrites(FailedCase failed) {
        Stored stored = new Stored("1.0", -2L, failed.judgement().mode(), failed.testCase());
        String text = CaseJson.write(stored);
        assertEquals(stored, CaseJson.read(text));
        assertEquals(text, CaseJson.write(CaseJson.read(text)));
    }

    /** The cases above contain each kind of outcome, so that one that is new fails here. */
    @Test
    void allOutcomesAreTried() {
        Set<Class<?>> tried = cases().flatMap(failed -> failed.testCase().expect().stream())
                .flatMap(expectation -> expectation.allowed().stream())
                .map(Outcome::getClass)
                .collect(Collectors.toSet());
        assertEquals(Set.of(Outcome.class.getPermittedSubclasses()), tried);
    }

    /** A step that tries a configuration has one of its own, and the outcomes of a query. */
    @Test
    void readsConfigurationsToRefuse() {
        String text = BY_HAND.replace(
                        "\"steps\":[",
                        "\"steps\":[{\"configure\":{\"role\":\"ce\",\"domains\":[],\"endUserPrefix\":\"2001:db8::/32\"}},")
                .replace("{\"step\":0,", "{\"step\":0,\"allowed\":[{\"refused\":\"\"}]},{\"step\":1,");
        Stored stored = CaseJson.read(text);
        Step.Configure first = (Step.Configure) stored.testCase().steps().get(0);
        assertEquals("2001:db8::/32", first.setup().endUserPrefix());
        assertEquals(List.of(new Outcome.Refused("")), stored.testCase().allowed(0));
        assertEquals(stored, CaseJson.read(CaseJson.write(stored)));
    }

    @Test
    void writesTheFormOfTheContract() {
        String text = CaseJson.write(new Stored(
                "1.0", 0x1f0c33L, Mode.MISDELIVERED, SampleRun.misdelivered().testCase()));
        String compact = Json.parse(text).toString();
        assertTrue(
                compact.startsWith(
                        "{\"suite\":\"1.0\",\"property\":\"DWN-04\",\"mode\":\"misdelivered\",\"seed\":\"0x1f0c33\","
                                + "\"setup\":{\"role\":\"br\",\"domains\":[{\"name\":\"example\",\"format\":\"rfc7597\",\"mesh\":false,"
                                + "\"borderRelay\":[\"2001:db8:ffff::1\"],\"rules\":[{\"ipv6Prefix\":\"2001:db8::/40\","
                                + "\"ipv4Prefix\":\"192.0.2.0/24\",\"eaLength\":16,\"psidOffset\":6,\"psidLength\":8,\"psid\":null,"
                                + "\"forwarding\":true,\"borderRelay\":null}],\"options\":{\"mtuV6\":1500,\"mtuV4\":null,"),
                compact);
        assertTrue(compact.contains("\"endUserPrefix\":null},"), compact);
        assertTrue(compact.contains("\"steps\":[{\"side\":\"ipv4\",\"at\":0,\"hex\":\"4500"), compact);
        assertTrue(compact.contains("\"controls\":[{\"step\":1,\"of\":0}]"), compact);
        assertTrue(
                compact.contains(
                        "\"expect\":[{\"step\":0,\"allowed\":[{\"nothing\":true},{\"packets\":[{\"side\":\"ipv6\""),
                compact);
        assertTrue(
                compact.endsWith("\"recipe\":{\"choices\":[0,3,-1,\"-9223372036854775808\",\"9223372036854775807\"]}}"),
                compact);
    }

    private static String withFates(String fates) {
        return BY_HAND.replace("\"hex\":\"4500\"}", "\"hex\":\"4500\"},{\"count\":true}")
                .replace(
                        "\"step\":0,\"allowed\":[{\"nothing\":true}]",
                        "\"step\":1,\"allowed\":[{\"balanced\":" + fates + "}]");
    }

    /** What becomes of fragments is part of the outcome of a step that reads counters. */
    @Test
    void readsFates() {
        Stored stored = CaseJson.read(withFates("{\"joined\":true,\"fates\":[{\"step\":0,\"fate\":\"held\"}]}"));
        Fates fates = new Fates(new TreeMap<>(Map.of(0, Fates.Fate.HELD)), true);
        assertEquals(List.of(new Outcome.Balanced(fates)), stored.testCase().allowed(1));
        assertEquals(stored, CaseJson.read(CaseJson.write(stored)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "false                                                           @ found false",
                "{\"joined\":true}                                               @ \"fates\" is missing",
                "{\"fates\":[]}                                                  @ \"joined\" is missing",
                "{\"joined\":true,\"fates\":[{\"step\":2,\"fate\":\"held\"}]}      @ found 2",
                "{\"joined\":true,\"fates\":[{\"step\":0,\"fate\":\"gone\"}]}      @ fate gone is unknown"
            })
    void refusesOtherFates(String fates, String problem) {
        JsonException refused = assertThrows(JsonException.class, () -> CaseJson.read(withFates(fates)));
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }

    @Test
    void aCaseMadeByHandNeedsThreeFields() {
        Stored stored = CaseJson.read(BY_HAND);
        TestCase testCase = stored.testCase();
        assertNull(stored.mode());
        assertNull(stored.seed());
        assertEquals("", testCase.property());
        assertEquals(Role.BR, testCase.setup().role());
        assertEquals(
                "4500", Bytes.hex(((Step.Packet) testCase.steps().get(0)).sent().octets()));
        assertEquals(List.of(Outcome.nothing()), testCase.allowed(0));
        // the default of the option that domain files list first
        assertEquals(1500L, testCase.setup().domains().get(0).options().get("mtuV6"));
        assertEquals(0, testCase.recipe().size());
    }

    @Test
    void ignoresRecipesOfAnotherForm() {
        String text = BY_HAND.replace("\"hex\":\"4500\"", "\"hex\":\"4500\",\"recipe\":{\"ipv4\":{}}")
                .replace("\"expect\"", "\"recipe\":{\"draw\":[1]},\"expect\"");
        assertEquals(CaseJson.read(BY_HAND), CaseJson.read(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "{\"setup\"          @ {\"extra\":1,\"setup\"        @ line 1, column 2: unknown field \"extra\"",
                "\"role\":\"br\"     @ \"role\":\"relay\"            @ line 1, column 18: found \"relay\"",
                "\"eaLength\":16     @ \"eaLength\":1.5              @ line 2, column 81: found 1.5",
                "\"eaLength\":16     @ \"ealength\":16               @ unknown field \"ealength\"",
                "\"side\":\"ipv4\"   @ \"side\":\"ipv5\"             @ line 3, column 19: found \"ipv5\"",
                "\"hex\":\"4500\"    @ \"hex\":\"450\"               @ found 3 digits",
                "\"hex\":\"4500\"    @ \"hex\":\"45G0\"              @ found \"45G0\"",
                "\"hex\":\"4500\"    @ \"hex\":\"4500\",\"at\":-1    @ found -1",
                "\"step\":0          @ \"step\":1                    @ found step 1, but there are 1 steps",
                "{\"nothing\":true}  @ {\"nothing\":false}           @ line 4, column 44: found false",
                "{\"nothing\":true}  @                               @ found no outcome",
                "{\"nothing\":true}  @ {}                            @ found 0 fields",
                "{\"nothing\":true}  @ {\"refused\":\"\"}            @ unknown field \"refused\"",
                "{\"nothing\":true}  @ {\"any\":{\"side\":1}}        @ found 1",
                "{\"nothing\":true}  @ {\"any\":{}}                  @ \"side\" is missing",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"ttl\":[256]}}     @ found 256",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"size\":[1]}}      @ found 1 elements",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"outerSource\":\"host.example\"}} @ expected an IPv6 address",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"outerSource\":\"1::2::3\"}}      @ expected an IPv6 address",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"outerSource\":\"1:2:3:4:5:6:7\"}} @ expected an IPv6 address",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"outerDestinationPrefix\":\"::/129\"}} @ expected an IPv6 prefix",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"icmp\":{\"family\":5,\"type\":3,\"code\":4}}} @ found 5",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"icmp\":{\"family\":4,\"type\":3}}} @ \"code\" is missing",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"colour\":1}}      @ unknown field \"colour\"",
                "{\"nothing\":true}  @ {\"balanced\":true}          @ unknown field \"balanced\"",
                "{\"nothing\":true}  @ {\"atMost\":{\"count\":-1}}    @ found -1",
                "{\"nothing\":true}  @ {\"any\":{\"side\":\"ipv4\",\"ecn\":4}}         @ found 4",
                "{\"side\":\"ipv4\",\"hex\":\"4500\"} @ {\"count\":false}       @ found count false",
                "\"steps\"           @ \"mode\":\"gone\",\"steps\"   @ expected the name of a mode",
                "\"steps\"           @ \"seed\":\"1\",\"steps\"      @ expected 0x",
                "\"steps\"           @ \"recipe\":{\"choices\":[\"x\"]},\"steps\"      @ expected a whole number of 64 bits"
            })
    void refusesWithLineAndColumn(String part, String replacement, String problem) {
        assertTrue(BY_HAND.contains(part), part);
        String text = BY_HAND.replace(part, replacement == null ? "" : replacement);
        JsonException refused = assertThrows(JsonException.class, () -> CaseJson.read(text));
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }

    /** Addresses of any form that reports write are read. */
    @ParameterizedTest
    @CsvSource({"::", "::1", "1::", "2001:db8::c000:212:0", "1:2:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"})
    void readsAddresses(String address) {
        String text = BY_HAND.replace(
                "{\"nothing\":true}", "{\"any\":{\"side\":\"ipv6\",\"outerSource\":\"" + address + "\"}}");
        Facts facts = Facts.on(Side.IPV6).outerSource(Bytes.address(address));
        assertEquals(
                List.of(new Outcome.Any(facts)), CaseJson.read(text).testCase().allowed(0));
    }
}
