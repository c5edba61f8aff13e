package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mape lookup} with one query, and {@code --add}. Owners are those of RFC 7597 Appendix A example 1: PSID 52 of 192.0.2.18
 * has port 1232.
 */
class LookupCommandTest {
    private static final String RULES = HandMade.DOMAIN;
    private static final String MOVED = HandMade.DOMAIN.replace("2001:db8::/40", "2001:db9::/40");
    private static final String QUERY = "192.0.2.18:1232";

    @TempDir
    private Path directory;

    private Path domain;
    private Path history;

    @BeforeEach
    void addTwoVersions() throws IOException {
        domain = Files.writeString(directory.resolve("rules.json"), RULES);
        Path moved = Files.writeString(directory.resolve("moved.json"), MOVED);
        history = directory.resolve("h.json");
        String created = Tool.run("lookup", "--add", domain, "--from", "2026-01-01T00:00:00Z", "--history", history)
                .out();
        assertEquals("created " + history + "\nthe rules are valid from 2026-01-01T00:00:00Z\n", created);
        Tool.run(
                "lookup",
                "--add",
                moved,
                "--from",
                "2026-11-01T04:00:00+01:00",
                "--history",
                history,
                "--note",
                "change 4711");
    }

    private Tool ask(Object... words) {
        Object[] all = new Object[words.length + 3];
        all[0] = "lookup";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--history";
        all[words.length + 2] = history;
        return Tool.run(all);
    }

    @Test
    void oneOwner() {
        assertEquals("""
                FOUND 2001:db8:12:3400::/56
                MAP address  2001:db8:12:3400:0:c000:212:34
                PSID         52
                rule         example/0
                version      2026-01-01T00:00:00Z
                This is a prefix, not a person: --leases names the subscriber with the delegation.
                """, ask(QUERY, "tcp", "2026-10-31T10:00:00Z").done().out());
        String full = ask(QUERY, "17", "2026-10-31T11:00:00.5+01:00", "--full-prefix")
                .done()
                .out();
        assertTrue(full.startsWith("FOUND 2001:0db8:0012:3400:0000:0000:0000:0000/56\n"), full);
        assertTrue(ask(QUERY, "1793527200").done().out().contains("2001:db9")); // digits alone are seconds
    }

    @Test
    void doubtsAreNamed() {
        Tool both = ask(QUERY, "tcp", "2026-11-01T04:59:59Z");
        assertEquals(1, both.status());
        assertEquals("""
                AMBIGUOUS
                candidate    FOUND 2001:db8:12:3400::/56
                  rule       example/0
                  version    2026-01-01T00:00:00Z
                candidate    FOUND 2001:db9:12:3400::/56
                  rule       example/0
                  version    2026-11-01T03:00:00Z
                reason       grace
                """, both.out());
        Tool unsure = ask(QUERY, "tcp", "2026-11-01T04:59:59Z", "--grace", "PT0S");
        assertTrue(unsure.done().out().startsWith("FOUND 2001:db9"), unsure::out);
        assertTrue(ask(QUERY, "2026-11-01T03:00:00Z", "--grace", "PT0S", "--tolerance", "PT0S")
                .done()
                .out()
                .contains("db9"));
        Tool shared = ask("192.0.2.18", "tcp", "2026-10-31T10:00:00Z");
        assertEquals(1, shared.status());
        assertTrue(shared.out().startsWith("PORT_REQUIRED: 256 subscribers share the address"), shared::out);
        assertTrue(ask(QUERY, "gre", "2026-10-31T10:00:00Z").out().startsWith("NO_PORT_PROTOCOL\n"));
        assertTrue(ask("192.0.2.18:1023", "tcp", "2026-10-31T10:00:00Z").out().startsWith("UNASSIGNED_PORT\n"));
        assertTrue(ask("192.0.3.18:1024", "tcp", "2026-10-31T10:00:00Z").out().startsWith("NO_RULE\n"));
        assertTrue(ask(QUERY, "tcp", "2025-12-31T23:59:58Z").out().startsWith("NO_VERSION\n"));
    }

    @Test
    void jsonHasAllFields() {
        assertEquals(
                "{\"result\":\"FOUND\",\"prefix\":\"2001:db8:12:3400::/56\","
                        + "\"mapAddress\":\"2001:db8:12:3400:0:c000:212:34\",\"psid\":52,\"rule\":\"example/0\","
                        + "\"version\":\"2026-01-01T00:00:00Z\",\"subscribers\":null,\"candidates\":[],\"reason\":\"\","
                        + "\"subscriber\":null,\"leaseResult\":null}\n",
                ask(QUERY, "tcp", "2026-10-31T10:00:00Z", "--json").done().out());
        assertEquals(
                "{\"result\":\"AMBIGUOUS\",\"prefix\":null,\"mapAddress\":null,\"psid\":null,\"rule\":null,"
                        + "\"version\":null,\"subscribers\":null,\"candidates\":["
                        + "{\"prefix\":\"2001:db8:12:3400::/56\",\"mapAddress\":\"2001:db8:12:3400:0:c000:212:34\","
                        + "\"psid\":52,\"rule\":\"example/0\",\"version\":\"2026-01-01T00:00:00Z\",\"result\":\"FOUND\","
                        + "\"side\":null},"
                        + "{\"prefix\":null,\"mapAddress\":null,\"psid\":null,\"rule\":null,\"version\":null,"
                        + "\"result\":\"NO_VERSION\",\"side\":null}],"
                        + "\"reason\":\"tolerance,gap\",\"subscriber\":null,\"leaseResult\":null}\n",
                ask(QUERY, "tcp", "2025-12-31T23:59:59Z", "--json").out());
    }

    @Test
    void rulesWithoutDatesNeedNoTime() {
        Tool found = Tool.run("lookup", QUERY, "--domain", domain);
        assertTrue(found.done().out().contains("reason       no-history\n"), found::out);
        assertTrue(!found.out().contains("version"), found::out);
        assertTrue(Tool.run("lookup", QUERY, "tcp", "--domain", domain)
                .done()
                .out()
                .startsWith("FOUND"));
        ask(QUERY, "tcp").refused(2, "missing TIME");
    }

    /** The hour from 02:00 exists twice on 2026-10-25 in Europe/Berlin. */
    @Test
    void localTimeNeedsItsZone() {
        ask(QUERY, "tcp", "2026-10-25T02:30:00").refused(2, "2026-10-25T02:30:00", "use");
        Tool twice = ask(QUERY, "tcp", "2026-10-25T02:30:00", "--zone", "Europe/Berlin");
        assertTrue(twice.done().out().contains("reason       local-time-overlap\n"), twice::out);
        Tool hour = ask(QUERY, "tcp", "2026-10-25 02", "--zone", "Europe/Berlin", "--time", "pattern:yyyy-MM-dd HH");
        assertTrue(hour.done().out().contains("reason       local-time-overlap\n"), hour::out);
        ask(QUERY, "tcp", "2026-10-25T02:30:00", "--zone", "IST").refused(2, "--zone IST", "abbreviation");
    }

    @Test
    void delegationsNameTheSubscriber() throws IOException {
        Path leases = Files.writeString(
                directory.resolve("leases.csv"),
                "prefix,from,until,subscriber\n2001:db8:12:3400::/56,2026-10-01T00:00:00Z,2026-10-31T10:00:00Z,c-1\n"
                        + "2001:db8:12:3400::/56,2026-10-31T10:00:00Z,,c-2\n");
        String found = ask(QUERY, "tcp", "2026-10-31T09:00:00Z", "--leases", leases)
                .done()
                .out();
        assertTrue(found.endsWith("subscriber   c-1\nleases       FOUND\n"), found);
        String several = ask(QUERY, "tcp", "2026-10-31T10:00:00Z", "--leases", leases)
                .done()
                .out();
        assertTrue(several.endsWith("leases       SEVERAL\n") && !several.contains("subscriber"), several);
        String none = ask(QUERY, "tcp", "2026-09-30T09:00:00Z", "--leases", leases, "--json")
                .done()
                .out();
        assertTrue(none.endsWith("\"subscriber\":null,\"leaseResult\":\"NONE\"}\n"), none);
        Files.writeString(leases, "2001:db8::/56,yesterday,,x\n");
        ask(QUERY, "tcp", "2026-09-30T09:00:00Z", "--leases", leases).refused(2, "leases.csv: line 1: from is not");
    }

    @Test
    void evidenceHasTheDigestsOfAllFiles() throws IOException, NoSuchAlgorithmException {
        Path evidence = directory.resolve("evidence.json");
        String answer = ask(QUERY, "tcp", "2026-10-31T09:00:00Z", "--evidence", evidence)
                .done()
                .out();
        JsonObject json = Json.parse(Files.readString(evidence)).asObject();
        assertEquals(
                sha256(Files.readAllBytes(history)),
                json.required("historySha256").asString());
        assertEquals(
                sha256(answer.getBytes(StandardCharsets.UTF_8)),
                json.required("outputSha256").asString());
        assertEquals("lookup", json.required("commandLine").asArray().get(0).asString());
        assertEquals(1, json.required("results").asObject().required("FOUND").asInt(0, 9));
        assertTrue(json.required("leasesSha256").isNull());
        assertEquals(
                List.of("2026-01-01T00:00:00Z", "2026-11-01T03:00:00Z"),
                json.required("versions").asArray().stream()
                        .map(each -> each.asString())
                        .toList());
        ask(QUERY, "tcp", "2026-10-31T09:00:00Z", "--evidence", history).refused(2, "--evidence");
    }

    private static String sha256(byte[] octets) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }

    @Test
    void addingTwiceLeavesTheFile() throws IOException {
        byte[] before = Files.readAllBytes(history);
        Path moved = directory.resolve("moved.json");
        Tool again = ask("--add", moved, "--from", "2026-11-01T03:00:00Z");
        assertTrue(again.done().out().startsWith("no change"), again::out);
        ask("--add", domain, "--from", "2026-11-01T03:00:00Z").refused(2, "H02", "later time");
        ask("--add", domain, "--from", "2026-10-01T00:00:00Z").refused(2, "H02", "later time");
        ask("--add", domain, "--from", "2026-12-01").refused(2, "--from 2026-12-01");
        ask("--add", domain).refused(2, "--add");
        Path broken = Files.writeString(directory.resolve("broken.json"), RULES.replace("16", "49"));
        ask("--add", broken, "--from", "2026-12-01T00:00:00Z").refused(2, "broken.json", "V02");
        Files.writeString(broken, "what is this");
        ask("--add", broken, "--from", "2026-12-01T00:00:00Z").refused(2, "broken.json: is not in any format");
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(history), "the file is as it was");
    }

    @Test
    void malformedQueriesAreRefusedInOneLine() {
        for (String bad : List.of(
                "192.000.2.1:5",
                "192.0.2",
                "0xc0000212",
                "192.0.2.18:-1",
                "192.0.2.18:65536",
                "192.0.2.18:80 ",
                "192.0.2.18:1e3",
                "192.0.2.18:",
                ":80",
                "",
                "::1",
                "192.0.2.18:080",
                "\u001b[31m")) {
            ask(bad, "tcp", "2026-10-31T10:00:00Z").refused(2, "mape lookup: ", "; ");
        }
        for (String bad : List.of(
                "2026-02-31T00:00:00Z",
                "12345678901",
                "2026-10-31T10:00:61Z",
                "0000-01-01T00:00:00Z",
                "2026-10-31",
                "now",
                "2026-10-31T10:00:00 IST")) {
            ask(QUERY, "tcp", bad).refused(2, "mape lookup: ", "; ");
        }
        ask(QUERY, "tcpp", "2026-10-31T10:00:00Z").refused(2, "tcpp", "udplite");
        ask(QUERY, "tcp", "2026-10-31T10:00:00Z", "--grace", "2h").refused(2, "--grace 2h");
        ask(QUERY, "tcp", "2026-10-31T10:00:00Z", "--tolerance", "-PT1S").refused(2, "--tolerance");
        ask(QUERY, "tcp", "2026-10-31T10:00:00Z", "--domain", domain).refused(2, "--domain: conflicts");
        ask().refused(2, "missing query");
        ask(QUERY, "--serve", "tsv").refused(2, "more than one query");
        ask("--serve", "csv").refused(2, "--serve csv");
        ask("--sql", "oracle").refused(2, "--sql oracle", "duckdb");
        Tool.run("lookup", QUERY).refused(2, "missing rules");
        for (String option :
                List.of("--out x", "--format csv", "--threads 2", "--side source", "--note n", "--fields psid")) {
            String[] words = option.split(" ");
            ask(QUERY, "tcp", "2026-10-31T10:00:00Z", words[0], words[1]).refused(2, words[0] + ": has no effect");
        }
        Tool sql = ask("--sql", "sqlite", "--json");
        assertEquals(2, sql.status());
        assertTrue((sql.out() + sql.err()).contains("--json: has no effect with --sql"), sql::out);
        Tool added = ask("--add", domain, "--from", "2027-01-01T00:00:00Z", "--json");
        assertEquals(2, added.status());
        assertTrue(added.out().contains("--json: has no effect with --add"), added::out);
        ask("--in", domain, "--format", "csv", "--fields", "psid").refused(2, "--fields", "--serve");
        ask("--in", domain, "--format", "csv", "--note", "x").refused(2, "--note", "--add");
        ask("--serve", "tsv", "--evidence", "x").refused(2, "--evidence");
        Tool.run("lookup", QUERY, "--domain", directory).refused(2, "is a directory");
        Tool.run("lookup", QUERY, "tcp", "2026-10-31T10:00:00Z", "--history", directory.resolve("none"))
                .refused(2, "none: no such file");
    }

    @Test
    void allErrorsOfAHistoryAreListed() throws IOException {
        Files.writeString(history, "{\"mapeHistory\":1,\"versions\":[3,4]}");
        Tool refused = ask(QUERY, "tcp", "2026-10-31T10:00:00Z");
        List<String> lines = refused.err().lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(0).startsWith(history + ":1:30: SYNTAX error"), refused::err); // of the 3
        assertTrue(lines.get(1).startsWith(history + ":1:32: SYNTAX error"), refused::err);
        assertEquals("mape lookup: " + history + ": has 2 errors; correct them", lines.get(2));
        assertEquals(2, refused.status());
    }

    @Test
    void sqlIsWrittenToFiles() throws IOException {
        Path script = directory.resolve("q.sql");
        Path rows = directory.resolve("rows.csv");
        ask("--sql", "duckdb", "--out", script, "--sql-data", rows).done();
        List<String> lines = Files.readAllLines(rows);
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).startsWith("1,2026-01-01T00:00:00Z,example/0,"), lines::toString);
        assertTrue(Files.readString(script).contains("COPY mape_boxes FROM '" + rows + "'"));
        ask("--sql", "duckdb", "--out", rows, "--sql-data", rows).refused(2, "--sql-data");
        assertTrue(ask("--sql", "sqlite").out().contains("CREATE VIEW mape_owners"));
    }
}
