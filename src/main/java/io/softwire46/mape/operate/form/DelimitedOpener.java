package io.softwire46.mape.operate.form;

import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.time.EpochTime;
import io.softwire46.mape.operate.time.TimeForm;
import io.softwire46.mape.operate.time.TimeValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds the columns of csv, tsv and nfdump-csv, by the header or by numbers. Static methods only.
 */
final class DelimitedOpener {
    private static final int NO_COLUMN = -1;
    private static final String NUMBER = "[0-9]+";

    private DelimitedOpener() {}

    /** Opens csv or tsv. */
    static LineForm open(char delimiter, FormOptions options, byte[] octets, int from, int to) {
        List<String> first = DelimitedText.split(octets, from, to, delimiter);
        TimeForm time = timeForm(options);
        boolean hasHeader = hasHeader(first, options, time);
        String[] names = new String[Role.COUNT];
        int[] columns = columns(first, options, hasHeader, names);
        if (Arrays.stream(columns).allMatch(column -> column == NO_COLUMN)) {
            throw new FormException(
                    "has none of the columns time, ip, port, proto in its first line; use --columns, such as"
                            + " --columns time=1,ip=3,port=4,proto=5, or another --format");
        }
        boolean isDestination = options.side() == FormOptions.SideChoice.DESTINATION;
        require(columns, isDestination ? Role.IP2 : Role.IP);
        if (!options.mayOmitTime()) {
            require(columns, Role.TIME);
        }
        return form(delimiter, hasHeader, false, columns, names, first.size(), time, options, false);
    }

    private static void require(int[] columns, Role role) {
        if (columns[role.index()] == NO_COLUMN) {
            throw new FormException(
                    "has no column " + role.columnName() + "; use --columns " + role.columnName() + "=N");
        }
    }

    private static TimeForm timeForm(FormOptions options) {
        String form = options.time() == null ? "auto" : options.time();
        try {
            return TimeForm.of(form, options.zone(), options.year());
        } catch (IllegalArgumentException e) {
            throw new FormException("--time " + JsonText.shorten(form) + ": " + e.getMessage());
        }
    }

    /** Returns the column of each role, and its name; a column has one role at most. */
    private static int[] columns(List<String> first, FormOptions options, boolean hasHeader, String[] names) {
        int[] columns = new int[Role.COUNT];
        for (Role role : Role.values()) {
            String wanted = options.columns().get(role);
            int column;
            if (options.columns().isEmpty()) {
                column = hasHeader ? find(first, role.columnName(), true) : NO_COLUMN;
            } else if (wanted == null) {
                column = NO_COLUMN;
            } else {
                column = wanted.matches(NUMBER) ? number(wanted, first.size()) : find(first, wanted, false);
                if (column == NO_COLUMN) {
                    throw new FormException("has no column " + JsonText.quote(wanted) + " for " + role.columnName()
                            + "; use a name of the header, or a number from 1 to " + first.size());
                }
            }
            columns[role.index()] = column;
            names[role.index()] = role.columnName();
        }
        if (Arrays.stream(columns).filter(column -> column >= 0).distinct().count()
                < Arrays.stream(columns).filter(column -> column >= 0).count()) {
            throw new FormException("has one column for two of --columns; use another column for each");
        }
        return columns;
    }

    private static int number(String text, int count) {
        return text.length() > 4 || Integer.parseInt(text) < 1 || Integer.parseInt(text) > count
                ? NO_COLUMN
                : Integer.parseInt(text) - 1;
    }

    private static int find(List<String> header, String name, boolean ignoresCase) {
        int found = NO_COLUMN;
        for (int i = 0; i < header.size(); i++) {
            if (ignoresCase
                    ? header.get(i).equalsIgnoreCase(name)
                    : header.get(i).equals(name)) {
                if (found != NO_COLUMN) {
                    throw new FormException(
                            "has two columns " + JsonText.quote(name) + "; use their numbers in --columns");
                }
                found = i;
            }
        }
        return found;
    }

    /**
     * A first line is a header only if it cannot be a record: a line with digits in its address or its time is answered,
     * even if it cannot be read.
     */
    private static boolean hasHeader(List<String> first, FormOptions options, TimeForm time) {
        if (options.header() != FormOptions.Header.AUTO) {
            return options.header() == FormOptions.Header.YES;
        }
        if (options.columns().isEmpty()) {
            return first.stream().anyMatch(DelimitedOpener::isColumnName);
        }
        if (options.columns().values().stream().anyMatch(column -> !column.matches(NUMBER))) {
            return true;
        }
        return options.columns().values().stream()
                .map(column -> number(column, first.size()))
                .filter(column -> column >= 0)
                .map(first::get)
                .noneMatch(field -> field.chars().anyMatch(c -> c >= '0' && c <= '9') || isTime(field, time));
    }

    private static boolean isTime(String field, TimeForm time) {
        byte[] octets = field.getBytes(StandardCharsets.UTF_8);
        return time.read(octets, 0, octets.length, new TimeValue());
    }

    private static boolean isColumnName(String field) {
        String name = field.toLowerCase(Locale.ROOT);
        return Arrays.stream(Role.values()).anyMatch(role -> role.columnName().equals(name));
    }

    /** Opens nfdump-csv: the header decides whether times are local or an epoch. */
    static LineForm openNfdump(FormOptions options, byte[] octets, int from, int to) {
        List<String> first = DelimitedText.split(octets, from, to, ',');
        boolean isOld = first.contains("ts") && first.contains("sa");
        boolean isNew = first.contains("firstSeen") && first.contains("srcAddr");
        if (!isOld && !isNew) {
            throw new FormException(
                    "has no header of nfdump in its first line; use the output of nfdump -o csv with its header");
        }
        if (isOld && options.zone() == null) {
            throw new FormException("nfdump-csv with columns ts and te is local time without a zone; use --zone");
        }
        String[] names = isOld
                ? new String[] {"ts", "te", "sa", "sp", "da", "dp", "pr"}
                : new String[] {"firstSeen", "lastSeen", "srcAddr", "srcPort", "dstAddr", "dstPort", "proto"};
        int[] columns = new int[Role.COUNT];
        for (int role = 0; role < columns.length; role++) {
            columns[role] = find(first, names[role], false);
        }
        TimeForm time = isOld ? TimeForm.iso(options.zone()) : EpochTime.MILLIS;
        return form(',', true, true, columns, names, first.size(), time, options, true);
    }

    private static LineForm form(
            char delimiter,
            boolean hasHeader,
            boolean hasTrailer,
            int[] columns,
            String[] names,
            int columnCount,
            TimeForm time,
            FormOptions options,
            boolean isFlow) {
        if (columnCount > DelimitedForm.MAX_COLUMNS) {
            throw new FormException("has more than " + DelimitedForm.MAX_COLUMNS + " columns; use at most "
                    + DelimitedForm.MAX_COLUMNS);
        }
        List<FieldReader.Source> sources = new ArrayList<>();
        for (String name : names) {
            sources.add(new FieldReader.Source(name, time));
        }
        FieldReader reader =
                new FieldReader(sources, List.of(names), options.side(), isFlow, isFlow, options.mayOmitTime());
        return new DelimitedForm(delimiter, hasHeader, hasTrailer, columns, columnCount, reader);
    }
}
