package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code mape lookup} against SQL that is written here by hand from RFC 7597 sections 5.1 and 5.2 and appendix B, on many random
 * rows: 20,000 by default, as many as the property {@code comparison.inputs} says. DuckDB is only in the profile {@code sql}.
 */
class LookupSqlTest {
    private static final int ROWS = Integer.getInteger("comparison.inputs", 20_000);

    /** 2026-01-01T00:00:00Z and 2026-02-01T00:00:00Z in milliseconds. */
    private static final long BEGIN = 1_767_225_600_000L;

    private static final long CHANGE = 1_769_904_000_000L;

    private static final String FIRST = """
            {"name":"a","rules":[
             {"ipv6Prefix":"2001:db8::/40","ipv4Prefix":"192.0.2.0/24","eaLength":16,"psidOffset":6},
             {"ipv6Prefix":"2001:db8:4400::/48","ipv4Prefix":"198.51.100.0/24","eaLength":8},
             {"ipv6Prefix":"2001:db8:5500::/44","ipv4Prefix":"203.0.113.128/25","eaLength":3}]}
            """;
    private static final String SECOND = """
            {"name":"b","format":"draft03","rules":[
             {"ipv6Prefix":"2001:db8:8000::/38","ipv4Prefix":"192.0.0.0/22","eaLength":20,"psidOffset":4},
             {"ipv6Prefix":"2001:db8:9999::7/128","ipv4Prefix":"198.51.100.9/32","eaLength":0,"psidOffset":0,"psidLength":4,"psid":11}]}
            """;

    /**
     * First version. Rule 0: 40 bits of prefix, 8 bits of IPv4 suffix, 8 bits of PSID: m = 2, so the PSID is port / 4 modulo 256, and
     * ports below 1,024 have A = 0. Rule 1: 48 bits of prefix, then the last octet in bits 48 to 55, no sharing. Rule 2: 44 bits of
     * prefix, then 3 bits of the address in bits 44 to 46; a CE has 16 addresses.
     *
     * <p>Second version. Rule 0: 38 bits of prefix, 10 bits of IPv4 suffix in bits 38 to 47, 10 bits of PSID in bits 48 to 57: m = 2,
     * so the PSID is port / 4 modulo 1,024, and ports below 4,096 have A = 0. Rule 1: one address, PSID 11 of 16, a = 0: m = 12.
     */
    private static final String BY_HAND = """
            SELECT id, CASE
              WHEN ts < 1769904000000 AND ip BETWEEN 3221225984 AND 3221226239 AND port >= 1024 THEN
                '2001:0db8:00' || printf('%02x', ip - 3221225984) || ':' || printf('%02x', port / 4 % 256)
                || '00:0000:0000:0000:0000/56'
              WHEN ts < 1769904000000 AND ip BETWEEN 3325256704 AND 3325256959 THEN
                '2001:0db8:4400:' || printf('%02x', ip - 3325256704) || '00:0000:0000:0000:0000/56'
              WHEN ts < 1769904000000 AND ip BETWEEN 3405803904 AND 3405804031 THEN
                '2001:0db8:550' || printf('%01x', (ip - 3405803904) / 16 * 2) || ':0000:0000:0000:0000:0000/47'
              WHEN ts >= 1769904000000 AND ip BETWEEN 3221225472 AND 3221226495 AND port >= 4096 THEN
                '2001:0db8:' || printf('%04x', 32768 + (ip - 3221225472)) || ':' || printf('%04x', port / 4 % 1024 * 64)
                || ':0000:0000:0000:0000/58'
              WHEN ts >= 1769904000000 AND ip = 3325256713 AND port / 4096 = 11 THEN
                '2001:0db8:9999:0000:0000:0000:0000:0007/128'
              END AS prefix FROM rows ORDER BY id
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite::memory:", "jdbc:duckdb:"})
    void rowsHaveTheOwnersOfSqlByHand(String url) throws IOException, SQLException {
        boolean isDuckDb = url.contains("duckdb");
        assumeTrue(!isDuckDb || isOnClassPath("org.duckdb.DuckDBDriver"), "DuckDB is only in the profile sql");
        Path history = history();
        Path log = directory.resolve("log.csv");
        Path answers = directory.resolve("answers.csv");
        String sql = isDuckDb ? BY_HAND.replace(" / ", " // ") : BY_HAND;
        try (Connection database = DriverManager.getConnection(url)) {
            write(log, database);
            Tool.run(
                    "lookup",
                    "--in",
                    log,
                    "--format",
                    "csv",
                    "--time",
                    "epoch-ms",
                    "--history",
                    history,
                    "--grace",
                    "PT0S",
                    "--tolerance",
                    "PT0S",
                    "--full-prefix",
                    "--out",
                    answers);
            int found = 0;
            try (Statement statement = database.createStatement();
                    ResultSet byHand = statement.executeQuery(sql);
                    BufferedReader lines = Files.newBufferedReader(answers)) {
                lines.readLine(); // the header
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    assertTrue(byHand.next());
                    String expected = byHand.getString(2);
                    String prefix = line.split(",", -1)[4];
                    assertEquals(expected == null ? "" : expected, prefix, line);
                    found += prefix.isEmpty() ? 0 : 1;
                }
                assertTrue(!byHand.next());
            }
            assertTrue(found > ROWS / 4 && found < ROWS, "owners " + found);
        }
    }

    private static boolean isOnClassPath(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private Path history() throws IOException {
        Path history = directory.resolve("history.json");
        Path first = Files.writeString(directory.resolve("first.json"), FIRST);
        Path second = Files.writeString(directory.resolve("second.json"), SECOND);
        Tool.run("lookup", "--add", first, "--from", "2026-01-01T00:00:00Z", "--history", history)
                .done();
        Tool.run("lookup", "--add", second, "--from", "2026-02-01T00:00:00Z", "--history", history)
                .done();
        return history;
    }

    private static void write(Path log, Connection database) throws IOException, SQLException {
        SplittableRandom random = new SplittableRandom(20);
        long[] networks = {3_221_225_472L, 3_221_225_984L, 3_325_256_704L, 3_405_803_904L, 3_325_256_713L};
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE rows (id BIGINT, ip BIGINT, port BIGINT, ts BIGINT)");
        }
        database.setAutoCommit(false);
        try (BufferedWriter lines = Files.newBufferedWriter(log);
                PreparedStatement insert = database.prepareStatement("INSERT INTO rows VALUES (?, ?, ?, ?)")) {
            lines.write("ip,port,time\n");
            for (int i = 0; i < ROWS; i++) {
                int network = random.nextInt(networks.length);
                long ip = networks[network]
                        + (network == 4 ? random.nextInt(2) : random.nextInt(network == 0 ? 1100 : 260));
                int port = random.nextInt(0x10000) >>> random.nextInt(8);
                long time = BEGIN + random.nextLong(2 * (CHANGE - BEGIN));
                time = random.nextInt(10) == 0 ? CHANGE - random.nextInt(2) : time;
                lines.write((ip >> 24) + "." + (ip >> 16 & 255) + "." + (ip >> 8 & 255) + "." + (ip & 255) + "," + port
                        + "," + time + "\n");
                insert.setLong(1, i);
                insert.setLong(2, ip);
                insert.setLong(3, port);
                insert.setLong(4, time);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        database.commit();
    }

    @Test
    void theChangeIsAtMidnight() {
        assertEquals(BEGIN, Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
        assertEquals(CHANGE, Instant.parse("2026-02-01T00:00:00Z").toEpochMilli());
    }
}
