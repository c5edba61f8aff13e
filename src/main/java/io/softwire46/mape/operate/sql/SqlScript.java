package io.softwire46.mape.operate.sql;

import io.softwire46.mape.operate.sql.BoxRows.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A script that makes the table {@code mape_boxes}, and the look-up of the rows of a relation.
 *
 * <p>Immutable.
 */
public final class SqlScript {
    /** The maximum number of rows in the script itself. */
    public static final int MAX_ROWS = 10_000;

    private static final int ROWS_PER_STATEMENT = 500;
    private static final int MAX_CROSS_JOIN = 1000;

    private final SqlDialect dialect;

    /** Creates scripts of a dialect. */
    public SqlScript(SqlDialect dialect) {
        this.dialect = dialect;
    }

    /** Returns the names of the columns as a line of CSV. */
    public static String csvHeader() {
        return names() + "\n";
    }

    /** Returns a row as a line of CSV (RFC 4180). */
    public String csv(List<Object> row) {
        return row.stream().map(this::csv).collect(Collectors.joining(",")) + "\n";
    }

    private String csv(Object value) {
        String text = value instanceof String content ? content : dialect.literal(value);
        boolean isQuoted = text.indexOf(',') >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0;
        return isQuoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    private static String names() {
        return BoxRows.COLUMNS.stream().map(Column::name).collect(Collectors.joining(","));
    }

    /**
     * Returns the script.
     *
     * @param rows the rows of the table; empty if a file has them
     * @param count their number
     * @param data name of the file with the rows as CSV; null if there is none
     * @return statements and comments
     */
    public String text(List<List<Object>> rows, long count, @Nullable String data) {
        List<String> parts = new ArrayList<>(comments(count));
        parts.add(table(data));
        if (data == null) {
            parts.addAll(inserts(rows));
        } else {
            parts.add(load(data));
        }
        parts.add(lookup());
        parts.removeIf(String::isEmpty);
        return String.join("\n", parts) + "\n";
    }

    private List<String> comments(long count) {
        List<String> lines = new ArrayList<>(List.of(
                "-- Owners of IPv4 addresses and ports (RFC 7597), for " + dialect + ", made by mape lookup --sql.",
                "-- Input: a relation with columns ip (BIGINT), port (INTEGER, null for none) and ts (BIGINT, milliseconds"
                        + " since 1970).",
                "-- Dotted text as ip: " + dialect.addressExample(),
                "-- A row without a box has no owner at that instant. There is no grace, no tolerance and no reason: use",
                "-- mape lookup for rows near a change of the rules, and for rows without a prefix."));
        lines.add(
                dialect == SqlDialect.DUCKDB
                        ? "-- Use: SELECT * FROM mape_owners('my_flows')"
                        : "-- The relation is mape_queries, which must exist; the result is the view mape_owners.");
        if (dialect == SqlDialect.CLICKHOUSE && count > MAX_CROSS_JOIN) {
            lines.add("-- The cross join is slow with more than " + MAX_CROSS_JOIN
                    + " boxes: use mape lookup --serve tsv as an executable_pool instead.");
        }
        return lines;
    }

    private String table(@Nullable String data) {
        String columns = BoxRows.COLUMNS.stream()
                .map(each -> each.name() + " " + dialect.type(each.type()))
                .collect(Collectors.joining(", "));
        return switch (dialect) {
            case SPARK ->
                data == null
                        ? ""
                        : "CREATE OR REPLACE TEMPORARY VIEW mape_boxes (" + columns + ") USING csv OPTIONS (path "
                                + dialect.literal(data) + ", header 'true');";
            case CLICKHOUSE -> "CREATE TABLE mape_boxes (" + columns + ") ENGINE = MergeTree ORDER BY box;";
            default -> "CREATE TABLE mape_boxes (" + columns + ");";
        };
    }

    private List<String> inserts(List<List<Object>> rows) {
        List<String> statements = new ArrayList<>();
        int step = dialect == SqlDialect.SPARK ? Math.max(rows.size(), 1) : ROWS_PER_STATEMENT;
        for (int from = 0; from < rows.size(); from += step) {
            String values = rows.subList(from, Math.min(from + step, rows.size())).stream()
                    .map(row -> row.stream().map(this::value).collect(Collectors.joining(", ", "(", ")")))
                    .collect(Collectors.joining(",\n"));
            statements.add(
                    dialect == SqlDialect.SPARK
                            ? "CREATE OR REPLACE TEMPORARY VIEW mape_boxes AS SELECT * FROM VALUES\n" + values
                                    + "\nAS boxes (" + names() + ");"
                            : "INSERT INTO mape_boxes VALUES\n" + values + ";");
        }
        return statements;
    }

    /** Spark takes the type of a number from its text. */
    private String value(Object value) {
        return dialect == SqlDialect.SPARK && value instanceof Long ? value + "L" : dialect.literal(value);
    }

    private String load(String data) {
        String file = dialect.literal(data);
        return switch (dialect) {
            case DUCKDB -> "COPY mape_boxes FROM " + file + " (FORMAT csv, HEADER);";
            case SQLITE -> ".import --csv --skip 1 " + file + " mape_boxes";
            case POSTGRES -> "\\copy mape_boxes FROM " + file + " WITH (FORMAT csv, HEADER)";
            case SPARK -> "";
            case TRINO ->
                "-- Trino has no statement that loads a file: insert the rows of " + data.replace('\n', ' ')
                        + " with a connector.";
            case CLICKHOUSE -> "INSERT INTO mape_boxes FROM INFILE " + file + " FORMAT CSVWithNames;";
        };
    }

    private String lookup() {
        String select = "SELECT q.*," + prefix() + " AS prefix,\n  CASE WHEN b.shared" + isTrue() + " THEN " + psid()
                + " END AS psid, b.rule AS rule, b.version AS version\n";
        String condition = condition();
        return switch (dialect) {
            case DUCKDB ->
                "CREATE OR REPLACE MACRO mape_owners(relation) AS TABLE\n" + select
                        + "FROM query_table(relation) AS q LEFT JOIN mape_boxes AS b ON " + condition + ";";
            case SPARK ->
                "CREATE OR REPLACE TEMPORARY VIEW mape_owners AS\n" + select
                        + "FROM mape_queries AS q LEFT JOIN mape_boxes AS b ON " + condition + ";";
            case CLICKHOUSE ->
                "CREATE VIEW mape_owners AS\n" + select + "FROM mape_queries AS q CROSS JOIN mape_boxes AS b WHERE "
                        + condition + ";";
            default ->
                "CREATE VIEW mape_owners AS\n" + select + "FROM mape_queries AS q LEFT JOIN mape_boxes AS b ON "
                        + condition + ";";
        };
    }

    private String isTrue() {
        return dialect.type(BoxRows.Type.TRUTH).equals("INTEGER") ? " = 1" : "";
    }

    /** RFC 7597 appendix B: the PSID is the port divided by the size of a contiguous range, modulo the sharing ratio. */
    private String psid() {
        return "(" + dialect.divide("COALESCE(q.port, 0)", "b.psid_div") + ") % b.psid_mod";
    }

    private String condition() {
        String isWhole = isTrue().isEmpty() ? "NOT b.shared" : "b.shared = 0";
        return "q.ip BETWEEN b.v4_first AND b.v4_last AND q.ts >= b.from_ms AND q.ts < b.until_ms\n  AND (" + isWhole
                + " OR (q.port >= b.port_first AND q.port <= 65535 AND " + psid()
                + " BETWEEN b.psid_first AND b.psid_last))";
    }

    private String prefix() {
        String ea = "((" + dialect.divide("q.ip", "b.v4_div") + ") % b.v4_mod * b.psid_scale + " + psid() + ")";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            String group = "b.h" + i + " + (" + dialect.divide(ea, "b.d" + i) + ") % b.m" + i + " * b.s" + i;
            text.append(i == 0 ? "\n  " : " || ':' ||\n  ").append(dialect.hex(group));
        }
        return text + " || '/' || " + dialect.asText("b.prefix_length");
    }
}
