package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.DomainTexts;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of the form with braces: words, comments, lists, marks, and where it goes wrong. */
class JunosBracesTest {
    private static final String STATEMENTS = "ipv4-prefix 192.0.2.0/24; mape-prefix 2001:db8::/40; ea-bits-len 16; "
            + "psid-offset 6; softwire-address 2001:db8:ffff::1;";
    private static final String PATH = "services { softwire { softwire-concentrator { ";
    private static final String A = PATH + "map-e A { " + STATEMENTS + " } } } }";

    private static void assertRefused(String field, String markedText) {
        ReadResult file =
                JunosConfiguration.read(DomainTexts.unmarked(markedText)).file();
        assertTrue(file.isRefused(), markedText);
        DomainTexts.assertPlaced("SYNTAX", field, markedText, file.firstError().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services{softwire{softwire-concentrator{map-e A{",
                "services {\r\n  softwire {\r softwire-concentrator {\n\n map-e A {",
                "/* a } remark */ services { # to { the end\n softwire { softwire-concentrator { map-e /**/ \"A\" {",
                "services softwire softwire-concentrator map-e A {{}{}{",
                "services { softwire softwire-concentrator { map-e A { {}",
                "{master:0}[edit]\nuser@host# show \n## x\nservices { softwire { softwire-concentrator { map-e A {",
                "protect: services { replace: softwire { active: softwire-concentrator { map-e A {",
            })
    void theSameConfiguration(String beginning) {
        String head = beginning.replace("{{}{}{", "{").replace("{ {}", "{");
        int open = (int) head.replaceAll("(?s)/\\*.*?\\*/|#[^\n]*|\\{master:0\\}", "")
                .chars()
                .filter(c -> c == '{')
                .count();
        JunosConfiguration read = JunosTexts.read(head + STATEMENTS + " }".repeat(open));
        assertEquals(JunosConfiguration.Form.BRACES, read.form());
        assertEquals(JunosTexts.read(A).concentrators(), read.concentrators());
    }

    @Test
    void aListIsReadAsOneStatementPerElement() {
        JunosConfiguration read = JunosTexts.read(A
                + " services { service-set S { softwire-rules [ R1 R2 ]; } softwire { rule R2 { term t { then { map-e A; } } } "
                + "rule R1 { match-direction output; } } }");
        assertEquals(List.of("R1", "R2"), read.services().serviceSets().get(0).softwireRules());
        assertEquals("S", read.services().serviceSetOf("A").orElseThrow().name());
    }

    /** Junos prints them with apply-flags omit, and tolerates them anywhere. */
    @Test
    void anEmptyStatementSaysNothing() {
        JunosConfiguration read =
                JunosTexts.read("system { /* OMITTED */ };; " + A.replace("ea-bits", "; ea-bits") + ";");
        assertEquals(JunosTexts.read(A).concentrators(), read.concentrators());
        assertEquals(List.of(), read.file().findings());
    }

    @Test
    void inactiveStatementsAreIgnored() {
        String text =
                PATH + "map-e A { " + STATEMENTS + " ▸inactive: version-03; } inactive: map-e B { mtu-v6 x; } } } }";
        JunosConfiguration read = JunosTexts.read(DomainTexts.unmarked(text));
        assertEquals(JunosTexts.read(A).concentrators(), read.concentrators());
        assertEquals(2, read.file().skippedCount());
        List<Finding> notes = read.file().findings();
        assertEquals(2, notes.size());
        DomainTexts.assertPlaced("SYNTAX", "line", text, notes.get(0));
        assertTrue(notes.get(1).message().contains("map-e B"), notes.toString());
        assertEquals(
                List.of(), JunosTexts.problems(JunosTexts.read("inactive: interfaces { ge-0/0/0 { unit 0; } }" + A)));
        JunosConfiguration all = JunosConfiguration.read("inactive: " + A);
        assertEquals("file", all.file().firstError().orElseThrow().field());
    }

    @Test
    void groupsAreNotAppliedAndAFindingSaysSo() {
        JunosConfiguration read =
                JunosTexts.read("groups { G { " + PATH + "map-e <*> { mtu-v6 1500; } } } } } }\napply-groups G;\n" + A);
        assertEquals(9192, read.concentrators().get(0).options().mtuV6());
        assertEquals(List.of("1:1 SYNTAX warning line"), JunosTexts.problems(read));
        assertEquals(2, read.file().skippedCount());
    }

    @ParameterizedTest
    @CsvSource({
        "line, 'services { softwire ▸}'",
        "line, 'services { softwire; } ▸}'",
        "line, 'services { ▸{ } }'",
        "line, 'services { a ▸softwire'",
        "line, '▸services { a; '",
        "line, 'services { a; ▸b {'",
        "line, 'services ▸/* a'",
        "line, 'services ▸\"a'",
        "line, 'services { a [ b ] ▸c; }'",
        "line, 'services { a [ b ] ▸{ } }'",
        "line, 'services { ▸[ b ]; }'",
        "line, 'services { b ▸]; }'",
        "line, 'services { ▸a [ b ; }'",
        "line, 'services { ▸delete: a; }'",
    })
    void theGrammarIsKept(String field, String markedText) {
        // The last words that lack a semicolon are named by their first.
        assertRefused(field, markedText.replace("a ▸softwire", "▸a softwire").replace("softwire ▸}", "▸softwire }"));
    }

    @Test
    void statementsAreCheckedAsInSetLines() {
        assertRefused("statement", A.replace("psid-offset 6", "▸psid-ofset 6"));
        assertRefused("ea-bits-len", A.replace("len 16", "len ▸x"));
        assertRefused("statement", A.replace("psid-offset 6", "▸psid-offset"));
        assertRefused(
                "mape-prefix", A.replace("mape-prefix 2001:db8::/40; ", "").replace("map-e A", "map-e ▸A"));
        assertRefused("line", "services { softwire { softwire-concentrator { ▸map-e; } } }");
    }

    @Test
    void depthAndPathsAreBounded() {
        assertRefused("line", "a { ".repeat(64) + "a ▸{");
        assertEquals(
                "file",
                JunosConfiguration.read("a { ".repeat(64) + "}".repeat(64))
                        .file()
                        .firstError()
                        .orElseThrow()
                        .field());
        assertRefused("line", PATH + "▸map-e A " + "version-03 ".repeat(30) + "{ }");
    }

    /** Two million statements on one line, and a line of one word: time and memory are those of the length. */
    @Test
    void longLinesCostTheirLength() {
        String text = "x y;".repeat(500_000) + A + "z".repeat(1 << 20) + ";";
        JunosConfiguration read = JunosTexts.read(text);
        assertEquals(500_001, read.file().skippedCount());
        String words = "set a" + " b".repeat(500_000) + "\n" + DomainTexts.JUNOS;
        assertEquals(8, JunosTexts.read(words).file().skippedCount());
    }
}
