package io.softwire46.mape.operate.sql;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What differs between SQL engines: types, division of whole numbers, hexadecimal, and how a look-up takes a relation.
 *
 * <p>Immutable.
 */
public enum SqlDialect {
    /** DuckDB. */
    DUCKDB(
            "VARCHAR",
            "BOOLEAN",
            "%s // %s",
            "printf('%%04x', %s)",
            "CAST(%s AS VARCHAR)",
            octets("split_part(address, '.', %d)", 1)),
    /** SQLite. */
    SQLITE(
            "TEXT",
            "INTEGER",
            "%s / %s",
            "printf('%%04x', %s)",
            "CAST(%s AS TEXT)",
            octets("json_extract('[' || replace(address, '.', ',') || ']', '$[%d]')", 0)),
    /** PostgreSQL. */
    POSTGRES(
            "TEXT",
            "BOOLEAN",
            "%s / %s",
            "lpad(to_hex(%s), 4, '0')",
            "CAST(%s AS TEXT)",
            octets("split_part(address, '.', %d)", 1)),
    /** Apache Spark. */
    SPARK(
            "STRING",
            "BOOLEAN",
            "%s DIV %s",
            "lpad(lower(hex(%s)), 4, '0')",
            "CAST(%s AS STRING)",
            octets("split(address, '[.]')[%d]", 0)),
    /** Trino. */
    TRINO(
            "VARCHAR",
            "BOOLEAN",
            "%s / %s",
            "lpad(to_base(%s, 16), 4, '0')",
            "CAST(%s AS VARCHAR)",
            octets("split_part(address, '.', %d)", 1)),
    /** ClickHouse. */
    CLICKHOUSE(
            "String",
            "Bool",
            "intDiv(%s, %s)",
            "leftPad(lower(hex(toUInt16(%s))), 4, '0')",
            "toString(%s)",
            "IPv4StringToNum(address)");

    private final String textType;
    private final String truthType;
    private final String division;
    private final String hex;
    private final String text;
    private final String addressExample;

    SqlDialect(String textType, String truthType, String division, String hex, String text, String addressExample) {
        this.textType = textType;
        this.truthType = truthType;
        this.division = division;
        this.hex = hex;
        this.text = text;
        this.addressExample = addressExample;
    }

    private static String octets(String part, int first) {
        StringBuilder sum = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            sum.append(i == 0 ? "" : " + ")
                    .append("CAST(")
                    .append(String.format(Locale.ROOT, part, first + i))
                    .append(" AS BIGINT)")
                    .append(i == 3 ? "" : " * " + (1 << (24 - 8 * i)));
        }
        return sum.toString();
    }

    /**
     * Returns the dialect of a name.
     *
     * @param name such as {@code duckdb}
     * @return empty if there is none
     */
    public static Optional<SqlDialect> named(String name) {
        return Arrays.stream(values())
                .filter(each -> each.toString().equals(name))
                .findFirst();
    }

    String type(BoxRows.Type type) {
        return switch (type) {
            case NUMBER -> this == CLICKHOUSE ? "Int64" : "BIGINT";
            case TEXT -> textType;
            case TRUTH -> truthType;
        };
    }

    String divide(String dividend, String divisor) {
        return String.format(Locale.ROOT, division, dividend, divisor);
    }

    String hex(String number) {
        return String.format(Locale.ROOT, hex, number);
    }

    String asText(String number) {
        return String.format(Locale.ROOT, text, number);
    }

    /** Returns how a column {@code address} with dotted text becomes {@code ip}. */
    String addressExample() {
        return addressExample;
    }

    /** Returns a value of a row. */
    String literal(Object value) {
        if (value instanceof String content) {
            boolean hasEscapes = this == SPARK || this == CLICKHOUSE;
            String escaped =
                    hasEscapes ? content.replace("\\", "\\\\").replace("'", "\\'") : content.replace("'", "''");
            return "'" + escaped + "'";
        }
        if (value instanceof Boolean truth && this == SQLITE) {
            return truth ? "1" : "0";
        }
        return value.toString();
    }

    /** Returns the name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
