package io.softwire46.mape.operate.form;

import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user says about an input.
 *
 * <p>Immutable.
 *
 * @param columns by role, a column number from 1, or a name of the header; empty for the default names
 * @param header whether the first line is a header
 * @param pattern regular expression of {@code syslog}; null for none
 * @param time form of the time of csv and tsv, as {@code --time} takes it; null for {@code auto}
 * @param zone zone of local times; null if unknown
 * @param year year of times of RFC 3164; null if unknown
 * @param side which address of a flow is looked up
 * @param mayOmitTime whether a line may be without a time, since the rules have no dates
 */
public record FormOptions(
        Map<Role, String> columns,
        Header header,
        @Nullable String pattern,
        @Nullable String time,
        @Nullable ZoneId zone,
        @Nullable Integer year,
        SideChoice side,
        boolean mayOmitTime) {
    /** Whether the first line is a header. */
    public enum Header {
        /** It is one if it has the name of a column, and neither an address nor a time. */
        AUTO,
        /** It is one. */
        YES,
        /** It is a record. */
        NO
    }

    /** Which address of a flow is looked up. */
    public enum SideChoice {
        /** The one that is in a rule. */
        AUTO,
        /** The source. */
        SOURCE,
        /** The destination. */
        DESTINATION
    }

    /** Copies the columns. */
    public FormOptions {
        columns = Map.copyOf(columns);
    }

    /** Options that are all default. */
    public static FormOptions defaults() {
        return new FormOptions(Map.of(), Header.AUTO, null, null, null, null, SideChoice.AUTO, false);
    }
}
