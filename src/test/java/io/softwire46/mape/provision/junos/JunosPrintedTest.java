package io.softwire46.mape.provision.junos;

import static io.softwire46.mape.provision.DomainTexts.assertPlaced;
import static io.softwire46.mape.provision.DomainTexts.unmarked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.DomainTexts;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Output of routers as users paste it: parts, other hierarchies, obfuscated values, marks, and statements without effect
 * here.
 */
class JunosPrintedTest {
    private static final String BODY = "ipv4-prefix 198.51.100.0/24; mape-prefix 2001:db8:a00::/40; ea-bits-len 16; "
            + "psid-offset 6; softwire-address 2001:db8:ffff::7;";
    private static final String NAME = "map-e SENDAI { " + BODY + " }";
    private static final String WHOLE = "services { softwire { softwire-concentrator { " + NAME + " } } }";
    private static final String SET = "set services softwire softwire-concentrator map-e ";
    private static final String SET_LINES = set("SENDAI");

    private static final String EDGE_BODY = "br-address 2001:db8:ffff::7; rule own { rule-type BMR; "
            + "ipv4-prefix 198.51.100.0/24; ipv6-prefix 2001:db8:a00::/40; ea-bits-length 16; psid-offset 6; } role CE;";
    private static final String EDGE = "security { softwires { map-e cpe { " + EDGE_BODY + " } } }";

    private static String set(String name) {
        StringBuilder lines = new StringBuilder();
        for (String statement : BODY.split("; *")) {
            lines.append(SET).append(name).append(' ').append(statement).append('\n');
        }
        return lines.toString();
    }

    private static void assertSame(String expected, String text) {
        JunosConfiguration read = JunosTexts.read(text);
        assertEquals(JunosTexts.read(expected).domains(), read.domains(), text);
        assertTrue(JunosConfiguration.isJunos(text), text);
    }

    private static List<Finding> errors(String text) {
        return JunosConfiguration.read(unmarked(text)).file().findings().stream()
                .filter(Finding::isError)
                .toList();
    }

    private static Finding onlyNote(String text) {
        ReadResult file = JunosConfiguration.read(unmarked(text)).file();
        assertFalse(file.isRefused(), () -> file.findings().toString());
        assertEquals(1, file.findings().size(), () -> file.findings().toString());
        assertEquals(Severity.INFO, file.findings().get(0).severity());
        return file.findings().get(0);
    }

    /** Leaves of the type unreadable; each value is reported, and no consequence of it. */
    @Test
    void obfuscatedValuesAreNamedWithTheWayToTheirText() {
        String text = EDGE.replace("2001:db8:ffff::7", "\"$9$aBcDeF\"")
                .replace("198.51.100.0/24", "\"$9$gHiJkL/mn\"")
                .replace("2001:db8:a00::/40", "\"$9$oPq.rS\"")
                .replace("psid-offset 6", "psid-offset \"$9$tU\"");
        List<Finding> errors = errors(text);
        assertEquals(
                List.of(
                        "br-address $9$aBcDeF",
                        "ipv4-prefix $9$gHiJkL/mn",
                        "ipv6-prefix $9$oPq.rS",
                        "psid-offset $9$tU"),
                errors.stream().map(each -> each.field() + " " + each.value()).toList());
        for (Finding each : errors) {
            assertTrue(each.message().contains("obfuscated"), each::toString);
            assertTrue(each.message().contains("request system decrypt password"), each::toString);
        }
        assertEquals(
                1, errors(SET_LINES.replace("2001:db8:a00::/40", "$9$oPq.rS")).size());
        // One value that is obfuscated hides no other fault.
        assertEquals(
                List.of("SYNTAX mape-prefix", "V09 rules[0].eaLength"),
                errors(SET_LINES.replace("2001:db8:a00::/40", "$9$x").replace("len 16", "len 25")).stream()
                        .map(each -> each.id() + " " + each.field())
                        .toList());
    }

    @Test
    void theOtherHierarchiesMeanTheSame() {
        assertSame(EDGE, EDGE.replace("softwires { map-e", "softwires { softwire-types { map-e") + "}");
        assertSame(WHOLE, WHOLE.replace("softwire { softwire-concentrator {", "softwires { softwire-types {"));
        assertSame(SET_LINES, SET_LINES.replace("softwire softwire-concentrator", "softwires softwire-types"));
        String relay = SET_LINES.replace("softwire softwire-concentrator", "softwires softwire-types");
        assertEquals(
                1,
                errors(relay + "delete services softwires softwire-types map-e SENDAI")
                        .size());
    }

    @Test
    void aBorderRelayAddressMayHaveTheLengthOfAHost() {
        assertSame(EDGE, EDGE.replace("ffff::7;", "ffff::7/128;"));
        assertSame(SET_LINES, SET_LINES.replace("ffff::7", "ffff::7/128"));
        assertEquals(
                "br-address",
                errors(EDGE.replace("ffff::7;", "ffff::7/64;")).get(0).field());
    }

    @Test
    void deactivateHidesWhatIsBelowItsPath() {
        String text =
                SET_LINES + set("OTHER").replace("a00::", "b00::") + "▸deactivate " + SET.substring(4) + "OTHER\n";
        assertPlaced("SYNTAX", "line", text, onlyNote(text));
        assertTrue(onlyNote(text).message().contains("map-e OTHER"));
        assertEquals(
                JunosTexts.read(SET_LINES).concentrators(),
                JunosTexts.read(unmarked(text)).concentrators());
        // At any position, in either hierarchy, and relative to a banner.
        for (String line : List.of(
                "deactivate services softwires softwire-types map-e OTHER",
                "[edit services softwire softwire-concentrator]\nuser@host# deactivate map-e OTHER")) {
            String before = line + "\n" + SET_LINES + set("OTHER").replace("a00::", "b00::");
            assertEquals(1, JunosTexts.read(before).concentrators().size());
        }
        // Of a statement, and of an enclosing level.
        assertSame(
                SET_LINES, SET_LINES + SET + "SENDAI version-03\ndeactivate " + SET.substring(4) + "SENDAI version-03");
        assertEquals(
                "file",
                errors(SET_LINES + "deactivate services softwire").get(0).field());

        // An activated statement is in effect, and gives no finding.
        JunosConfiguration again = JunosTexts.read(
                SET_LINES + "deactivate " + SET.substring(4) + "SENDAI\nactivate " + SET.substring(4) + "SENDAI\n");
        assertEquals(List.of(), again.file().findings());
    }

    /** An ancestor of every rule hides them as {@code inactive:} before braces does, whatever is below it. */
    @Test
    void deactivateOfAnAncestorHidesAllBelowIt() {
        String other = SET_LINES.replace("softwire softwire-concentrator", "softwires softwire-types");
        String ce = """
                set security softwires map-e cpe br-address 2001:db8:ffff::7
                set security softwires map-e cpe role CE
                set security softwires map-e cpe rule r rule-type BMR
                set security softwires map-e cpe rule r ipv4-prefix 198.51.100.0/24
                set security softwires map-e cpe rule r ipv6-prefix 2001:db8:a00::/40
                set security softwires map-e cpe rule r ea-bits-length 16
                set security softwires map-e cpe rule r psid-offset 6
                """;
        for (String line : List.of(
                "▸deactivate services softwire",
                "▸deactivate services",
                "▸deactivate services softwires softwire-types")) {
            String text = ce + line + "\n";
            assertPlaced("SYNTAX", "line", text, onlyNote(text));
            assertEquals(1, JunosTexts.read(unmarked(text)).edges().size());
        }
        // The levels of the other hierarchy, and no more than that.
        for (String level : List.of("services softwires", "services softwires softwire-types")) {
            String text = ce + other + "▸deactivate " + level + "\n";
            assertPlaced("SYNTAX", "line", text, onlyNote(text));
            assertEquals(List.of(), JunosTexts.read(unmarked(text)).concentrators());
            assertEquals(
                    1,
                    JunosTexts.read(SET_LINES + "deactivate " + level)
                            .concentrators()
                            .size());
        }
        // What is hidden inside it needs no word of its own, whether it is there or not.
        for (String inside : List.of("SENDAI", "SENDAI ea-bits-len", "NONE")) {
            String text =
                    ce + SET_LINES + "deactivate " + SET.substring(4) + inside + "\n▸deactivate services softwire\n";
            assertPlaced("SYNTAX", "line", text, onlyNote(text));
        }
        String relative = ce + SET_LINES + "[edit services]\nuser@host# ▸deactivate softwire\n";
        assertPlaced("SYNTAX", "line", relative, onlyNote(relative));
        // A rule that the text does not have is still an error.
        assertEquals(
                "line",
                errors(SET_LINES + "deactivate " + SET.substring(4) + "NONE")
                        .get(0)
                        .field());
    }

    @Test
    void aCommentMayFollowASetLine() {
        assertSame(SET_LINES, SET_LINES.replace("\n", " ## SECRET-DATA\n"));
        assertSame(SET_LINES, SET_LINES.replace("\n", " # remark; {\n"));
        assertSame(WHOLE, WHOLE.replace(";", "; ## SECRET-DATA\n"));
        for (String name : List.of("\"#1\"", "A#1")) {
            String text = SET_LINES.replace("SENDAI", name);
            assertEquals(
                    name.replace("\"", ""),
                    JunosTexts.read(text).concentrators().get(0).name());
        }
        for (String printed : List.of(
                SET_LINES.replace("2001:db8:a00::/40", "\"▸$9$oPq.rS\" ## SECRET-DATA"),
                WHOLE.replace("2001:db8:a00::/40;", "\"▸$9$oPq.rS\"; ## SECRET-DATA\n"))) {
            List<Finding> errors = errors(printed);
            assertEquals(1, errors.size(), errors::toString);
            assertEquals("mape-prefix", errors.get(0).field());
            assertEquals("$9$oPq.rS", errors.get(0).value());
        }
    }

    private static String signed(String sign, String block) {
        return block.replaceAll("(?m)^", sign + "   ").stripTrailing() + "\n";
    }

    private static final String PRINTED_NAME =
            NAME.replace("{ ", "{\n    ").replace("; ", ";\n    ").replace("    }", "}");
    private static final String COMPARED = "[edit services softwire softwire-concentrator]\n";

    @Test
    void linesThatWereAddedAreReadFromAComparison() {
        String added = signed("+", PRINTED_NAME);
        String removed = signed("-", PRINTED_NAME.replace("SENDAI", "OTHER"));
        for (String text : List.of(
                COMPARED + added + removed,
                COMPARED + removed + added,
                "[edit]\nuser@host# show | compare \n" + COMPARED + added + removed + "\n[edit]\nuser@host# \n",
                COMPARED + "     map-e OLD { ... }\n" + added + "!    inactive: map-e OLDER { ... }\n",
                "[edit system]\n-  host-name a;\n+  host-name b;\n" + COMPARED + added,
                "[edit services]\n" + signed("+", "softwire {\nsoftwire-concentrator {\n" + PRINTED_NAME + "\n}\n}"),
                "[edit]\n" + signed("+", WHOLE),
                "[edit services softwires softwire-types]\n" + added,
                (COMPARED + added + removed).replace("\n", "\r\n"))) {
            assertSame(WHOLE, text);
            Finding note = onlyNote(text);
            assertEquals("line", note.field());
            assertTrue(note.message().contains("show | compare"), note::toString);
            // A file of domains has set lines.
            Finding braces = DomainFile.read(text).firstError().orElseThrow();
            assertTrue(braces.message().contains("display set"), braces::toString);
        }
        String setLines = "[edit]\n" + signed("+", SET_LINES) + signed("-", set("OTHER"));
        assertSame(SET_LINES, setLines);
        assertEquals(
                JunosTexts.read(SET_LINES).domains(), DomainFile.read(setLines).domains());
        assertSame(EDGE, "[edit security softwires]\n" + signed("+", "map-e cpe { " + EDGE_BODY + " }"));
        // Each line that was removed or did not change is counted.
        ReadResult file = JunosTexts.read(COMPARED + "     map-e OLD { ... }\n" + added + removed)
                .file();
        assertEquals(1 + removed.lines().count(), file.skippedCount());
        String wrong = COMPARED + added.replace("ea-bits-len 16", "ea-bits-len ▸x");
        assertPlaced("SYNTAX", "ea-bits-len", wrong, errors(wrong).get(0));
    }

    /** Junos prints no statement of a NAME that did not change. */
    @Test
    void aPartOfARuleInAComparisonIsOneError() {
        String relay = """
                [edit services softwire softwire-concentrator map-e A]
                -   ea-bits-len 8;
                ▸+   ea-bits-len 16;
                +   psid-offset 6;
                """;
        String edge = """
                [edit security softwires map-e cpe rule own]
                -   psid-offset 4;
                ▸+   psid-offset 6;
                """;
        for (String text : List.of(
                relay,
                relay.replace("softwire softwire-concentrator", "softwires softwire-types"),
                COMPARED + signed("+", PRINTED_NAME) + relay,
                edge,
                edge.replace(" rule own", ""))) {
            List<Finding> errors = errors(text);
            assertEquals(1, errors.size(), errors::toString);
            assertPlaced("SYNTAX", "line", text, errors.get(0));
            String message = errors.get(0).message();
            assertTrue(message.contains("show | compare prints only changes"), message);
            String top = text.contains("cpe") ? "security softwires" : "services";
            assertTrue(message.contains("show configuration " + top + " | display set"), message);
        }
        List<Finding> removed = errors(relay.replace("▸+", "-").replace("+", "-"));
        assertEquals(1, removed.size(), removed::toString);
        assertEquals("file", removed.get(0).field());
        assertTrue(removed.get(0).message().contains("show | compare prints only changes"));
    }

    @Test
    void signsElsewhereAreNoComparison() {
        assertSame(WHOLE, "[edit]\nuser@host# show\n/* list:\n- one\n+ two */\n" + WHOLE);
        assertEquals("SYNTAX", errors("+ " + NAME).get(0).id().name());
    }

    @Test
    void statementsOfEveryLevelAreSkippedWithANote() {
        for (String statement : List.of(
                "▸confidentiality;", "▸apply-macro docs { owner noc; ticket 46; }", "▸apply-groups-except G;")) {
            String text = WHOLE.replace("psid-offset", statement + " psid-offset");
            assertPlaced("SYNTAX", "statement", text, onlyNote(text));
            assertSame(WHOLE, unmarked(text));
            String edge = EDGE.replace("psid-offset", statement + " psid-offset");
            assertPlaced("SYNTAX", "statement", edge, onlyNote(edge));
        }
        String set = SET_LINES + SET + "SENDAI ▸confidentiality\n";
        assertPlaced("SYNTAX", "statement", set, onlyNote(set));
    }

    @ParameterizedTest
    @ValueSource(strings = {"▸apply-groups PORTS;", "▸apply-groups [ PORTS ];"})
    void groupsOfARuleAreMissingAndThatIsAnError(String statement) {
        for (String whole : List.of(WHOLE, EDGE)) {
            String text = whole.replace("psid-offset", statement + " psid-offset");
            List<Finding> errors = errors(text);
            assertEquals(1, errors.size(), errors::toString);
            assertPlaced("SYNTAX", "apply-groups", text, errors.get(0));
            assertEquals("PORTS", errors.get(0).value());
            assertTrue(errors.get(0).message().contains("show configuration | display inheritance"));
        }
        String set = SET_LINES + SET + "SENDAI ▸apply-groups PORTS\n";
        assertPlaced("SYNTAX", "apply-groups", set, errors(set).get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[edit services softwire softwire-concentrator]\nuser@host# show \n" + NAME,
                "{master:0}[edit services softwire softwire-concentrator map-e SENDAI]\r\nuser@host# show\r\n" + BODY,
                "[edit services]\nuser@host# show softwire softwire-concentrator \n" + NAME + "\n\n[edit services]\n",
                "user@host> show configuration services softwire | no-more\nsoftwire-concentrator { " + NAME + " }",
                "[edit]\nuser@host# show services softwire softwire-concentrator map-e SENDAI \n" + BODY,
                // Another part before, and one after.
                "[edit system]\nuser@host# show\nhost-name x;\n[edit]\nuser@host# show\n" + WHOLE,
                "softwire-concentrator { " + NAME + " }",
                "softwire { softwire-concentrator { " + NAME + " } }",
                NAME,
            })
    void aPartIsReadAtTheLevelWhereItWasPrinted(String text) {
        assertSame(WHOLE, text);
    }

    @Test
    void aPartOfAnotherLevelIsNotTaken() {
        assertEquals(
                "file",
                errors("[edit groups G services softwire softwire-concentrator]\n" + NAME)
                        .get(0)
                        .field());
        assertSame(EDGE, "softwires { map-e cpe { " + EDGE_BODY + " } }");
        assertSame(EDGE, "map-e cpe { " + EDGE_BODY + " }");
    }

    @Test
    void setLinesMayBeRelativeToTheirBanner() {
        String relative = SET_LINES.replace("services softwire ", "");
        assertSame(SET_LINES, "[edit services softwire]\n" + relative);
        assertSame(SET_LINES, "[edit services softwire]\n" + SET_LINES);
        assertSame(SET_LINES, "[edit services]\nuser@host# show softwire | display set relative\n" + relative);
        assertEquals(
                "file",
                errors("[edit groups G services softwire]\n" + relative).get(0).field());
    }

    @Test
    void aByteOrderMarkIsIgnored() {
        for (String text : List.of(WHOLE, SET_LINES)) {
            assertSame(text, "\ufeff" + text);
            assertEquals(
                    DomainFile.read(text).domains(),
                    DomainFile.read("\ufeff" + text).domains());
        }
        Finding error = JunosConfiguration.read("\ufeff" + SET_LINES.replace("len 16", "len x"))
                .file()
                .firstError()
                .orElseThrow();
        assertEquals(3, error.location().line());
        assertEquals(DomainTexts.readOne(DomainTexts.EXAMPLE), DomainTexts.readOne("\ufeff" + DomainTexts.EXAMPLE));
    }

    /** A domain file has rules of a border relay only. */
    @Test
    void outputOfAShowCommandIsNoDomainFile() {
        String text = """
                user@host> show security softwires map-e domain cpe
                Role                : CE
                Version             : 3
                Domain Name         : cpe
                BR Address          : 2001:db8:ffff::7/128
                BMR Mapping Rule :
                Rule Name            : own
                Rule Ipv4 Prefix     : 198.51.100.0/24
                """;
        assertTrue(JunosConfiguration.isJunos(text));
        ReadResult file = DomainFile.read(text);
        assertEquals(1, file.findings().size());
        assertEquals("file", file.findings().get(0).field());
        String message = file.findings().get(0).message();
        assertTrue(message.contains("show security softwires map-e domain"), message);
        assertTrue(message.contains("show configuration security softwires | display set"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "config interface 'wan'\n\toption proto 'map'\n\toption type 'map-e'\n",
                "root@router:~# uci show network.wan\nnetwork.wan.proto='map'\n",
                "set interface state GigabitEthernet0 up\nmap add domain ip4-pfx 192.0.2.0/24 ip6-pfx 2001:db8::/40\n",
                "type=map-e,ealen=16,prefix4len=24\n",
                "RULE_1_EALEN=16\n",
                "<configuration><services><softwire-concentrator><map-e/></softwire-concentrator></services></configuration>",
                "<rpc>\nservices {\n",
                "softwire-config {\n  binding-table {\n    softwire { psid 1; }\n  }\n}\n",
                "callback({\"dmr\":\"2001:db8::1\",\"fmr\":[]})",
                "version 15.2\nservice timestamps\ninterface Gi0/0\n",
                "set -e\nset -x\n",
            })
    void otherTextIsNotDetectedAsJunos(String text) {
        assertFalse(JunosConfiguration.isJunos(text), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set services softwire",
                "delete services",
                "user@host# set softwire-concentrator map-e A",
                "[edit]\nx",
                "inactive: services { softwire;",
                "version 24.4R1.9;",
                "## Last commit: 2025-01-01 00:00:00 UTC by user\n",
            })
    void aConfigurationWithErrorsIsJunosAllTheSame(String text) {
        assertTrue(JunosConfiguration.isJunos(text), text);
    }
}
