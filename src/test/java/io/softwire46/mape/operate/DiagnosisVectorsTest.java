package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.testing.Vectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The owners in {@code vectors/mapping.jsonl} as observations: other programs confirmed which CE has an address and port, and the
 * rule that they were made from must be found. The rules of regions {@code jp-} are published ones of networks in Japan.
 */
class DiagnosisVectorsTest {
    /** Returns the length in the text of a prefix. */
    private static int length(JsonObject rule, String prefix) {
        String text = rule.required(prefix).asString();
        return Integer.parseInt(text.substring(text.indexOf('/') + 1));
    }

    /** Whether CEs have whole prefixes, and the inner addresses are their first ones, which show no prefix. */
    private static boolean isHiddenPrefix(JsonObject vector) {
        JsonObject rule = vector.required("rule").asObject();
        int shown = length(rule, "ipv4Prefix") + Vectors.integer(rule, "eaLength");
        return shown < 32
                && vector.required("owners").asArray().stream()
                        .allMatch(owner -> Addresses.bits(Vectors.ipv4(owner.asObject(), "ipv4")) << shown == 0);
    }

    /** Adds the owners; returns how many there are. */
    private static int add(Evidence.Builder builder, JsonObject vector) {
        int count = 0;
        for (JsonValue value : vector.required("owners").asArray()) {
            JsonObject owner = value.asObject();
            if (owner.optional("mapAddress").isPresent()) {
                long[] ce = Addresses.bits(Vectors.ipv6(owner, "mapAddress"));
                builder.seen(ce[0], ce[1], Addresses.bits(Vectors.ipv4(owner, "ipv4")), Vectors.integer(owner, "port"));
                count++;
            }
        }
        return count;
    }

    private static boolean isIn(JsonObject vector, Family family) {
        JsonObject rule = vector.required("rule").asObject();
        int n = length(rule, "ipv6Prefix");
        int r = length(rule, "ipv4Prefix");
        int o = Vectors.integer(rule, "eaLength");
        int k = Math.max(0, r + o - 32);
        return Objects.requireNonNull(family.format())
                        .toString()
                        .equals(vector.required("format").asString())
                && family.psidLength() == k
                && (k == 0 ? family.psidOffset() == null : Objects.equals(family.psidOffset(), offset(vector)))
                && Objects.equals(family.endUserPrefixLength(), n + o)
                && Objects.requireNonNull(family.narrowest()).ipv6Length() >= n
                && Objects.requireNonNull(family.widest()).ipv6Length() <= n
                && family.narrowest().ipv4Length() - family.narrowest().ipv6Length() == r - n;
    }

    /** RFC 7597 section 5.1: 6 unless the rule has another one. The draft's rules in the vectors all have one. */
    private static int offset(JsonObject vector) {
        return vector.required("rule")
                .asObject()
                .optional("psidOffset")
                .map(value -> value.asInt(0, 15))
                .orElse(6);
    }

    private static Diagnosis diagnose(Evidence.Builder builder) {
        return Diagnosis.of(builder.build(), Diagnosis.Limits.DEFAULT);
    }

    @Test
    void theRuleOfEachVectorIsInAFamily() {
        int found = 0;
        for (JsonObject vector : Vectors.lines("mapping.jsonl")) {
            JsonObject rule = vector.required("rule").asObject();
            int o = Vectors.integer(rule, "eaLength");
            Evidence.Builder builder = Evidence.builder();
            // o = 0 is the 1:1 mode; longer End-user prefixes are searched only if no shorter one fits. A PSID that is
            // not in
            // the EA bits (RFC 7598 section 4.5) is searched in 1:1 mode only.
            boolean isLong = length(rule, "ipv6Prefix") + o > 64;
            boolean hasPsid = rule.optional("psid").isPresent();
            if (o == 0 || hasPsid || isLong || isHiddenPrefix(vector) || add(builder, vector) == 0) {
                continue;
            }
            Diagnosis diagnosis = diagnose(builder);
            assertTrue(
                    diagnosis.families().stream().anyMatch(each -> isIn(vector, each)),
                    () -> vector + "\n" + diagnosis.toText(30));
            found++;
        }
        assertTrue(found > 500, found + " vectors");
    }

    @Test
    void publishedRulesOfTheDraftAreFound() {
        Map<String, List<JsonObject>> byRule = new LinkedHashMap<>();
        for (JsonObject vector : Vectors.lines("mapping.jsonl")) {
            if (vector.required("region").asString().startsWith("jp-")) {
                byRule.computeIfAbsent(vector.required("rule").toString(), key -> new ArrayList<>())
                        .add(vector);
            }
        }
        assertEquals(28, byRule.size());
        byRule.forEach((rule, vectors) -> {
            Evidence.Builder builder = Evidence.builder();
            vectors.forEach(each -> add(builder, each));
            Diagnosis diagnosis = diagnose(builder);
            assertTrue(isIn(vectors.get(0), diagnosis.families().get(0)), () -> rule + "\n" + diagnosis.toText(30));
            if (vectors.size() > 1) { // at least three CEs
                assertEquals(1, diagnosis.families().size(), () -> rule + "\n" + diagnosis.toText(30));
            }
        });
    }

    /** RFC 7597 section 5.2: CEs without EA bits, with a PSID of their own. A rule with EA bits may derive one by chance. */
    @Test
    void cesOfTheOneToOneModeAreReportedWithAddressAndPsid() {
        int found = 0;
        for (JsonObject vector : Vectors.lines("mapping.jsonl")) {
            Evidence.Builder builder = Evidence.builder();
            if (!vector.required("region").asString().equals("ea0-explicit-psid") || add(builder, vector) == 0) {
                continue;
            }
            Diagnosis diagnosis = diagnose(builder);
            if (!diagnosis.families().isEmpty()) {
                continue;
            }
            JsonObject expected = vector.required("expected").asObject();
            assertEquals(
                    List.of(new Diagnosis.OneToOne(
                            InterfaceIdFormat.parse(vector.required("format").asString()),
                            expected.required("mapAddressFromRule").asString(),
                            expected.required("ipv4").asString(),
                            Vectors.integer(expected, "psid"),
                            false)),
                    diagnosis.oneToOne(),
                    vector::toString);
            found++;
        }
        assertTrue(found > 20, found + " vectors");
    }
}
