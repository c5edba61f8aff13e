package io.softwire46.mape.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airlift.slice.Slices;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.RuleHistory;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.sql.BoxRows;
import io.softwire46.mape.operate.sql.SqlDialect;
import io.softwire46.mape.operate.sql.SqlScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wrappers in their engines. Owners are computed by hand for the rule of RFC 7597 Appendix A example 1: bits 40 to 47 of a prefix
 * are the last octet of the address, bits 48 to 55 are port / 4 modulo 256, and ports below 1,024 have no owner.
 */
class EnginesTest {
    private static final int ROWS = 10_000;
    private static final long TIME = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    private static final RuleVersion VERSION = RuleVersion.of(
            Instant.parse("2026-01-01T00:00:00Z"),
            null,
            List.of(new ConfiguredDomain(
                    MapDomain.of(
                            "example", RuleSet.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)), List.of(), false),
                    ForwardingOptions.defaults())));

    @TempDir
    private Path directory;

    private static String script(SqlDialect dialect) {
        BoxRows boxes = new BoxRows();
        List<List<Object>> rows = new ArrayList<>();
        boxes.add(VERSION, true, rows::add);
        return new SqlScript(dialect).text(rows, boxes.count(), null);
    }

    @Test
    void sparkCallsTheFunctionAndRunsTheSql() {
        assumeTrue(Runtime.version().feature() < 24, "Spark 3.5 does not start on JDK 24 and later");
        Attribution attribution = Attribution.of(RuleHistory.of(List.of(VERSION))).withTolerance(Duration.ZERO);
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.warehouse.dir", directory.resolve("warehouse").toString())
                .getOrCreate()) {
            spark.udf().register("map_owner", new SparkMapOwner(attribution), DataTypes.StringType);
            rows(spark).createOrReplaceTempView("mape_queries");
            for (String statement : script(SqlDialect.SPARK).split(";\n")) {
                spark.sql(statement);
            }
            List<Row> found = spark.sql("SELECT ip, port, map_owner(address, port, 'tcp', ts), prefix FROM mape_owners ORDER BY id")
                    .collectAsList();
            assertEquals(ROWS, found.size());
            for (Row row : found) {
                long octet = row.getLong(0) & 255;
                int psid = row.getInt(1) / 4 % 256;
                boolean isOwned = row.getInt(1) >= 1024;
                String full = String.format(
                        Locale.ROOT, "2001:0db8:00%02x:%02x00:0000:0000:0000:0000/56", octet, psid);
                assertEquals(isOwned ? full : null, row.getString(3));
                assertEquals(isOwned, row.getString(2) != null);
                if (isOwned) {
                    assertEquals(full.substring(0, full.indexOf('/')), expanded(row.getString(2)));
                }
            }
        }
    }

    /** The octets of a prefix in eight groups of four digits. */
    private static String expanded(String prefix) {
        try {
            byte[] octets = java.net.InetAddress.getByName(prefix.substring(0, prefix.indexOf('/')))
                    .getAddress();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < octets.length; i++) {
                text.append(i > 0 && i % 2 == 0 ? ":" : "").append(String.format(Locale.ROOT, "%02x", octets[i]));
            }
            return text.toString();
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static org.apache.spark.sql.Dataset<Row> rows(SparkSession spark) {
        SplittableRandom random = new SplittableRandom(2);
        List<Row> rows = new ArrayList<>();
        for (long i = 0; i < ROWS; i++) {
            int octet = random.nextInt(256);
            rows.add(RowFactory.create(
                    i, "192.0.2." + octet, 0xc0000200L + octet, random.nextInt(0x10000) >>> random.nextInt(8), TIME));
        }
        StructType type = new StructType()
                .add("id", DataTypes.LongType)
                .add("address", DataTypes.StringType)
                .add("ip", DataTypes.LongType)
                .add("port", DataTypes.IntegerType)
                .add("ts", DataTypes.LongType);
        return spark.createDataFrame(rows, type);
    }

    @Test
    void flinkAndTrinoCallTheFunction() throws IOException {
        Attribution attribution = Attribution.of(RuleHistory.of(List.of(VERSION)));
        assertEquals("2001:db8:12:3400::/56", new FlinkMapOwner(attribution).eval("192.0.2.18", 1232, "tcp", TIME));
        Path file = Files.writeString(directory.resolve("history.json"), RuleHistory.add(null, VERSION));
        assertEquals(
                "2001:db8:12:3400::/56",
                TrinoMapOwner.owner(
                                Slices.utf8Slice(file.toString()),
                                Slices.utf8Slice("192.0.2.18"),
                                1232,
                                Slices.utf8Slice("tcp"),
                                TIME)
                        .toStringUtf8());
        assertNull(TrinoMapOwner.owner(
                Slices.utf8Slice(file.toString()), Slices.utf8Slice("192.0.2.18"), -1, Slices.utf8Slice("tcp"), TIME));
    }
}
