package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.Diagnosis;
import io.softwire46.mape.operate.Evidence;
import io.softwire46.mape.operate.Family;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An observed packet against rules: what disagrees, and what would fit. Facts from {@code vectors/reference-article.json}. */
class ExpectationTest {
    private static final Expectation ARTICLE = Expectation.parse("67.91.205.2:6600=2001:db8:ce:29c::435b:cd02:9c");

    /** Every eighth vector; {@code -Ddiagnose.vectors=1} for all. */
    private static final int EVERY = Integer.getInteger("diagnose.vectors", 8);

    private static MapRule rule(String ipv6, int ea, int offset) {
        return MapRule.builder()
                .ipv6Prefix(ipv6)
                .ipv4Prefix("67.91.205.0/24")
                .eaLength(ea)
                .psidOffset(offset)
                .build();
    }

    @Test
    void exactlyOneRuleLikeTheConfigured() {
        List<MapRule> like = FittingRules.like(rule("2001:db8:ce:ab00::/56", 16, 6), ARTICLE);
        assertEquals(List.of(rule("2001:db8:ce::/48", 16, 4)), like);
    }

    @Test
    void allLengths() throws IOException {
        List<String> expected = Json.parse(Files.readString(Path.of("vectors/reference-article.json")))
                .asObject()
                .required("sameAddress")
                .asArray()
                .stream()
                .map(JsonValue::asObject)
                .map(ExpectationTest::lengths)
                .toList();
        List<String> found = FittingRules.any(ARTICLE).stream()
                .map(rule -> rule.ipv6Length() + " " + rule.eaLength() + " " + rule.ipv4Length() + " "
                        + rule.portParameters().psidOffset())
                .sorted()
                .toList();
        assertEquals(9, expected.size());
        assertEquals(expected, found);
    }

    /** The families of one observation are the rules that `lint --expect` prints, for the first owner of a vector. */
    @Test
    void theDiagnosisOfOneObservationHasTheSameRules() {
        int compared = 0;
        List<JsonObject> vectors = Vectors.lines("mapping.jsonl");
        for (int i = 0; i < vectors.size(); i += EVERY) {
            JsonObject vector = vectors.get(i);
            Optional<JsonObject> owner = vector.required("owners").asArray().stream()
                    .map(JsonValue::asObject)
                    .filter(each -> each.optional("mapAddress").isPresent())
                    .findFirst();
            if (owner.isPresent()) {
                Expectation seen =
                        Expectation.parse(owner.get().required("ipv4").asString() + ":"
                                + owner.get().required("port") + "="
                                + owner.get().required("mapAddress").asString());
                assertEquals(
                        FittingRules.any(seen).stream()
                                .map(ExpectationTest::lengths)
                                .collect(Collectors.toSet()),
                        diagnosed(seen),
                        vector::toString);
                compared++;
            }
        }
        assertTrue(compared > 600 / EVERY, compared + " vectors");
    }

    private static String lengths(MapRule rule) {
        return String.join(
                " ",
                rule.format().toString(),
                rule.ipv6Prefix().toCanonicalString(),
                rule.ipv4Prefix().toCanonicalString(),
                "" + rule.eaLength(),
                "" + (rule.isShared() ? rule.portParameters().psidOffset() : 0));
    }

    /** The members of the families whose EA bits complete the IPv4 address; `lint` has no other rules. */
    private static Set<String> diagnosed(Expectation seen) {
        Evidence evidence = Evidence.builder()
                .seen(seen.high(), seen.low(), seen.ipv4(), seen.port())
                .build();
        Set<String> found = new HashSet<>();
        for (Family each : Diagnosis.of(evidence, Diagnosis.Limits.DEFAULT).families()) {
            int end = each.endUserPrefixLength();
            int shift = each.widest().ipv6Length() - each.widest().ipv4Length();
            for (int n = each.widest().ipv6Length(); n <= each.narrowest().ipv6Length(); n++) {
                if (n - shift + end - n >= 32 && end <= 64) {
                    IPv4Address ipv4 = new IPv4Address(seen.ipv4(), n - shift).toPrefixBlock();
                    found.add(String.join(
                            " ",
                            each.format().toString(),
                            new IPv6Address(seen.high(), seen.low(), n)
                                    .toPrefixBlock()
                                    .toCanonicalString(),
                            ipv4.toCanonicalString(),
                            "" + (end - n),
                            "" + (each.psidOffset() == null ? 0 : each.psidOffset())));
                }
            }
        }
        return found;
    }

    private static String lengths(JsonObject each) {
        return each.required("ipv6Length").asInt(0, 128) + " "
                + each.required("eaLength").asInt(0, 48) + " "
                + each.required("ipv4Length").asInt(0, 32) + " "
                + each.required("psidOffset").asInt(0, 15);
    }

    private static List<String> findings(String rule, String more, String seen) {
        String text = "{ \"borderRelay\": [\"3001:db8:ffff::1\"], " + more + "\"rules\": [ { " + rule + " } ] }";
        return ExpectationCheck.of(DomainFile.read(text).requireDomains(), Expectation.parse(seen)).stream()
                .map(each -> each.severity() + " " + each.field() + " " + each.message())
                .toList();
    }

    private static final String CONSISTENT =
            "\"ipv6Prefix\": \"2001:db8:ce::/48\", \"ipv4Prefix\": \"67.91.205.0/24\", \"eaLength\": 16, \"psidOffset\": 4";

    @Test
    void theConsistentRuleIsMet() {
        List<String> found = findings(CONSISTENT, "", "67.91.205.2:6600=2001:db8:ce:29c::435b:cd02:9c");
        assertEquals(1, found.size());
        assertTrue(found.get(0).startsWith("info rules[0].ipv6Prefix maps 67.91.205.2:6600"), found.get(0));
    }

    @Test
    void theOffsetAlone() {
        List<String> found = findings(
                CONSISTENT.replace("\"psidOffset\": 4", "\"psidOffset\": 6"),
                "",
                "67.91.205.2:6600=2001:db8:ce:29c::435b:cd02:9c");
        assertEquals(3, found.size(), found.toString());
        // 6600 = 0001 1001 1100 1000: after 6 bits the PSID is 0x72, after 4 bits 0x9c.
        assertTrue(found.get(0).contains("which this rule maps to 2001:db8:ce:272:0:435b:cd02:72"), found.get(0));
        assertTrue(found.get(1).startsWith("error rules[0].psidOffset gives port 6600 PSID 0x72"), found.get(1));
        assertTrue(found.get(1).endsWith("has PSID 0x9c; use offset 4 (the Junos default)"));
        assertTrue(found.get(2).contains("one combination"), found.get(2));
    }

    @Test
    void theFormat() {
        List<String> found =
                findings(CONSISTENT, "\"format\": \"draft03\", ", "67.91.205.2:6600=2001:db8:ce:29c::435b:cd02:9c");
        assertEquals(3, found.size(), found.toString());
        assertTrue(found.get(0).contains("2001:db8:ce:29c:43:5bcd:200:9c00"), found.get(0));
        assertTrue(found.get(1).startsWith("error rules[0].format differs from the observed"), found.get(1));
        assertTrue(found.get(1).contains("at the position of format rfc7597"), found.get(1));
    }

    @Test
    void noMapAddressAtAll() {
        // Step 7 of the article: decimal octets written as if they were hexadecimal.
        List<String> found = findings(CONSISTENT, "", "67.91.205.2:6600=2001:db8:c00a::67:91:205:1");
        assertTrue(
                found.stream().anyMatch(each -> each.contains("in neither format is it a MAP address")),
                found.toString());
        assertTrue(found.stream().anyMatch(each -> each.contains("fits no rule")), found.toString());
    }

    @Test
    void anAddressOfNoRuleAndAnUnassignedPort() {
        List<String> found = findings(CONSISTENT, "", "192.0.2.18:1232=2001:db8:12:3400:0:c000:212:34");
        assertTrue(found.get(0).contains("is in no Rule IPv4 prefix"), found.get(0));
        assertTrue(found.get(1).contains(" combinations: "), found.get(1));
        List<String> low = findings(CONSISTENT, "", "67.91.205.2:80=2001:db8:ce:29c::435b:cd02:9c");
        assertTrue(low.get(0).contains("this rule assigns to no CE"), low.get(0));
        List<String> without = findings(CONSISTENT, "", "67.91.205.2=2001:db8:ce:29c::435b:cd02:9c");
        assertTrue(without.get(0).contains("the port is needed"), without.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "192.0.2.1",
                "192.0.2.1:1=",
                "192.0.2.1:65536=2001:db8::",
                "192.0.2.1:-1=2001:db8::",
                "192.0.2.01:1=2001:db8::",
                "192.0.2.1:1=192.0.2.1",
                "192.0.2.1:=2001:db8::",
                "x\n=y"
            })
    void malformedTextIsRefused(String text) {
        RuntimeException e = assertThrows(RuntimeException.class, () -> Expectation.parse(text));
        assertTrue(e instanceof ToolException || e instanceof MapConfigurationException, e.toString());
        assertTrue(ErrorReport.describe(e).contains("--expect"), e.toString());
    }
}
