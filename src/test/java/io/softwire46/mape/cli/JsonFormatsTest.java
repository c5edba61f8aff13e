package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code convert} and {@code lint} over RFC 8676 data and HB46PP documents, which are JSON as the domain file is. */
class JsonFormatsTest {
    private static final String DOMAIN = HandMade.DOMAIN.replace("\"flowLabel\": \"zero\"", "");

    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("in"), text);
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = JsonFormatsTest.class.getResourceAsStream("/provision/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Line and column of the first octet of a part of a text, as editors count them. */
    private static String placeOf(String part, String text) {
        String before = text.substring(0, text.indexOf(part));
        return before.lines().count() + ":" + (before.length() - before.lastIndexOf('\n'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yang", "yang-ce", "hb46pp"})
    void thereAndBack(String format) throws IOException {
        Path there = directory.resolve("there");
        Path back = directory.resolve("back");
        Tool.run("convert", "--to", format, "--in", file(DOMAIN), "--out", there)
                .done();
        // Nothing says what it is but the text.
        Tool.run("convert", "--to", "mape", "--in", there, "--out", back).done();
        String name = format.equals("hb46pp") ? "map_e" : "example";
        assertEquals(
                // Without a mesh no rule is one for forwarding.
                DomainFile.read(DOMAIN.replace("\"example\"", '"' + name + '"')
                                .replace("\"eaLength\": 16", "\"eaLength\": 16, \"forwarding\": false"))
                        .requireDomains(),
                DomainFile.read(Files.readString(back)).requireDomains());
    }

    @Test
    void fromOneToTheOther() throws IOException {
        Path yang = file(golden("yang-br-algorithm.json"));
        Tool two = Tool.run("convert", "--to", "hb46pp", "--in", yang);
        two.refusedWith(1, "error: domains 2 domains", "no output");
        Path hb46pp = file(golden("hb46pp.json"));
        Tool tool = Tool.run("convert", "--to", "yang", "--from", "hb46pp", "--in", hb46pp);
        // draft-03 has another interface identifier, and RFC 8676 no word for it.
        tool.refusedWith(1, "format", "no output");
        hb46pp = file(golden("hb46pp.json").replace("\"version\": 0", "\"version\": 1"));
        tool = Tool.run("convert", "--to", "junos-set", "--lossy", "--from", "hb46pp", "--in", hb46pp);
        assertEquals(0, tool.status(), tool.err());
        assertTrue(tool.out().contains(" mape-prefix 2001:db8:1:2000::/52\n"), tool.out());
    }

    @ParameterizedTest
    @CsvSource({
        "yang-br-algorithm.json, yang",
        "yang-br-binding.json, yang",
        "yang-ce.json, yang",
        "hb46pp.json, hb46pp"
    })
    void theFormatIsDetectedFromTheContent(String name, String format) throws IOException {
        Tool tool = Tool.run("lint", "--json", file(golden(name))).done();
        assertEquals(
                format, Json.parse(tool.out()).asObject().required("format").asString());
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"ietf-restconf:data\": {}}', YANG",
        "'{ \"br-instances\": {} }', YANG",
        "'{\"interfaces\" : {}}', YANG",
        "'{ \"example-module:x\": 1 }', YANG",
        "' {\n\"enabler_name\" : 1}', HB46PP",
        "'{\"lw4o6\": {} }', HB46PP",
        "'{\"name\": \"map_e\" }', MAPE",
        "'[ {\"rules\": [] } ]', MAPE",
        "'', MAPE",
        "'{', MAPE",
        "'{master}\nservices {', JUNOS",
        "'services { softwire', JUNOS",
        "'set services softwire', JUNOS"
    })
    void theBeginningDecides(String text, RuleFormat format) {
        assertEquals(format, RuleFormat.detect(FormatReader.Input.of(text)).orElse(null));
    }

    @ParameterizedTest
    @CsvSource({
        "yang-br-algorithm.json, ea-len",
        "yang-ce.json, ea-len",
        "hb46pp.json, ea_length",
    })
    void findingsPointIntoTheText(String name, String field) throws IOException {
        String text = golden(name).replaceFirst("\"" + field + "\": [0-9]+", "\"" + field + "\": 49");
        Path file = file(text);
        Tool tool = Tool.run("lint", file);
        assertEquals(1, tool.status());
        String place = placeOf("49", text);
        assertTrue(tool.lines().contains(file + ":" + place + ": V02 error"), place + " " + tool.out());
        Tool.run("convert", "--to", "mape", "--in", file).refused(2, file + ":" + place + ":", "V02");
    }

    @Test
    void effectsAreReported() throws IOException {
        String text = Tool.run("lint", file(golden("yang-ce.json"))).out();
        assertTrue(text.contains("domain example: IPv6 packets of 1,460 octets carry IPv4 packets of 1,420"), text);
        assertTrue(text.contains("ports each   252 in 63 ranges of 4\n"), text);
        // draft-03, offset 4, PSID length 12 - 8: 15 ranges of 4096 / 16.
        text = Tool.run("lint", file(golden("hb46pp.json"))).out();
        assertTrue(text.contains("domain map_e: "), text);
        assertTrue(text.contains("ports each   3,840 in 15 ranges of 256\n"), text);
        assertTrue(text.contains("domain lw4o6: "), text);
    }

    @Test
    void anotherFormatThanWasSaid() throws IOException {
        Path junos = file(HandMade.JUNOS_DOMAIN);
        for (String format : new String[] {"yang", "hb46pp"}) {
            Tool.run("lint", "--format", format, junos).refused(2, "is a Junos configuration", "format " + format);
        }
        Path mape = file(DOMAIN);
        Tool.run("convert", "--from", "yang", "--to", "mape", "--in", mape).refused(2, "in:1:1:", "br-instances");
        Tool tool = Tool.run("convert", "--from", "hb46pp", "--to", "mape", "--in", mape);
        assertEquals(2, tool.status());
        assertTrue(tool.err().contains("map_e"), tool.err());
        Tool.run("lint", "--format", "yang-ce", mape).refused(2, "--format yang-ce", "an output format only");
    }
}
