package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.testing.Vectors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The Junos overview article: its configuration and the packet that it shows do not belong together. What each of them
 * means, and which rules the packet does belong to, from {@code vectors/reference-article.json}.
 */
class ReferenceArticleTest {
    private static final JsonObject FILE =
            Vectors.read("reference-article.json").asObject();
    private static final JsonObject PACKET =
            FILE.required("article").asObject().required("packet").asObject();
    private static final IPv6Address SHOWN = Vectors.ipv6(PACKET, "mapAddress");
    private static final IPv4Address IPV4 = Vectors.ipv4(PACKET, "ipv4");
    private static final int PORT = Vectors.integer(PACKET, "port");

    @Test
    void consistentRuleGivesTheArticlesAddress() {
        JsonObject consistent = FILE.required("consistent").asObject();
        CeMapping ce = ceAgreesWith(consistent);

        assertEquals(SHOWN, ce.mapAddress());
        assertTrue(ce.owns(Addresses.bits(IPV4), PORT));
        assertEquals(
                SHOWN, Vectors.rule(consistent).owner(IPV4, PORT).orElseThrow().mapAddress());
    }

    @Test
    void literalConfigurationIsLegalAndOverwritesTheInterfaceIdentifier() {
        JsonObject literal = FILE.required("literal").asObject();
        CeMapping ce = ceAgreesWith(literal);

        assertEquals(72, ce.rule().derivedPrefixLength());
        assertEquals(List.of("V05"), ids(ce.rule().findings()));
        assertTrue(ce.owns(Addresses.bits(IPV4), PORT));
        assertNotEquals(SHOWN, ce.mapAddress());
    }

    @Test
    void articlesAddressIsOutsideItsConfiguredPrefix() {
        JsonObject article = FILE.required("article").asObject();
        JsonObject rule = article.required("rule").asObject();
        IPv6Address prefix = Vectors.ipv6Prefix(rule, "ipv6Prefix");

        assertFalse(prefix.toPrefixBlock().contains(SHOWN));
        assertEquals(
                SourceCheck.NO_RULE,
                SourceCheck.of(
                        Vectors.rule(FILE.required("literal").asObject()),
                        Addresses.bits(SHOWN)[0],
                        Addresses.bits(SHOWN)[1],
                        Addresses.bits(IPV4),
                        PORT,
                        SourceCheck.Mode.EA));
    }

    @Test
    void alternativesGiveTheirAddressesAndOneIsTheArticles() {
        int same = 0;
        for (JsonValue value : FILE.required("alternatives").asArray()) {
            JsonObject row = value.asObject();
            MapRule rule = MapRule.builder()
                    .format(InterfaceIdFormat.parse(row.required("format").asString()))
                    .ipv6Prefix(row.required("ipv6Prefix").asString())
                    .ipv4Prefix("67.91.205.0/24")
                    .eaLength(16)
                    .psidOffset(Vectors.integer(row, "psidOffset"))
                    .psidLength(8)
                    .build();
            IPv6Address derived = rule.owner(IPV4, PORT).orElseThrow().mapAddress();
            assertEquals(Vectors.ipv6(row, "mapAddress"), derived);
            assertEquals(row.required("isArticles").asBoolean(), derived.equals(SHOWN));
            same += derived.equals(SHOWN) ? 1 : 0;
        }
        assertEquals(1, same);
    }

    @Test
    void psidOfTheArticlesPortUnderEveryOffset() {
        for (JsonValue value : FILE.required("psidOfPort6600").asArray()) {
            JsonObject row = value.asObject();
            PortParameters ports = PortParameters.of(Vectors.integer(row, "psidOffset"), 8);
            Optional<Integer> high = row.optional("A").map(a -> a.asInt(0, 65535));
            boolean excluded = high.filter(a -> a == 0).isPresent();

            assertEquals(excluded ? PortParameters.UNASSIGNED : Vectors.integer(row, "psid"), ports.psidOf(PORT));
        }
    }

    /**
     * All rules with n + o up to 64 and embedded PSID, their prefixes being the leading bits of what the packet shows.
     */
    @Test
    void noOtherRuleThanTheListedGivesTheArticlesAddress() {
        Set<List<Integer>> listed = new HashSet<>();
        for (JsonValue value : FILE.required("sameAddress").asArray()) {
            JsonObject row = value.asObject();
            listed.add(List.of(
                    Vectors.integer(row, "ipv6Length"),
                    Vectors.integer(row, "eaLength"),
                    Vectors.integer(row, "ipv4Length"),
                    Vectors.integer(row, "psidOffset")));
        }
        Set<List<Integer>> found = new HashSet<>();
        for (int k = 1; k <= 16; k++) {
            for (int a = 0; a <= 15 && a + k <= 16; a++) {
                // The identifier, which no prefix of 64 bits overwrites, ends in PSID 0x9c.
                if ((PORT >> (16 - a - k) & ((1 << k) - 1)) == 0x9c) {
                    found.addAll(prefixLengths(a, k));
                }
            }
        }
        assertEquals(listed, found);
    }

    private static List<List<Integer>> prefixLengths(int a, int k) {
        List<List<Integer>> found = new ArrayList<>();
        for (int r = 0; r <= 32; r++) {
            int o = 32 - r + k;
            for (int n = 16; n + o <= 64; n++) {
                MapRule rule = MapRule.builder()
                        .ipv6Prefix(SHOWN.toZeroHost(n).setPrefixLength(n))
                        .ipv4Prefix(IPV4.toZeroHost(r).setPrefixLength(r))
                        .eaLength(o)
                        .psidOffset(a)
                        .build();
                CeMapping owner = rule.owner(IPV4, PORT).orElse(null);
                if (owner != null && owner.mapAddress().equals(SHOWN)) {
                    found.add(List.of(n, o, r, a));
                }
            }
        }
        return found;
    }

    private static CeMapping ceAgreesWith(JsonObject vector) {
        JsonObject expected = vector.required("expected").asObject();
        CeMapping ce = CeMapping.of(Vectors.rule(vector), Vectors.ipv6Prefix(vector, "endUserPrefix"));
        assertEquals(Vectors.ipv6(expected, "mapAddress"), ce.mapAddress());
        assertEquals(Vectors.ipv4(expected, "ipv4"), ce.ipv4());
        assertEquals(Vectors.integer(expected, "psid"), ce.psid());
        assertEquals(
                Vectors.range(expected.required("firstRange")), ce.portSet().rangeAt(0));
        assertEquals(Vectors.integer(expected, "portCount"), ce.portSet().size());
        return ce;
    }

    private static List<String> ids(List<Finding> findings) {
        List<String> ids = new ArrayList<>();
        findings.forEach(finding -> ids.add(finding.id().name()));
        return ids;
    }
}
