package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.TextVariants;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Output of {@code display xml} and {@code display json}, and of the show command of a CE. */
class JunosOutputTest {
    static final String XML = """
            <rpc-reply xmlns:junos="http://xml.juniper.net/junos/22.4R0/junos">
                <configuration junos:commit-seconds="1607135259" junos:commit-user="a">
                    <version>22.4R1</version>
                    <services>
                        <softwire>
                            <softwire-concentrator>
                                <map-e>
                                    <name>A</name>
                                    <softwire-address>2001:db9:ffff::1</softwire-address>
                                    <ipv4-prefix>192.0.2.0/24</ipv4-prefix>
                                    <mape-prefix>2001:db8::/40</mape-prefix>
                                    <ea-bits-len>16</ea-bits-len>
                                    <psid-offset>6</psid-offset>
                                    <junos:comment>/* set psid-length 9 */</junos:comment>
                                    <version-03/>
                                </map-e>
                                <map-e inactive="inactive">
                                    <name>B</name>
                                    <ea-bits-len>99</ea-bits-len>
                                </map-e>
                            </softwire-concentrator>
                        </softwire>
                    </services>
                </configuration>
                <cli><banner>[edit]</banner></cli>
            </rpc-reply>
            """;

    static final String JSON = """
            {
                "configuration" : {
                    "@" : { "junos:commit-seconds" : "1607135259" },
                    "version" : "22.4R1",
                    "services" : {
                        "softwire" : {
                            "softwire-concentrator" : {
                                "map-e" : [
                                {
                                    "name" : "A",
                                    "softwire-address" : "2001:db9:ffff::1",
                                    "ipv4-prefix" : "192.0.2.0/24",
                                    "mape-prefix" : "2001:db8::/40",
                                    "ea-bits-len" : 16,
                                    "psid-offset" : 6,
                                    "psid-length" : 9,
                                    "@psid-length" : { "inactive" : true },
                                    "version-03" : [null]
                                },
                                {
                                    "@" : { "inactive" : true },
                                    "name" : "B",
                                    "ea-bits-len" : 99
                                }
                                ]
                            }
                        }
                    }
                }
            }
            """;

    /** The form of the first routers with JSON. */
    static final String OLD_JSON = """
            { "configuration" : [ { "attributes" : { "xmlns" : "http://xml.juniper.net/xnm/1.1/xnm" },
              "services" : [ { "softwire" : [ { "softwire-concentrator" : [ { "map-e" : [ {
                "name" : { "data" : "A" },
                "softwire-address" : [ { "data" : "2001:db9:ffff::1" } ],
                "ipv4-prefix" : [ { "data" : "192.0.2.0/24" } ],
                "mape-prefix" : [ { "data" : "2001:db8::/40" } ],
                "ea-bits-len" : [ { "data" : "16" } ],
                "psid-offset" : [ { "data" : "6" } ],
                "version-03" : [ { "data" : [ null ] } ] },
              { "attributes" : { "inactive" : "inactive" }, "name" : { "data" : "B" } } ] } ] } ] } ] } ] }
            """;

    static final String SHOWN = """
            user@host> show security softwires map-e domain mapce1
            Role                : CE
            Version             : 3
            Domain Name         : mapce1
            BR Address          : 2001:db9::a/128
            End User Ipv6 prefix : 2001:db8:12:3400::/56
            BMR Mapping Rule :
            Rule Name            : bmr
            Rule Ipv4 Prefix     : 192.0.2.0/24
            Rule Ipv6 Prefix     : 2001:db8::/40
            PSID offset          : 6
            PSID length          : 8
            EA bit length        : 16
            Port SetID           : 0x34
            MAP-E Ipv4 address   : 192.0.2.18/32
            MAP-E Ipv6 address   : 2001:db8:12:3400:c0:2:1200:3400
            """;

    private static final String HEAD = "set services softwire softwire-concentrator map-e A ";
    private static final String SET = HEAD + "softwire-address 2001:db9:ffff::1 version-03\n" + HEAD
            + "ipv4-prefix 192.0.2.0/24 mape-prefix 2001:db8::/40 ea-bits-len 16 psid-offset 6\n";

    private static ReadResult read(RuleFormat format, String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(format), RuleFormat.detect(input), text);
        return format.read(input);
    }

    private static List<String> findings(ReadResult read) {
        return read.findings().stream()
                .map(each -> each.location() + " " + each.id() + " " + each.severity() + " " + each.field())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\ufeff", "\n\n", "user@br1> show configuration | display xml | no-more\n", "{master}\n"})
    void readsXml(String before) {
        String text = before + XML;
        ReadResult read = read(RuleFormat.JUNOS_XML, text + (before.startsWith("user") ? "\nuser@br1> \n" : ""));
        assertEquals(JunosTexts.read(SET).domains(), read.requireDomains());
        int lines = (int) before.chars().filter(c -> c == '\n').count();
        assertEquals(List.of((17 + lines) + ":21 SYNTAX info line"), findings(read));
        assertEquals(
                List.of("19:21 SYNTAX info line"),
                findings(read(RuleFormat.JUNOS_XML, "\r\n\r\n" + XML.replace("\n", "\r\n"))));
    }

    @Test
    void readsJson() {
        ReadResult read = read(RuleFormat.JUNOS_JSON, JSON);
        assertEquals(JunosTexts.read(SET).domains(), read.requireDomains());
        assertEquals(List.of("17:57 SYNTAX info line", "21:46 SYNTAX info line"), findings(read));
        assertEquals(
                JunosTexts.read(SET).domains(),
                read(RuleFormat.JUNOS_JSON, OLD_JSON).requireDomains());
        ReadResult session =
                read(RuleFormat.JUNOS, "user@br1> show configuration | display json\n" + JSON + "\nuser@br1> ");
        assertEquals(read.domains(), session.requireDomains());
    }

    @Test
    void readsTheShowCommandOfACe() {
        ReadResult read = read(RuleFormat.JUNOS, SHOWN);
        assertEquals(
                JunosTexts.read("""
                        set security softwires map-e mapce1 role CE version 3 br-address 2001:db9::a
                        set security softwires map-e mapce1 end-user-prefix 2001:db8:12:3400::/56
                        set security softwires map-e mapce1 rule bmr rule-type BMR ipv4-prefix 192.0.2.0/24
                        set security softwires map-e mapce1 rule bmr ipv6-prefix 2001:db8::/40 ea-bits-length 16
                        set security softwires map-e mapce1 rule bmr psid-offset 6 psid-len 8
                        """).edges(),
                read.source(JunosConfiguration.class).orElseThrow().edges());
        assertEquals(List.of(), findings(read));
        String two = SHOWN
                + SHOWN.substring(SHOWN.indexOf("Role"))
                        .replace("mapce1", "mapce2")
                        .replace("BMR", "FMR");
        assertEquals(2, read(RuleFormat.JUNOS, two).requireDomains().size());
        assertTrue(read.domains().get(0).domain().rules().rules().get(0).isForwarding());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.0/24 | 192.0.2.1/24 | 9:24 V03 error rules[0].ipv4Prefix",
                "EA bit length        : 16 | EA bit length        : x | 13:24 SYNTAX error ea-bits-length",
                ": CE | : PE | 2:23 SYNTAX error role",
                "2001:db9::a/128 | y | 5:23 SYNTAX error br-address",
                "Domain Name | Domain | 1:1 SYNTAX error Domain Name",
            })
    void findingsOfTheShowCommand(String part, String other, String finding) {
        String text = SHOWN.replace(part, other);
        assertTrue(
                findings(JunosConfiguration.read(text).file()).contains(finding),
                () -> findings(JunosConfiguration.read(text).file()).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.0/24<          | 192.0.2.1/24<           | 10:38 V03 error rules[0].ipv4Prefix",
                "<ea-bits-len>16        | <ea-bits-len>x          | 12:38 SYNTAX error ea-bits-len",
                "psid-offset>6          | psid-offset a='1'>x     | 13:25 SYNTAX error psid-offset",
                "<ea-bits-len>16</ea-bits-len> | ''               | 8:31 SYNTAX error ea-bits-len",
                "<version-03/>          | <version-04/>           | 15:25 SYNTAX error statement",
                "<version-03/>          | <apply-groups>G</apply-groups> | 15:25 SYNTAX error apply-groups",
                "<version-03/>          | <confidentiality/>      | 15:25 SYNTAX info statement",
                "<version-03/>          | <mtu-v6 operation='delete'/> | 15:25 SYNTAX error line",
                "</softwire>            | </softwires>            | 22:23 SYNTAX error XML",
                "<version>              | <!DOCTYPE x><version>   | 3:18 SYNTAX error XML",
                "map-e                  | mapt-e                  | 1:1 SYNTAX error file",
            })
    void findingsOfXml(String part, String other, String finding) {
        String text = XML.replace(part, other);
        List<String> all = findings(JunosConfiguration.read(text).file());
        assertTrue(all.contains(finding), () -> all + "\n" + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.0/24\"         | 192.0.2.1/24\"          | 12:41 V03 error rules[0].ipv4Prefix",
                "\"ea-bits-len\" : 16   | \"ea-bits-len\" : true  | 14:41 SYNTAX error ea-bits-len",
                "\"ea-bits-len\" : 16   | \"ea-bits-lem\" : 16    | 14:25 SYNTAX error statement",
                "\"version-03\" : [null] | \"version-03\" : [    | 19:21 SYNTAX error JSON",
                "\"map-e\"              | \"mapt-e\"              | 1:1 SYNTAX error file",
            })
    void findingsOfJson(String part, String other, String finding) {
        String text = JSON.replace(part, other);
        List<String> all = findings(JunosConfiguration.read(text).file());
        assertTrue(all.contains(finding), () -> all + "\n" + text);
    }

    /** An entity is not resolved, and a document type declaration is refused, so that no file and no address is read. */
    @Test
    void readsNoExternalEntity() {
        String text =
                "<!DOCTYPE a [ <!ENTITY x SYSTEM \"file:///etc/passwd\"> ]>\n" + XML.replace("192.0.2.0/24", "&x;");
        assertEquals(
                List.of("1:1 SYNTAX error DOCTYPE"),
                findings(JunosConfiguration.read(text).file()));
    }

    @Test
    void theOtherReadersNameTheLanguage() {
        assertEquals(Optional.of("is XML or JSON"), RuleFormat.JUNOS_BRACES.mismatch(Input.of(XML)));
        assertTrue(RuleFormat.JUNOS_XML.mismatch(Input.of(SET)).isPresent());
        assertEquals("statement", read(RuleFormat.JUNOS_XML, XML).source().unit());
    }

    @Test
    void hostileTextsAreReadInLinearTime() {
        String entry = "<map-e><name>a</name><ea-bits-len>x</ea-bits-len></map-e>";
        String levels = "<configuration><services><softwire><softwire-concentrator>";
        List<String> texts = List.of(
                "<configuration>" + "<softwire>".repeat(100_000),
                levels + "<map-e>" + "<name>a</name>".repeat(50_000),
                levels + entry.repeat(5_000),
                "{ \"configuration\" : " + "[".repeat(100_000),
                "{ \"configuration\" : { \"services\" : [" + "{},".repeat(50_000) + "{}] } }",
                "BR Address : x\nMapping Rule\nRule Ipv4 Prefix : y\n" + "PSID offset : 1\n".repeat(50_000),
                "{master}\n".repeat(20_000) + "<configuration>");
        for (String text : texts) {
            assertTimeoutPreemptively(Duration.ofSeconds(8), () -> {
                RuleFormat.detect(Input.of(text));
                assertTrue(JunosConfiguration.read(text).file().isRefused());
            });
        }
    }

    /** Random concentrators, printed as set lines, XML and JSON by simple printers, are the same configuration. */
    @Property(tries = 60)
    void allLanguagesAreTheSame(@ForAll long seed) {
        Random random = new Random(seed);
        TextVariants variants = new TextVariants(seed);
        StringBuilder set = new StringBuilder();
        StringBuilder xml = new StringBuilder();
        List<String> json = IntStream.range(0, 1 + random.nextInt(5))
                .mapToObj(i -> {
                    List<String[]> leaves = variants.shuffled(List.of(
                            new String[] {"softwire-address", "2001:db9:ffff::" + (1 + random.nextInt(2))},
                            new String[] {"ipv4-prefix", "192.0." + i + ".0/24"},
                            new String[] {"mape-prefix", "2001:db8:" + i + "00::/40"},
                            new String[] {"ea-bits-len", "" + (8 + random.nextInt(9))},
                            new String[] {"psid-offset", "" + random.nextInt(7)},
                            new String[] {"disable-auto-route", ""}));
                    String level = "services softwire softwire-concentrator map-e n" + i;
                    boolean hidden = i > 0 && random.nextInt(4) == 0;
                    xml.append(hidden ? "<map-e inactive='inactive'>" : "<map-e>")
                            .append("<name>n" + i + "</name>");
                    for (String[] leaf : leaves) {
                        set.append("set " + level + " " + leaf[0] + " " + leaf[1] + "\n");
                        xml.append(
                                leaf[1].isEmpty()
                                        ? "<" + leaf[0] + "/>"
                                        : "<" + leaf[0] + ">" + leaf[1] + "</" + leaf[0] + ">\n");
                    }
                    set.append(hidden ? "deactivate " + level + "\n" : "");
                    xml.append("</map-e>");
                    return "{ \"name\": \"n" + i + "\", " + (hidden ? "\"@\": { \"inactive\": true }, " : "")
                            + leaves.stream()
                                    .map(leaf -> "\"" + leaf[0] + "\" : "
                                            + (leaf[1].isEmpty() ? "[null]" : "\"" + leaf[1] + "\""))
                                    .collect(Collectors.joining(", "))
                            + " }";
                })
                .toList();
        String other = "<interfaces><interface><name>x</name></interface></interfaces>";
        String elements = "<configuration>" + other + "<services><softwire><softwire-concentrator>" + xml
                + "</softwire-concentrator></softwire></services></configuration>";
        String members =
                "{ \"configuration\" : { \"services\" : { \"softwire\" : { \"softwire-concentrator\" : { \"map-e\" : ["
                        + String.join(",\n", json) + "] } } } } }";
        JunosConfiguration expected = JunosConfiguration.read(set.toString());
        assertTrue(!expected.domains().isEmpty(), set::toString);
        for (String text : List.of(elements, members)) {
            JunosConfiguration read = JunosConfiguration.read(variants.text(List.of(text.split("\n")), ""));
            assertEquals(expected.domains(), read.domains(), text);
            assertEquals(expected.concentrators(), read.concentrators(), text);
        }
    }
}
