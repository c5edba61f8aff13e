package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.Document;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.sql.BoxRows;
import io.softwire46.mape.operate.sql.SqlDialect;
import io.softwire46.mape.operate.sql.SqlScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Generated SQL in engines against the model, on random histories. DuckDB is only in the profile {@code sql}. The texts of all
 * dialects for the rule of RFC 7597 Appendix A example 1 are in {@code src/test/resources/lookup-sql}.
 */
class SqlScriptTest {
    private static final int ROWS = 500;
    private static final int WORLDS = Math.max(1, Integer.getInteger("comparison.inputs", 10_000) / ROWS);
    private static final long SEED = Long.getLong("comparison.seed", new SplittableRandom().nextLong());

    @TempDir
    private Path directory;

    @Test
    void sqliteAnswersAsTheModel() throws SQLException {
        for (int i = 0; i < WORLDS; i++) {
            try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite::memory:")) {
                check(sqlite, SqlDialect.SQLITE, SEED + i, null);
            }
        }
    }

    @Test
    void duckDbAnswersAsTheModel() throws SQLException {
        assumeTrue(isOnClassPath("org.duckdb.DuckDBDriver"), "DuckDB is only in the profile sql");
        for (int i = 0; i < WORLDS; i++) {
            try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
                check(duckDb, SqlDialect.DUCKDB, SEED + i, null);
            }
        }
    }

    /** The rows may be in a file, which the script loads. */
    @Test
    void duckDbLoadsTheRowsOfAFile() throws SQLException, IOException {
        assumeTrue(isOnClassPath("org.duckdb.DuckDBDriver"), "DuckDB is only in the profile sql");
        for (int i = 0; i < 5; i++) {
            try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
                check(duckDb, SqlDialect.DUCKDB, SEED + i, directory.resolve("it's " + i + ".csv"));
            }
        }
    }

    /** The parser of Trino is found by name, since only the profile {@code sql} has it. */
    @Test
    void trinoParsesTheText() throws ReflectiveOperationException, IOException {
        String name = "io.trino.sql.parser.SqlParser";
        assumeTrue(isOnClassPath(name), "the parser of Trino is only in the profile sql");
        Object parser = Class.forName(name).getConstructor().newInstance();
        String text = Files.readString(Path.of("src/test/resources/lookup-sql/trino.sql"));
        String[] statements = text.split(";\n");
        assertEquals(3, statements.length);
        for (String each : statements) {
            parser.getClass().getMethod("createStatement", String.class).invoke(parser, each);
        }
    }

    static boolean isOnClassPath(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void check(Connection database, SqlDialect dialect, long seed, Path data) throws SQLException {
        LookupWorld world = new LookupWorld(seed);
        SqlScript script = new SqlScript(dialect);
        BoxRows boxes = new BoxRows();
        List<List<Object>> rows = new ArrayList<>();
        world.versions().forEach(version -> boxes.add(version, true, rows::add));
        if (data != null) {
            StringBuilder csv = new StringBuilder(SqlScript.csvHeader());
            rows.forEach(row -> csv.append(script.csv(row)));
            try {
                Files.writeString(data, csv);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE mape_queries (id BIGINT, ip BIGINT, port INTEGER, ts BIGINT)");
            String text =
                    script.text(data == null ? rows : List.of(), boxes.count(), data == null ? null : data.toString());
            for (String each : text.split(";\n")) {
                statement.execute(each);
            }
        }
        List<String> expected = insert(database, world);
        String relation = dialect == SqlDialect.DUCKDB ? "mape_owners('mape_queries')" : "mape_owners";
        try (Statement statement = database.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT id, prefix, psid, rule FROM " + relation + " ORDER BY id")) {
            int count = 0;
            while (found.next()) {
                assertEquals(count, found.getInt(1), "one row for each query");
                String prefix = found.getString(2);
                String psid = String.valueOf(found.getString(3));
                String answer =
                        prefix == null ? "no owner" : prefix.replace(":", "") + " " + psid + " " + found.getString(4);
                int row = count;
                assertEquals(expected.get(row), answer, () -> "-Dcomparison.seed=" + seed + " row " + row);
                count++;
            }
            assertEquals(ROWS, count);
        }
    }

    /** Inserts random queries, and returns what the model answers without grace and tolerance. */
    private static List<String> insert(Connection database, LookupWorld world) throws SQLException {
        NaiveHistory model = new NaiveHistory(world.versions(), 0, 0L);
        List<String> expected = new ArrayList<>();
        database.setAutoCommit(false);
        try (PreparedStatement insert = database.prepareStatement("INSERT INTO mape_queries VALUES (?, ?, ?, ?)")) {
            for (int i = 0; i < ROWS; i++) {
                int ipv4 = world.ipv4();
                int port = world.port();
                long time = world.instant();
                insert.setLong(1, i);
                insert.setLong(2, ipv4 & 0xffff_ffffL);
                if (port < 0) {
                    insert.setNull(3, Types.INTEGER);
                } else {
                    insert.setInt(3, port);
                }
                insert.setLong(4, time);
                insert.addBatch();
                expected.add(owner(model.answer(LookupQuery.of(ipv4, port, -1, time, time))));
            }
            insert.executeBatch();
        }
        database.commit();
        return expected;
    }

    /** Prefix, PSID and rule out of a line of the model. */
    private static String owner(String line) {
        if (!line.startsWith("FOUND [")) {
            return "no owner";
        }
        String[] words = line.substring("FOUND [".length(), line.indexOf(']')).split(" ");
        return words[0] + " " + words[2] + " " + words[3];
    }

    /** The bits of 66768 that hold the PSID are those of 1232. */
    @Test
    void aPortAboveTheLastHasNoOwner() throws SQLException {
        RuleVersion version = RuleVersion.of(
                Instant.EPOCH,
                null,
                List.of(LookupWorld.domain("d", List.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)))));
        List<List<Object>> rows = new ArrayList<>();
        BoxRows boxes = new BoxRows();
        boxes.add(version, true, rows::add);
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE mape_queries (id BIGINT, ip BIGINT, port INTEGER, ts BIGINT)");
            for (String each : new SqlScript(SqlDialect.SQLITE)
                    .text(rows, boxes.count(), null)
                    .split(";\n")) {
                statement.execute(each);
            }
            long ip = 0xc000_0212L;
            statement.execute("INSERT INTO mape_queries VALUES (0, " + ip + ", 1232, 1), (1, " + ip
                    + ", 65536, 1), (2, " + ip + ", 66768, 1), (3, " + ip + ", 70000, 1), (4, " + ip + ", 65535, 1)");
            List<String> owned = new ArrayList<>();
            try (ResultSet found = statement.executeQuery("SELECT id, prefix FROM mape_owners ORDER BY id")) {
                while (found.next()) {
                    owned.add(found.getInt(1) + " " + (found.getString(2) != null));
                }
            }
            assertEquals(List.of("0 true", "1 false", "2 false", "3 false", "4 true"), owned);
        }
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void textsOfAllDialects(SqlDialect dialect) throws IOException {
        RuleVersion version = RuleVersion.of(
                Instant.parse("2026-01-01T00:00:00Z"),
                null,
                List.of(LookupWorld.domain("it's", List.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)))));
        List<List<Object>> rows = new ArrayList<>();
        BoxRows boxes = new BoxRows();
        boxes.add(version, true, rows::add);
        String text = new SqlScript(dialect).text(rows, boxes.count(), null);
        Document.check(Path.of("src/test/resources/lookup-sql", dialect + ".sql"), text);
        assertTrue(new SqlScript(dialect).text(List.of(), 20_000, "rows.csv").contains("rows.csv"));
    }
}
