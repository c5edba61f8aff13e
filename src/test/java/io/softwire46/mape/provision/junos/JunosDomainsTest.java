package io.softwire46.mape.provision.junos;

import static io.softwire46.mape.provision.DomainTexts.JUNOS;
import static io.softwire46.mape.provision.DomainTexts.assertPlaced;
import static io.softwire46.mape.provision.DomainTexts.assertRefused;
import static io.softwire46.mape.provision.DomainTexts.readOne;
import static io.softwire46.mape.provision.DomainTexts.unmarked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Junos form: lines, statements, defaults and grouping. */
class JunosDomainsTest {
    private static final String SET = "set services softwire softwire-concentrator map-e ";

    /** The mandatory statements of an instance. */
    private static final String A = """
            set services softwire softwire-concentrator map-e A ipv4-prefix 192.0.2.0/24
            set services softwire softwire-concentrator map-e A mape-prefix 2001:db8::/40
            set services softwire softwire-concentrator map-e A ea-bits-len 16
            set services softwire softwire-concentrator map-e A softwire-address 2001:db8:ffff::1
            """;

    /** A second rule of the same domain: the address is written otherwise and is the same. */
    private static final String B = """
            set services softwire softwire-concentrator map-e B ipv4-prefix 198.51.100.0/24
            set services softwire softwire-concentrator map-e B mape-prefix 2001:db9::/40
            set services softwire softwire-concentrator map-e B ea-bits-len 16
            set services softwire softwire-concentrator map-e B softwire-address 2001:DB8:ffff:0::1
            """;

    @Test
    void thePublishedConfigurationIsReadUnchanged() {
        ReadResult file = DomainFile.read(JUNOS);
        ConfiguredDomain read = readOne(JUNOS);
        assertEquals("junos", file.form());
        assertEquals(12, file.skippedCount());
        assertEquals("""
                domain=MAPE-DOMAIN1 mesh=false borderRelay=3001:db8:ffff::1
                ipv6Prefix=2001:db8:ce:ab00::/56 ipv4Prefix=67.91.205.0/24 eaLength=16 psidOffset=6 \
                psidLength=8 format=rfc7597""", read.domain().toString());
        // RFC 7597 section 6: 56 + 16 bits reach into the interface identifier.
        assertEquals(1, file.findings().size());
        assertPlaced(
                "V05",
                "rules[0].eaLength",
                JUNOS.replace("len 16", "len ▸16"),
                file.findings().get(0));
        assertEquals(Finding.Severity.WARNING, file.findings().get(0).severity());
        assertEquals(1, file.validateForRelay().size());
    }

    @Test
    void junosHasDefaultsOfItsOwn() {
        ReadResult file = DomainFile.read(A);
        ConfiguredDomain read = readOne(A);
        assertEquals(
                "4/8", read.domain().rules().rules().get(0).portParameters().toString());
        assertEquals(
                ForwardingOptions.defaults()
                        .with(ForwardingOption.MTU_V6, 9192)
                        .with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE)
                        .with(ForwardingOption.V6_REASSEMBLY, false),
                read.options());
        assertFalse(read.domain().isMesh());
        assertEquals(1, file.findings().size());
        assertPlaced(
                "V24",
                "rules[0].psidOffset",
                A.replaceFirst("A", "▸A"),
                file.findings().get(0));
        assertEquals("4", file.findings().get(0).value());
        assertEquals(Finding.Severity.INFO, file.findings().get(0).severity());
    }

    @Test
    void theOptionsOfADomain() {
        String text = A + """
                set services softwire softwire-concentrator map-e A mtu-v6 1500
                set services softwire softwire-concentrator map-e A version-03
                set services softwire softwire-concentrator map-e A v6-reassembly
                set services softwire softwire-concentrator map-e A v4-reassembly
                set services softwire softwire-concentrator map-e A disable-auto-route
                """;
        ConfiguredDomain read = readOne(text);
        assertEquals(1500, read.options().mtuV6());
        assertTrue(read.options().v6Reassembly());
        assertEquals(V4Reassembly.FULL, read.options().v4Reassembly());
        assertEquals("draft03", read.domain().rules().rules().get(0).format().toString());
        assertEquals(
                V4Reassembly.PARTIAL,
                readOne(A + SET + "A v4-partial-reassembly").options().v4Reassembly());
    }

    @Test
    void partialReassemblyRefinesReassembly() {
        String text = A + """
                set services softwire softwire-concentrator map-e A ▸v4-partial-reassembly
                set services softwire softwire-concentrator map-e A v4-reassembly
                set services softwire softwire-concentrator map-e A psid-offset 6
                """;
        assertEquals(V4Reassembly.PARTIAL, readOne(unmarked(text)).options().v4Reassembly());
        List<Finding> findings = DomainFile.read(unmarked(text)).findings();
        assertEquals(1, findings.size());
        assertPlaced("OPTION", "options.v4Reassembly", text, findings.get(0));
        assertFalse(findings.get(0).isError());
    }

    @Test
    void namesWithOneSoftwireAddressAreOneDomain() {
        ConfiguredDomain read = readOne(B + A);
        assertEquals("B", read.domain().name());
        assertEquals(2, read.domain().rules().rules().size());
        assertEquals(
                198 << 24 | 51 << 16 | 100 << 8,
                read.domain().rules().rules().get(0).ipv4());
        ReadResult two = DomainFile.read(A + B.replace("ffff:0::1", "ffff::2"));
        assertEquals(
                List.of("A", "B"),
                two.domains().stream().map(each -> each.domain().name()).toList());
        assertEquals(
                List.of(),
                two.validateForRelay().stream().filter(Finding::isError).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "mtu-v6 1500, options.mtuV6, OPTION, 1500",
        "v4-reassembly, options.v4Reassembly, OPTION, ''",
        "v4-partial-reassembly, options.v4Reassembly, OPTION, ''",
        "v6-reassembly, options.v6Reassembly, OPTION, ''",
        "version-03, format, V50, ''"
    })
    void namesOfOneDomainThatDifferInAnOptionAreRefused(String statement, String field, String id, String value) {
        // The location is that of the second NAME, or of the first if only it has the statement.
        String place = value.isEmpty() ? "▸" + statement : statement.replace(value, "▸" + value);
        for (String text : List.of(A + B + SET + "B " + place + "\n", A + SET + "A " + place + "\n" + B)) {
            Finding error = assertRefused(id, field, text);
            assertTrue(error.message().contains("map-e A"), error.toString());
            assertTrue(error.message().contains("map-e B"), error.toString());
        }
        assertFalse(DomainFile.read(A + B + SET + "A " + statement + "\n" + SET + "B " + statement)
                .isRefused());
        assertFalse(DomainFile.read(A + B + SET + "A disable-auto-route").isRefused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipv4-prefix", "mape-prefix", "ea-bits-len", "softwire-address"})
    void aMissingStatementIsNamedWithItsInstance(String statement) {
        StringBuilder text = new StringBuilder();
        A.lines()
                .filter(line -> !line.contains(statement))
                .forEach(line -> text.append(line).append('\n'));
        Finding error = assertRefused("SYNTAX", statement, text.toString().replaceFirst("A", "▸A"));
        assertTrue(error.message().contains("map-e A"), error.toString());
        assertEquals(
                1,
                DomainFile.read(text.toString()).findings().stream()
                        .filter(Finding::isError)
                        .count());
    }

    @ParameterizedTest
    @CsvSource({
        "SYNTAX, mape-prefix, rules[0].ipv6Prefix, 2001:db8::",
        "V01, mape-prefix, rules[0].ipv6Prefix, 2001:db8::/129",
        "V03, mape-prefix, rules[0].ipv6Prefix, 2001:db8::1/40",
        "SYNTAX, ipv4-prefix, rules[0].ipv4Prefix, 192.0.2.0",
        "V01, ipv4-prefix, rules[0].ipv4Prefix, 192.0.2.0/33",
        "SYNTAX, ea-bits-len, ea-bits-len, x",
        "SYNTAX, ea-bits-len, ea-bits-len, 016",
        "SYNTAX, ea-bits-len, ea-bits-len, 99999999999",
        "V02, ea-bits-len, rules[0].eaLength, 49",
        "V09, ea-bits-len, rules[0].eaLength, 25",
        "V06, psid-offset, rules[0].psidOffset, 16",
        "V06, psid-offset, rules[0].psidOffset, 17",
        "SYNTAX, psid-offset, psid-offset, 6.5",
        "V07, psid-length, rules[0].psidLength, 17",
        "V10, psid-length, rules[0].psidLength, 7",
        "SYNTAX, softwire-address, softwire-address, 2001:db8:ffff::1/127",
        "V23, softwire-address, borderRelay[0], ff02::1",
        "V51, mtu-v6, options.mtuV6, 1279",
        "V51, mtu-v6, options.mtuV6, 9193",
        "SYNTAX, mtu-v6, mtu-v6, big",
    })
    void aWrongValueIsRefusedAtItsPosition(String id, String statement, String field, String value) {
        StringBuilder text = new StringBuilder();
        A.lines()
                .filter(line -> !line.contains(statement))
                .forEach(line -> text.append(line).append('\n'));
        String marked = text + SET + "A " + statement + " ▸" + value + "\n";
        assertRefused(id, field, marked);
        assertEquals(
                1,
                DomainFile.read(unmarked(marked)).findings().stream()
                        .filter(Finding::isError)
                        .count());
    }

    @Test
    void anOffsetOfSixteenIsTakenWhereNothingIsShared() {
        String whole = A.replace("len 16", "len 8");
        ConfiguredDomain read = readOne(whole + SET + "A psid-offset 16");
        assertEquals(readOne(whole), read);
        assertEquals(
                List.of(), DomainFile.read(whole + SET + "A psid-offset 16").findings());
        assertRefused("V06", "rules[0].psidOffset", whole + SET + "A psid-offset ▸17");
        assertFalse(DomainFile.read(whole + SET + "A psid-offset 16\n" + SET + "A psid-length 0")
                .isRefused());
        String oneToOne = A.replace("192.0.2.0/24", "192.0.2.1/32").replace("len 16", "len 0");
        // No statement has the PSID: the missing PSID is reported too, at the instance name.
        List<Finding> both = DomainFile.read(oneToOne + SET + "A psid-length 8\n" + SET + "A psid-offset 16")
                .findings();
        assertEquals(
                List.of("V16", "V06"),
                both.stream().map(each -> each.id().name()).toList());
    }

    @Test
    void anUnknownStatementIsRefusedWithTheNearestKnownOne() {
        Finding error = assertRefused("SYNTAX", "statement", A + SET + "A ▸psid-ofset 6\n");
        assertTrue(error.message().contains("\"psid-offset\""), error.toString());
        assertRefused("SYNTAX", "statement", A + SET + "A ▸mtu-v6");
        assertRefused("SYNTAX", "line", A + "set services softwire softwire-concentrator ▸map-e");
    }

    @Test
    void severalStatementsMayBeOnOneLine() {
        assertEquals(
                readOne(A),
                readOne(SET + "A softwire-address 2001:db8:ffff::1 ipv4-prefix 192.0.2.0/24 mape-prefix 2001:db8::/40 "
                        + "disable-auto-route ea-bits-len 16"));
    }

    @Test
    void aLaterLineReplacesAnEarlierOneAndAFindingSaysSo() {
        String text =
                A + SET + "A psid-offset 6\n" + SET + "A ipv4-prefix ▸198.51.100.0/24\n" + SET + "A psid-offset 6\n";
        assertEquals(
                "198.51.100.0/24",
                readOne(unmarked(text))
                        .domain()
                        .rules()
                        .rules()
                        .get(0)
                        .ipv4Prefix()
                        .toCanonicalString());
        List<Finding> findings = DomainFile.read(unmarked(text)).findings();
        assertEquals(1, findings.size());
        assertPlaced("SYNTAX", "ipv4-prefix", text, findings.get(0));
        assertFalse(findings.get(0).isError());
        assertTrue(findings.get(0).message().contains("of line 1"));
    }

    @Test
    void outputOfTheTerminalIsRemoved() {
        StringBuilder session =
                new StringBuilder("{master:0}[edit]\r\nuser@host> show configuration | display set \r\n");
        session.append("## Last commit: 2025-01-01 00:00:00 UTC by user\r\n\r\n{master}\r\n[edit]\r\n");
        A.lines()
                .forEach(line -> session.append("user@host# ")
                        .append(line.replace(" softwire ", "\tsoftwire  "))
                        .append(" \t\r\n"));
        session.append("user@host# \n");
        assertEquals(readOne(A), readOne(session.toString()));
        assertEquals(6, DomainFile.read(session.toString()).skippedCount());
        assertEquals(readOne(A), readOne("\n\n  " + A.replace("\n", "\r")));
        assertEquals(readOne(A), readOne("[edit]\n" + A.replace("e A ", "e \"A\" ")));
    }

    @Test
    void linesThatChangeTheRulesAreNotSkipped() {
        for (String change : List.of(
                "delete services softwire softwire-concentrator map-e A psid-offset",
                "delete services softwire",
                "delete",
                "deactivate services softwire softwire-concentrator map-e A psid-length",
                "rename services softwire softwire-concentrator map-e A to map-e B")) {
            assertRefused("SYNTAX", "line", A + "▸" + change);
        }
        assertFalse(DomainFile.read("delete services softwire\n" + A).isRefused());
        ReadResult other = DomainFile.read(A + "delete services service-set X\ndeactivate interfaces ge-0/0/0\n"
                + "set services softwire softwire-concentrator ds-lite X auto-update-mtu\n"
                + "set services softwire\nannotate services softwire \"a remark\"\n");
        assertFalse(other.isRefused());
        assertEquals(5, other.skippedCount());
    }

    @Test
    void groupsAreNotAppliedAndAFindingSaysSo() {
        String text = A + SET
                + "A psid-offset 6\nset ▸groups G services softwire softwire-concentrator map-e <*> mtu-v6 1500\n";
        ReadResult file = DomainFile.read(unmarked(text));
        assertEquals(9192, file.domains().get(0).options().mtuV6());
        assertEquals(1, file.findings().size());
        assertPlaced("SYNTAX", "line", text, file.findings().get(0));
        assertFalse(file.findings().get(0).isError());
    }

    @Test
    void bracesAreNotReadAndTheMessageSaysHowToPrint() {
        for (String text : List.of("▸services {\n softwire {\n", "▸version 24.4R1;\nservices {\n", A + "  ▸}\n")) {
            Finding error = assertRefused("SYNTAX", "line", text);
            assertTrue(error.message().contains("show configuration | display set"), error.toString());
            assertEquals(
                    1,
                    DomainFile.read(unmarked(text)).findings().stream()
                            .filter(Finding::isError)
                            .count());
        }
    }

    @Test
    void aLineOfSomethingElseIsRefused() {
        assertRefused("SYNTAX", "line", A + "▸sett services softwire\n");
        assertRefused("SYNTAX", "line", A + "▸Service PIC Name si-0/0/0\n");
        assertRefused("SYNTAX", "line", A + "▸[edit services softwire\n");
        assertRefused("SYNTAX", "file", "▸set system host-name x\n");
        assertRefused("SYNTAX", "file", "▸# nothing\n");
    }

    @Test
    void aNameThatNoDomainCanHaveIsRefused() {
        assertRefused("SYNTAX", "name", A.replace("e A", "e \"A B\"").replaceFirst("\"A", "▸\"A"));
        String longest = "N".repeat(63);
        assertEquals(longest, readOne(A.replace("e A", "e " + longest)).domain().name());
        assertRefused("SYNTAX", "name", A.replace("e A", "e N" + longest).replaceFirst("N", "▸N"));
    }

    @Test
    void longNamesAreFoundAgainBySeveralDomains() {
        String a = "A".repeat(63);
        String text = A.replace("e A", "e " + a).replace("ffff::1", "1::1") + B.replace("ffff:0::1", "ffff::2");
        String marked = text.replace("2001:db8:1::1", "▸2001:db8:1::1");
        ReadResult file = DomainFile.read(text);
        Finding inside = file.validateForRelay().stream()
                .filter(each -> each.id().name().equals("V23"))
                .findFirst()
                .orElseThrow();
        assertPlaced("V23", a + ": borderRelay[0]", marked, inside);
    }
}
