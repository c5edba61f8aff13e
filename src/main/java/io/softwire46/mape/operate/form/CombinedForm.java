package io.softwire46.mape.operate.form;

import io.softwire46.mape.operate.time.TimeForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Access logs of web servers in the combined format: the first field is an address, perhaps with a port, and the time is
 * in brackets.
 *
 * <p>Immutable.
 */
final class CombinedForm implements LineForm {
    private static final int TIME = Role.TIME.index();
    private static final int TIME_OCTETS = "[10/Oct/2026:13:55:36 +0200]".length();

    private final FieldReader reader;

    CombinedForm(FormOptions options) {
        List<FieldReader.Source> sources = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Role role : Role.values()) {
            sources.add(new FieldReader.Source(role.columnName(), TimeForm.apache()));
            names.add(role.columnName());
        }
        reader = new FieldReader(sources, names, FormOptions.SideChoice.SOURCE, false, false, options.mayOmitTime());
    }

    /** Refuses an input whose first line has no bracket, so that it cannot be an access log. */
    void checkFirst(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == '[') {
                return;
            }
        }
        throw new FormException(
                "has no time in brackets in its first line; use the combined log format, or another" + " --format");
    }

    @Override
    public LineKind read(byte[] octets, int from, int to, LineQuery query) {
        if (from == to) {
            return LineKind.EMPTY;
        }
        query.clear();
        splitAddress(octets, from, to, query.fields);
        return findTime(octets, from, to, query) && reader.read(query) ? LineKind.QUERY : LineKind.BAD;
    }

    /** The first field is an address, or an address, a colon and a port. */
    private static void splitAddress(byte[] octets, int from, int to, FieldSlices fields) {
        int end = from;
        int colons = 0;
        int colon = from;
        while (end < to && octets[end] != ' ') {
            if (octets[end] == ':') {
                colons++;
                colon = end;
            }
            end++;
        }
        boolean hasPort = colons == 1;
        fields.set(Role.IP.index(), octets, from, hasPort ? colon : end, Role.IP.index());
        if (hasPort) {
            fields.set(Role.PORT.index(), octets, colon + 1, end, Role.PORT.index());
        }
    }

    /**
     * Finds the time in front of the request. The name of the user is in front of it too and is chosen by the client, so
     * a second time there makes the line unreadable instead of the first one winning.
     */
    private static boolean findTime(byte[] octets, int from, int to, LineQuery query) {
        FieldSlices fields = query.fields;
        for (int at = from; at < to && (octets[at] != '"' || isEscaped(octets, from, at)); at++) {
            if (octets[at] == '[' && isTime(octets, at, to)) {
                if (fields.has(TIME)) {
                    return query.bad("time", "appears twice before the request; use a line with one time");
                }
                fields.set(TIME, octets, at, end(octets, at, to), TIME);
            }
        }
        return true;
    }

    /** Servers write a quote in the name of a user with a backslash. */
    private static boolean isEscaped(byte[] octets, int from, int at) {
        return at > from && octets[at - 1] == '\\';
    }

    private static boolean isTime(byte[] octets, int at, int to) {
        return at + TIME_OCTETS <= to && octets[at + 3] == '/' && octets[at + 7] == '/' && octets[at + 12] == ':';
    }

    private static int end(byte[] octets, int at, int to) {
        int end = at;
        while (end < to && octets[end] != ']') {
            end++;
        }
        return Math.min(end + 1, to);
    }

    @Override
    public boolean hasHeader() {
        return false;
    }

    @Override
    public boolean hasTrailer() {
        return false;
    }

    @Override
    public Style style() {
        return Style.JSON_LINE;
    }
}
