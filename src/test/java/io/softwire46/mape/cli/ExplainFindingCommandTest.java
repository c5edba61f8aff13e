package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code mape explain-finding}. */
class ExplainFindingCommandTest {
    @Test
    void printsTitleSeverityClauseExplanationAndRemedy() {
        String[] lines = Tool.run("explain-finding", "V42").done().out().split("\n", -1);
        assertEquals("V42 warning: Nested Rule IPv6 prefixes (RFC 7598 section 4.1)", lines[0].strip());
        assertTrue(lines[1].startsWith("  One Rule IPv6 prefix contains another."), lines[1]);
        assertTrue(
                Tool.run("explain-finding", "V42").out().contains("  Remedy: Do not delegate the hidden part"),
                () -> String.join("\n", lines));
    }

    @ParameterizedTest
    @EnumSource
    void explainsEachIdAlsoInJson(FindingId id) {
        assertTrue(Tool.run("explain-finding", id).done().out().startsWith(id + " "));
        JsonObject json = Json.parse(
                        Tool.run("explain-finding", "--json", id).done().out())
                .asObject();
        assertEquals(id.name(), json.required("id").asString());
        assertEquals(id.remedy(), json.required("remedy").asString());
        assertEquals(id.clause(), json.required("rfc").asString());
    }

    @Test
    void takesLowerCase() {
        assertEquals(
                Tool.run("explain-finding", "V02").done().out(),
                Tool.run("explain-finding", "v02").done().out());
    }

    @Test
    void ignoresSpaceAroundTheId() {
        assertEquals(
                Tool.run("explain-finding", "V42").done().out(),
                Tool.run("explain-finding", " V42\n").done().out());
    }

    @Test
    void refusesAnUnknownId() {
        Tool.run("explain-finding", "V99")
                .refused(2, "mape explain-finding: \"V99\": is not a finding id", "did you mean");
        Tool.run("explain-finding", "foo\nbar").refused(2, "\"foo bar\": is not a finding id");
        Tool.run("explain-finding", "").refused(2, "mape explain-finding: \"\": is not a finding id");
        Tool.run("explain-finding", " \t").refused(2, "mape explain-finding: \"\": is not a finding id");
        Tool.run("explain-finding").refused(2, "mape explain-finding:", "ID");
    }
}
