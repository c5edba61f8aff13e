package io.softwire46.mape.provision.hb46pp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.DomainTexts;
import io.softwire46.mape.provision.Golden;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HB46PP documents both ways; the expected texts are written by hand. */
class Hb46ppTest {
    private static final ConfiguredDomain MAP_E = domain("""
            domain=map_e mesh=true borderRelay=2001:db8:1::1
            ipv6Prefix=2001:db8:1:2000::/52 ipv4Prefix=203.0.113.0/24 eaLength=12 psidOffset=4 format=draft03
            ipv6Prefix=2001:db8:2::/48 ipv4Prefix=198.51.100.0/24 eaLength=8 format=draft03""");
    private static final ConfiguredDomain LW4O6 = domain("""
            domain=lw4o6 mesh=false borderRelay=2001:db8:3::1
            ipv6Prefix=2001:db8:3:100::/56 ipv4Prefix=192.0.2.16/32 eaLength=0 psidOffset=6 psidLength=8 psid=3 \
            forwarding=false format=rfc7597""");

    private static ConfiguredDomain domain(String text) {
        return new ConfiguredDomain(MapDomain.parse(text), ForwardingOptions.defaults());
    }

    private static Hb46pp.Document document() {
        MapRule rule = MapRule.parse(
                "ipv6Prefix=2001:db8:5:100::/56 ipv4Prefix=203.0.113.32/28 eaLength=8 psidOffset=4 format=rfc7597");
        return Hb46pp.Document.of(List.of(LW4O6, MAP_E))
                .withNames("A VNE", "4over6 接続", null)
                .withTtl(3600)
                .withMapT(new Hb46pp.Document.MapT(Addresses.parseIpv6Prefix("", "2001:db8:5::/64"), List.of(rule)));
    }

    @Test
    void aWholeDocument() {
        assertEquals(Golden.text("hb46pp.json"), Hb46pp.write(document()));
        Hb46pp.Reading reading = Hb46pp.read(Golden.text("hb46pp.json"));
        assertEquals(document(), reading.document().orElseThrow());
        assertEquals(
                List.of(LW4O6, MAP_E),
                Hb46pp.readDomains(Golden.text("hb46pp.json")).requireDomains());
        assertEquals(
                Golden.text("hb46pp.json"), reading.document().orElseThrow().toString());
    }

    @Test
    void versionMeansTheInterfaceIdentifier() {
        for (String version : List.of("\"version\": 0,", "", "\"version\": null,")) {
            assertEquals(InterfaceIdFormat.DRAFT03, format(version));
        }
        assertEquals(InterfaceIdFormat.RFC7597, format("\"version\": 1,"));
    }

    private static InterfaceIdFormat format(String version) {
        String text = Golden.text("hb46pp.json").replace("\"version\": 0,", version);
        return Hb46pp.read(text)
                .document()
                .orElseThrow()
                .mapE()
                .orElseThrow()
                .domain()
                .rules()
                .rules()
                .get(0)
                .format();
    }

    @Test
    void meshIsTruthOrNumber() {
        for (String mesh : List.of("true", "1")) {
            assertTrue(mapE("\"mesh\": " + mesh + ",").isMesh());
        }
        for (String mesh : List.of("\"mesh\": false,", "\"mesh\": 0,", "", "\"mesh\": null,")) {
            MapDomain hub = mapE(mesh);
            assertFalse(hub.isMesh());
            assertTrue(hub.rules().rules().stream().noneMatch(MapRule::isForwarding));
        }
    }

    private static MapDomain mapE(String mesh) {
        Hb46pp.Reading reading = Hb46pp.read(Golden.text("hb46pp.json").replace("\"mesh\": true,", mesh));
        assertEquals(
                0,
                reading.findings().stream()
                        .filter(each -> each.field().contains("mesh"))
                        .count());
        return reading.document().orElseThrow().mapE().orElseThrow().domain();
    }

    /** A CPE must take 256 rules. */
    @Test
    void anyNumberOfRules() {
        for (int count : new int[] {256, 257, 1000}) {
            String rules = IntStream.range(0, count)
                    .mapToObj(i ->
                            "{\"ipv6\": \"2400:%x::/32\", \"ipv4\": \"%d.%d.%d.0/24\", \"ea_length\": 16, \"psid_offset\": 4}"
                                    .formatted(i, 11 + i / 65536, i / 256 % 256, i % 256))
                    .collect(Collectors.joining(",\n"));
            String text = "{\"order\": [\"map_e\"], \"map_e\": {\"br\": \"2001:db8::1\", \"rules\": [" + rules + "]}}";
            List<ConfiguredDomain> domains = Hb46pp.readDomains(text).requireDomains();
            assertEquals(count, domains.get(0).domain().rules().rules().size());
            assertEquals(
                    count > 256 ? List.of("rules") : List.of(),
                    Hb46pp.check(domains).stream().map(Finding::field).toList());
            assertEquals(domains, Hb46pp.readDomains(Hb46pp.write(domains)).requireDomains());
        }
    }

    private static final String SMALL = """
            {"ttl": 60, "order": ["map_e"], "map_e": {"br": "2001:dbf:1::1", "rules": [
             {"ipv6": "2001:db8::/40", "ipv4": "192.0.2.0/24", "ea_length": 16, "psid_offset": 4}]}}
            """;

    static Stream<Arguments> oddities() {
        return Stream.of(
                odd("no oddity", "x", "x", ""),
                odd("unknown member", "\"ttl\"", "▸\"ttx\": 1, \"ttl\"", "ttx"),
                odd(
                        "other mechanisms",
                        "\"ttl\"",
                        "\"token\": \"\", \"auth\": \"ok\", \"dslite\": {}, \"ipip\": [], \"464xlat\": {}, \"ttl\"",
                        ""),
                odd("unknown in a rule", "\"ea_length\"", "▸\"ea_len\": 1, \"ea_length\"", "map_e.rules[0].ea_len"),
                odd("ttl of eight days", "60", "▸691200", "ttl"),
                odd("ttl below zero", "60", "▸-60", "ttl"),
                odd("ttl as a string", "60", "▸\"60\"", "ttl"),
                odd("no order", "{\"ttl\": 60, \"order\": [\"map_e\"],", "▸{\"ttl\": 60,", "order"),
                odd("order twice", "[\"map_e\"]", "[\"map_e\", ▸\"map_e\"]", "order"),
                odd("order unknown", "[\"map_e\"]", "[▸\"mape\", \"map_e\"]", "order"),
                odd("not in order", "[\"map_e\"], \"map_e\": {", "[\"dslite\"], \"map_e\": ▸{", "map_e"),
                odd("long name", "\"ttl\"", "\"isp_name\": ▸\"" + "é".repeat(128) + "\", \"ttl\"", "isp_name"),
                odd("host bits", "\"192.0.2.0/24\"", "▸\"192.0.2.77/24\"", "map_e.rules[0].ipv4"),
                odd("mesh as a string", "{\"br\"", "{\"mesh\": ▸\"false\", \"br\"", "map_e.mesh"),
                odd(
                        "MAP-T without rules",
                        "\"ttl\"",
                        "\"map_t\": ▸{\"dmr\": \"2001:db8::/64\"}, \"ttl\"",
                        "map_t.rules"));
    }

    private static Arguments odd(String name, String what, String with, String field) {
        return argumentSet(name, SMALL.replace(what, with), field);
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void anOddityIsTakenWithARemark(String text, String field) {
        Hb46pp.Reading reading = Hb46pp.read(DomainTexts.unmarked(text));
        assertEquals(
                "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=4 psidLength=8 forwarding=false "
                        + "format=draft03",
                reading.document()
                        .orElseThrow()
                        .mapE()
                        .orElseThrow()
                        .domain()
                        .rules()
                        .toString());
        List<Finding> remarks = reading.findings().stream()
                .filter(each -> !each.message().startsWith("is missing in order") || field.equals("map_e"))
                .toList();
        assertEquals(field.isEmpty() ? 0 : 1, remarks.size(), remarks::toString);
        remarks.forEach(each -> DomainTexts.assertPlaced("SYNTAX", field, text, each));
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                odd("not JSON", SMALL, "{▸", "SYNTAX JSON"),
                odd("no object", SMALL, "▸3", "SYNTAX JSON"),
                odd("version 2", "{\"br\"", "{\"version\": ▸2, \"br\"", "SYNTAX map_e.version"),
                odd("no br", "{\"br\": \"2001:dbf:1::1\",", "▸{", "SYNTAX map_e.br"),
                odd("br a name", "\"2001:dbf:1::1\"", "▸\"br.example.net\"", "SYNTAX map_e.br"),
                odd(
                        "br inside a rule",
                        "\"2001:dbf:1::1\"",
                        "▸\"2001:db8:12:3400:c0:2:1200:3400\"",
                        "V23 borderRelay[0]"),
                odd(
                        "no rules",
                        "\"map_e\": {\"br\": \"2001:dbf:1::1\", \"rules\": [",
                        "\"map_e\": ▸{\"br\": \"2001:dbf:1::1\", \"rulez\": [",
                        "SYNTAX map_e.rules"),
                odd("a rule no object", " {\"ipv6\"", "▸7, {\"ipv6\"", "SYNTAX map_e.rules[0]"),
                odd(
                        "no ea_length",
                        " {\"ipv6\": \"2001:db8::/40\", \"ipv4\": \"192.0.2.0/24\", \"ea_length\": 16,",
                        " ▸{\"ipv6\": \"2001:db8::/40\", \"ipv4\": \"192.0.2.0/24\",",
                        "SYNTAX map_e.rules[0].ea_length"),
                odd("ea_length 49", "16", "▸49", "V02 rules[0].eaLength"),
                odd("psid_offset 9", "\"psid_offset\": 4", "\"psid_offset\": ▸16", "V06 rules[0].psidOffset"),
                odd("order no array", "[\"map_e\"]", "▸\"map_e\"", "SYNTAX order"),
                odd("order of numbers", "[\"map_e\"]", "[▸1]", "SYNTAX order"),
                odd("map_e no object", "{\"br\"", "▸[], \"x\": {\"br\"", "SYNTAX map_e"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorHasItsPlace(String text, String finding) {
        ReadResult read = Hb46pp.readDomains(DomainTexts.unmarked(text));
        assertEquals(List.of(), read.domains());
        String[] idAndField = finding.split(" ");
        DomainTexts.assertPlaced(
                idAndField[0], idAndField[1], text, read.firstError().orElseThrow());
        assertTrue(Hb46pp.read(DomainTexts.unmarked(text)).document().isEmpty());
    }

    @Test
    void aDocumentThatOffersNothing() {
        String text = "{\"enabler_name\": \"A\", \"ttl\": 60, \"order\": []}";
        assertEquals(
                List.of(), Hb46pp.read(text).document().orElseThrow().order().orElseThrow());
        assertTrue(Hb46pp.readDomains(text).isRefused());
        Hb46pp.Document nothing = Hb46pp.read("{}").document().orElseThrow();
        assertTrue(nothing.order().isEmpty()
                && nothing.ttlSeconds().isEmpty()
                && nothing.mapE().isEmpty());
    }

    @Test
    void anLwaftrMayHaveAName() {
        String text = Golden.text("hb46pp.json").replace("2001:db8:3::1", "lwaftr.example.net");
        Hb46pp.Reading reading = Hb46pp.read(text);
        Hb46pp.Document.Lw4o6 lw4o6 = reading.document().orElseThrow().lw4o6().orElseThrow();
        assertEquals("lwaftr.example.net", lw4o6.lwaftr());
        assertEquals(List.of(), lw4o6.domain().domain().borderRelays());
        assertEquals(text, Hb46pp.write(reading.document().orElseThrow()));
        assertTrue(reading.findings().stream().anyMatch(each -> each.field().equals("lw4o6.lwaftr")));
    }

    @Test
    void aBindingWithoutPsidHasAllPorts() {
        String text = Golden.text("hb46pp.json")
                .replaceAll("\"psid\": 3,\\s*\"psid_length\": 8,\\s*\"psid_offset\": 6", "\"psid_length\": 0");
        assertFalse(Hb46pp.read(text)
                .document()
                .orElseThrow()
                .lw4o6()
                .orElseThrow()
                .domain()
                .domain()
                .rules()
                .rules()
                .get(0)
                .isShared());
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                argumentSet("two of MAP-E", List.of(MAP_E, MAP_E), "error domains"),
                argumentSet("nothing", List.of(), "error domains"),
                argumentSet("no border relay", List.of(change(MAP_E, "2001:db8:1::1", "")), "error borderRelay"),
                argumentSet(
                        "two border relays",
                        List.of(change(MAP_E, "2001:db8:1::1", "2001:db8:1::1,2001:db8:1::2")),
                        "error borderRelay[1]"),
                argumentSet(
                        "a border relay of its own",
                        List.of(change(MAP_E, "eaLength=12", "eaLength=12 borderRelay=2001:db8:1::2")),
                        "error rules[0].borderRelay"),
                argumentSet(
                        "a rule that is not for forwarding",
                        List.of(change(MAP_E, "eaLength=8", "eaLength=8 forwarding=false")),
                        "error rules[1].forwarding"),
                argumentSet(
                        "a PSID of its own",
                        List.of(change(
                                MAP_E,
                                "ipv4Prefix=198.51.100.0/24 eaLength=8",
                                "ipv4Prefix=198.51.100.0/32 eaLength=0 psidLength=4 psidOffset=4 psid=1")),
                        "error rules[1].psid"),
                argumentSet("a binding of draft-03", List.of(change(LW4O6, "rfc7597", "draft03")), "error format"));
    }

    private static ConfiguredDomain change(ConfiguredDomain domain, String what, String with) {
        return domain(domain.domain().toString().replace(what, with));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void settingsThatCannotBeExpressedAreReported(List<ConfiguredDomain> domains, String expected) {
        assertEquals(
                List.of(expected),
                Hb46pp.check(domains).stream()
                        .map(each -> each.severity() + " " + each.field())
                        .toList());
        // A second border relay is left out, and the rest is written.
        if (!expected.equals("error borderRelay[1]")) {
            if (expected.equals("error borderRelay[1]")) { // LOST: the rest is written
                assertFalse(Hb46pp.write(domains).contains("2001:db8:1::2"));
            } else {
                assertThrows(MapConfigurationException.class, () -> Hb46pp.write(domains));
            }
        } else {
            assertFalse(Hb46pp.readDomains(Hb46pp.write(domains)).isRefused());
        }
    }

    @Test
    void aTtlOutOfRangeIsRefused() {
        assertThrows(MapConfigurationException.class, () -> document().withTtl(604_801));
        assertThrows(MapConfigurationException.class, () -> document().withTtl(-1));
        assertEquals(604_800, document().withTtl(604_800).ttlSeconds().orElseThrow());
    }
}
