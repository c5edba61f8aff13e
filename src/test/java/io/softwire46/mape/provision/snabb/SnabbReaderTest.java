package io.softwire46.mape.provision.snabb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnabbReaderTest {
    /** The form of the current version: a port-set and a br-address for each softwire. */
    static final String CURRENT = """
            softwire-config {
              instance { // a device
                device "00:05.0";
                queue { id 0; internal-interface { ip 2001:db8::1; mtu 9000; } }
              }
              name "lwaftr; one";
              external-interface {
                mtu 1460;
                error-rate-limiting { packets 600000; period 2; }
              }
              internal-interface {
                mtu 1540;
                hairpinning false;
              }
              binding-table {
                softwire {
                  ipv4 192.0.2.1;
                  psid 44;
                  b4-ipv6 2001:db8:1::44;
                  br-address 2001:db8::100;
                  port-set { psid-length 6; reserved-ports-bit-count 4; }
                }
                softwire {
                  ipv4 192.0.2.2; psid 0; padding 0;
                  b4-ipv6 2001:db8:1::2;
                  br-address 2001:db8::200;
                  port-set { psid-length 0; }
                }
              }
            }
            """;

    /** The form of the first version with this grammar: psid-map, and an index of br-address. */
    static final String OLDER = """
            softwire-config {
              internal-interface { ip 2001:db8::1; mtu 1540; hairpinning false; }
              binding-table {
                psid-map { addr 192.0.2.2; psid-length 0; }
                br-address 2001:db8::100;
                br-address 2001:db8::200;
                softwire { ipv4 192.0.2.1; psid 44; b4-ipv6 2001:db8:1::44; }
                softwire { ipv4 192.0.2.2; psid 0; br 1; b4-ipv6 2001:db8:1::2; }
                psid-map { addr 192.0.2.0; end-addr 192.0.2.1; psid-length 6; shift 6; }
              }
            }
            """;

    private static final List<ConfiguredDomain> EXAMPLE = DomainFile.read("""
            { "name": "domain", "borderRelay": ["2001:db8::100"],
              "options": { "mtuV6": 1540, "hairpin": false }, "rules": [
              { "ipv6Prefix": "2001:db8:1::44/128", "ipv4Prefix": "192.0.2.1/32", "eaLength": 0, "psidOffset": 4,
                "psidLength": 6, "psid": 44, "forwarding": false },
              { "ipv6Prefix": "2001:db8:1::2/128", "ipv4Prefix": "192.0.2.2/32", "eaLength": 0,
                "forwarding": false, "borderRelay": "2001:db8::200" } ] }
            """).requireDomains();

    private static final String ONE = """
            softwire-config { binding-table {
              softwire {
                ipv4 192.0.2.1;
                psid 44;
                b4-ipv6 2001:db8:1::44;
                br-address 2001:db8::100;
                port-set {
                  psid-length 6;
                }
              }
            } }
            """;

    private static ReadResult read(String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.SNABB), RuleFormat.detect(input), text);
        return RuleFormat.SNABB.read(input);
    }

    private static List<String> findings(String text) {
        return read(text).findings().stream()
                .map(each -> each.location() + " " + each.id() + " " + each.severity() + " " + each.field())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {CURRENT, OLDER})
    void readsBothVersions(String text) {
        assertEquals(EXAMPLE, read(text).requireDomains());
        assertEquals(List.of(), read(text).findings());
        assertEquals("statement", read(text).source().unit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ufeff", "user@br:~# snabb config get lwaftr /\n", "$ sudo snabb config get x /\n"})
    void readsTextsOfASession(String before) {
        String text = (before + CURRENT).replace("\n", "\r\n").replace("// a device", "/* a \n device */ # it {");
        assertEquals(EXAMPLE, read(text + "\nuser@br:~# ").requireDomains());
        String table =
                before + ONE.replace("softwire-config { binding-table {", "").replace("} }\n", "");
        assertEquals(1, read(table).requireDomains().size(), table);
    }

    /** The block may be missing, but not the address of one softwire alone. */
    @Test
    void readsATableWithoutBorderRelay() {
        String without = ONE.replace("br-address 2001:db8::100;", "");
        assertEquals(List.of(), read(without).requireDomains().get(0).domain().borderRelays());
        assertEquals(List.of("11:3 SYNTAX error br-address"), findings(ONE.replace("} }", without.substring(34))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ipv4 192.0.2.1;     | ''                     | 2:3 SYNTAX error ipv4",
                "192.0.2.1           | 192.0.2                | 3:10 SYNTAX error ipv4",
                "192.0.2.1           | 192.0.2.1/32           | 3:10 SYNTAX error ipv4",
                "psid 44;            | ''                     | 2:3 SYNTAX error psid",
                "psid 44             | psid x                 | 4:10 SYNTAX error psid",
                "psid 44             | psid 64                | 4:10 V12 error rules[0].psid",
                "psid 44             | psid                   | 4:5 SYNTAX error psid",
                "psid 44             | psid 44 45             | 4:10 SYNTAX error psid",
                "psid 44             | psid 0                 | 2:3 V19 warning rules[0].psidOffset",
                "psid 44;            | psid 44; psid 45;      | 4:19 SYNTAX error psid",
                "psid 44;            | psid 44; spid 4;       | 4:14 SYNTAX error line",
                "psid 44;            | psid 44; padding 1;    | 4:22 SYNTAX warning padding",
                "b4-ipv6 2001:db8:1::44; | softwire-config 1; | 4:14 SYNTAX error line",
                "2001:db8:1::44      | 192.0.2.1              | 5:13 SYNTAX error b4-ipv6",
                "2001:db8:1::44      | ff02::1                | 5:13 V22 error rules[0].ipv6Prefix",
                "2001:db8::100       | x                      | 6:16 SYNTAX error br-address",
                "2001:db8::100       | ff02::1                | 6:16 V23 error borderRelay[0]",
                "psid-length 6;      | ''                     | 2:3 SYNTAX error psid-length",
                "psid-length 6;      | psid-length;           | 8:7 SYNTAX error psid-length",
                "psid-length 6;      | psid-length 17;        | 8:19 V07 error rules[0].psidLength",
                "psid-length 6;      | psid-length 6; reserved-ports-bit-count 11; | 8:19 V08 error rules[0].psidLength",
                "psid-length 6;      | psid-length 6; shift 12; | 8:28 SYNTAX error shift",
                "psid-length 6;      | psid-length 6; shift 9; reserved-ports-bit-count 4; | 8:28 SYNTAX error shift",
                "psid-length 6;      | psid-length 0;         | 4:10 V13 warning rules[0].psid",
            })
    void findingsHaveTheirPlace(String part, String other, String finding) {
        String text = ONE.replace(part, other).replace("\n    \n", "\n");
        List<String> all = findings(text);
        String expected = finding.startsWith("4:14 SYNTAX error line") && other.startsWith("softwire")
                ? "5:5 SYNTAX error line"
                : finding;
        assertTrue(all.contains(expected), () -> all + "\n" + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "psid-length 0; }     | psid-length 0; }}   | 11:1 SYNTAX error line",
                "br 1;                | br 2;               | 8:43 SYNTAX error br",
                "br 1;                | br -1;              | 8:43 SYNTAX error br",
                "end-addr 192.0.2.1   | end-addr 192.0.1.1  | 9:41 SYNTAX error end-addr",
                "end-addr 192.0.2.1   | end-addr 192.0.2.2  | 9:21 SYNTAX error addr",
                "addr 192.0.2.2;      | ''                  | 4:5 SYNTAX error addr",
                "addr 192.0.2.2;      | addr 192.0.2.3;     | 8:21 SYNTAX error ipv4",
                "addr 192.0.2.2;      | addr 2001:db8::;    | 4:21 SYNTAX error addr",
                "hairpinning false    | hairpinning maybe   | 2:62 SYNTAX error hairpinning",
                "mtu 1540             | mtu 12              | 2:44 V51 error options.mtuV6",
                "mtu 1540             | mtu x               | 2:44 SYNTAX error mtu",
                "2001:db8::200        | 2001:db8::/64       | 6:16 SYNTAX error br-address",
            })
    void findingsOfTheOlderVersion(String part, String other, String finding) {
        List<String> all = findings(OLDER.replace(part, other));
        assertTrue(all.contains(finding), all::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "softwire-config {                            | 1:1 SYNTAX error line",
                "softwire-config { binding-table { } }        | 1:1 SYNTAX error file",
                "softwire-config { } }                        | 1:21 SYNTAX error line",
                "softwire-config { { } }                      | 1:19 SYNTAX error line",
                "softwire-config { name x }                   | 1:19 SYNTAX error line",
                "softwire-config { } name                     | 1:21 SYNTAX error line",
                "softwire-config { /* } }                     | 1:19 SYNTAX error line",
                "softwire-config { name \"x; }                | 1:24 SYNTAX error line",
                "softwires { { ipv4=192.0.2.1, psid=80, b4=::1 } } | 1:1 SYNTAX error file",
            })
    void syntaxErrors(String text, String finding) {
        List<String> all = findings(text);
        assertTrue(all.contains(finding), all::toString);
        assertTrue(read(text).isRefused());
    }

    /** A malformed leaf hides no independent error, and has one finding. */
    @Test
    void reportsAllErrors() {
        String text = ONE.replace("192.0.2.1", "x").replace("psid 44", "psid y").replace("2001:db8:1::44", "z");
        assertEquals(
                List.of("3:10 SYNTAX error ipv4", "4:10 SYNTAX error psid", "5:13 SYNTAX error b4-ipv6"),
                findings(text));
    }

    @Test
    void skipsAndCountsOtherBlocks() {
        assertTrue(read(CURRENT).skippedCount() > 3);
        assertFalse(read(CURRENT).isRefused());
    }

    @Test
    void hostileTextsAreReadInLinearTime() {
        String softwire = "softwire { ipv4 x; psid y; b4-ipv6 z; br-address w; port-set { psid-length v; } }";
        List<String> texts = List.of(
                "softwire-config " + "{ a ".repeat(200_000),
                "softwire-config { binding-table { " + softwire.repeat(4_000) + "}}",
                "softwire-config { a " + " ".repeat(400_000) + "b }",
                "softwire-config ".repeat(50_000) + "{",
                "b4-ipv6 ".repeat(50_000),
                "softwire-config { x \"" + "\\".repeat(400_000),
                "softwire-config { binding-table { " + "psid-map { addr 192.0.2.1; psid-length 4; }".repeat(10_000)
                        + softwire + "}}");
        for (String text : texts) {
            assertTimeoutPreemptively(Duration.ofSeconds(8), () -> {
                RuleFormat.detect(Input.of(text));
                assertTrue(new SnabbReader().read(Input.of(text)).isRefused());
            });
        }
    }

    @Test
    void messagesNameTheRemedy() {
        List<Finding> findings = read(ONE.replace("psid 44", "pisd 44")).findings();
        assertEquals(
                List.of(
                        "2:3 is missing in softwire; add it",
                        "4:5 is not known below softwire; did you mean \"psid\"?"),
                findings.stream()
                        .map(each -> each.location() + " " + each.message())
                        .toList());
    }
}
