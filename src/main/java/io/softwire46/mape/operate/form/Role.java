package io.softwire46.mape.operate.form;

import java.util.Locale;

/**
 * What a column or member of a line says about the query. Immutable.
 */
public enum Role {
    /** Time, or start of an interval. */
    TIME,
    /** End of an interval. */
    TIME2,
    /** Address, or source address of a flow. */
    IP,
    /** Port, source port or ICMP Identifier. */
    PORT,
    /** Destination address of a flow. */
    IP2,
    /** Destination port of a flow. */
    PORT2,
    /** Protocol. */
    PROTO;

    static final int COUNT = values().length;

    /** Returns the place of the role in arrays. */
    @SuppressWarnings("EnumOrdinal") // arrays instead of maps, as each field of each line has one
    int index() {
        return ordinal();
    }

    /** Returns the name in {@code --columns} and in headers. */
    public String columnName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
