package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.provision.Json;
import io.softwire46.mape.provision.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code lint} says, and where.
 */
class LintCommandTest {
    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("domain"), text);
    }

    @Test
    void nothingToSay() throws IOException {
        Path file = file(HandMade.DOMAIN);
        assertEquals(
                file + ": 1 domain, 1 rule; 0 errors, 0 warnings, 0 facts\n",
                Tool.run("lint", file).done().out());
    }

    @Test
    void everyErrorWithItsPlace() throws IOException {
        Path file = file("""
                { "name": "example", "borderRelay": ["2001:db8:ffff::1"],
                  "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 49 },
                             { "ipv6Prefix": "2001:dc8::/40", "ipv4Prefix": "192.0.3.0/24", "eaLength": 16,
                               "psidOffset": 16 } ],
                  "options": { "mtuV6": 100, "fragmentation": "both" } }
                """);
        Tool tool = Tool.run("lint", file);
        assertEquals("", tool.err());
        assertEquals(1, tool.status());
        for (String place : new String[] {":2:89: V02 error", ":4:30: V06 error", ":5:25: V51 error", ":5:47: "}) {
            assertTrue(tool.lines().stream().anyMatch(line -> line.startsWith(file + place)), place + tool.out());
        }
        assertTrue(tool.out().endsWith("\n" + file + ": refused; 4 errors, 0 warnings, 0 facts\n"), tool.out());
        assertTrue(
                tool.lines().stream().filter(line -> line.startsWith(" ")).allMatch(line -> line.length() <= 100),
                tool.out());
    }

    @Test
    void json() throws IOException {
        Tool tool = Tool.run("lint", "--json", file(HandMade.DOMAIN.replace("16", "49")));
        assertEquals(1, tool.status());
        assertEquals("", tool.err());
        JsonObject all = Json.parse(tool.out()).asObject();
        assertEquals(false, all.required("valid").asBoolean());
        assertEquals(1, all.required("findings").asArray().size());
        JsonObject finding = all.required("findings").asArray().get(0).asObject();
        assertEquals("V02", finding.required("id").asString());
        assertEquals("error", finding.required("severity").asString());
        assertEquals("rules[0].eaLength", finding.required("field").asString());
        assertEquals(2, finding.required("line").asInt(1, 100));
        assertEquals("RFC 7597 section 5.2", finding.required("rfc").asString());
    }

    /** The overview's configuration as it stands: n + o = 56 + 16 = 72. */
    @Test
    void theOverviewsConfigurationHasAPrefixLongerThan64() throws IOException {
        Path file = directory.resolve("junos-overview.txt");
        try (var resource = LintCommandTest.class.getResourceAsStream("/junos-overview.txt")) {
            Files.copy(resource, file);
        }
        Tool tool = Tool.run("lint", file);
        assertEquals(0, tool.status());
        int line = Files.readAllLines(file, StandardCharsets.UTF_8)
                        .indexOf("set services softwire softwire-concentrator map-e MAPE-DOMAIN1 ea-bits-len 16")
                + 1;
        assertTrue(tool.out().startsWith(file + ":" + line + ":76: V05 warning\n"), tool.out());
        assertTrue(tool.out().contains("\n" + file + ": 1 domain, 1 rule; 0 errors, 1 warning, 0 facts;"), tool.out());
        assertTrue(tool.out().replace("\n  ", " ").endsWith("; 12 other lines passed over\n"), tool.out());
    }

    @Test
    void aCesView() throws IOException {
        Path file = file(HandMade.DOMAIN);
        Tool.run("lint", "--end-user-prefix", "2001:db8:12:3400::/56", file).done();
        Tool tool = Tool.run("lint", "--end-user-prefix", "2001:db8:12:3401::/64", file);
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("V33 error"), tool.out());
        Tool.run("lint", "--end-user-prefix", "x", file).refused(2, "--end-user-prefix \"x\"");
    }

    @Test
    void whatIsNoDomainFileIsUnreadable() throws IOException {
        Tool.run("lint", file("")).refused(2, "domain:1:1:", "empty");
        Tool.run("lint", file("{ \"rules\": [")).refused(2, "domain:1:13:", "expected");
        Tool.run("lint", file("set interfaces x\n")).refused(2, "domain:1:1:", "map-e NAME", "not JSON");
        Tool.run("lint", file("[".repeat(100_000))).refused(2, "domain:1:65:");
        Tool.run("lint", directory).refused(2, "is a directory; name the file");
        Tool.run("lint", directory.resolve("none")).refused(2, "none: no such file");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});
        Tool.run("lint", binary).refused(2, "binary: is not UTF-8 text", "Junos");
    }
}
