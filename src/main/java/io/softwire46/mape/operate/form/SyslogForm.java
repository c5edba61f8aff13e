package io.softwire46.mape.operate.form;

import io.softwire46.mape.operate.time.TimeForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Lines of syslog: the time is that of the header (RFC 5424 section 6.2, or RFC 3164 section 4.1), address, port and
 * protocol are named groups of a regular expression. The priority and the version may be absent, as in files.
 *
 * <p>Immutable.
 */
final class SyslogForm implements LineForm {
    private static final int TIME = Role.TIME.index();
    private static final int BSD_TIME_OCTETS = "Oct 10 13:55:36".length();
    private static final int MAX_PRIORITY_OCTETS = 5;
    private static final int MAX_VERSION_OCTETS = 4;

    /** Longer words are no zones. */
    private static final int MAX_ZONE_OCTETS = 10;

    private static final Pattern ZONE_OR_YEAR = Pattern.compile(
            "(?:[0-9]{4}|[+-][0-9:]+|(?:UTC|GMT)?[+-][0-9:]+|Z|UTC|GMT|"
                    + "E[SD]T|C[SD]T|M[SD]T|P[SD]T|AK[SD]T|HST|A[SD]T|N[SD]T|BRS?T|ARS?T|CLS?T|COT|PET|VET|WES?T|CES?T|EES?T|MES?T|BST|IST|"
                    + "IDT|MSK|SAST|EAT|CAT|WAT|PKT|NPT|ICT|WI[BTA]|MYT|PHT|SGT|HKT|JST|KST|A[EW]?[SD]T|AC[SD]T|NZ[SD]T):?");
    private static final Role[] GROUPS = {Role.IP, Role.PORT, Role.PROTO};

    private final Pattern pattern;
    private final List<Role> groups;
    private final FieldReader rfc5424;
    private final FieldReader rfc3164;

    SyslogForm(FormOptions options) {
        String text = options.pattern();
        if (text == null) {
            throw new FormException("syslog needs --pattern with a group (?<ip>...); use one, such as"
                    + " --pattern 'src=(?<ip>[0-9.]+):(?<port>[0-9]+)'");
        }
        groups = new ArrayList<>();
        for (Role role : GROUPS) {
            if (text.contains("(?<" + role.columnName() + ">")) {
                groups.add(role);
            }
        }
        if (!groups.contains(Role.IP)) {
            throw new FormException("--pattern has no group (?<ip>...); add one around the address");
        }
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new FormException("--pattern is not a regular expression (" + e.getDescription() + " at "
                    + e.getIndex() + "); use the syntax of java.util.regex");
        }
        requireGroups(text);
        rfc5424 = reader(TimeForm.auto(), options);
        rfc3164 = reader(TimeForm.bsd(options.zone(), options.year()), options);
    }

    /** The text of a group may be quoted, in a comment or in a class of characters: asks a match of no text for the group. */
    private void requireGroups(String text) {
        Matcher matcher = Pattern.compile("|" + text).matcher("");
        matcher.find();
        for (Role role : groups) {
            try {
                matcher.group(role.columnName());
            } catch (IllegalArgumentException e) {
                throw new FormException("--pattern has (?<" + role.columnName()
                        + ">...) in quotes or in a class of characters; use it as a group");
            }
        }
    }

    private static FieldReader reader(TimeForm time, FormOptions options) {
        List<FieldReader.Source> sources = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Role role : Role.values()) {
            sources.add(new FieldReader.Source(role.columnName(), time));
            names.add(role.columnName());
        }
        return new FieldReader(sources, names, FormOptions.SideChoice.SOURCE, false, false, options.mayOmitTime());
    }

    /** Refuses an input whose first line has no header of syslog. */
    void checkFirst(byte[] octets, int from, int to) {
        int at = skipPriority(octets, from, to);
        int time = skipVersion(octets, at, to);
        boolean hasTime = time < to
                && (isBsd(octets, time, to)
                        || (octets[time] >= '0' && octets[time] <= '9')
                        || (octets[time] == '-' && time > at));
        if (!hasTime) {
            throw new FormException("has no header of RFC 5424 or RFC 3164 in its first line; use another --format");
        }
    }

    @Override
    public LineKind read(byte[] octets, int from, int to, LineQuery query) {
        if (from == to) {
            return LineKind.EMPTY;
        }
        query.clear();
        int at = skipVersion(octets, skipPriority(octets, from, to), to);
        boolean isBsd = isBsd(octets, at, to);
        int end = isBsd ? Math.min(at + BSD_TIME_OCTETS, to) : endOfWord(octets, at, to);
        query.fields.set(TIME, octets, at, end, TIME);
        if (isBsd && hasZoneOrYear(octets, end, to)) {
            return query.bad(
                            "time",
                            "is followed by a zone or a year, which RFC 3164 has no place for; use lines of RFC 5424, or csv"
                                    + " with --time pattern:P")
                    ? LineKind.QUERY
                    : LineKind.BAD;
        }
        return match(octets, from, to, query) && (isBsd ? rfc3164 : rfc5424).read(query)
                ? LineKind.QUERY
                : LineKind.BAD;
    }

    /** RFC 5424 section 6.2.1: {@code <}, a number, {@code >}. */
    private static int skipPriority(byte[] octets, int from, int to) {
        if (from < to && octets[from] == '<') {
            for (int at = from + 1; at < to && at < from + MAX_PRIORITY_OCTETS; at++) {
                if (octets[at] == '>') {
                    return at + 1;
                }
            }
        }
        return from;
    }

    /** RFC 5424 section 6.2.2: a number of at most three digits, and a space. */
    private static int skipVersion(byte[] octets, int from, int to) {
        int at = from;
        while (at < to && at - from < MAX_VERSION_OCTETS && octets[at] >= '0' && octets[at] <= '9') {
            at++;
        }
        return at > from && at < to && octets[at] == ' ' ? at + 1 : from;
    }

    private static boolean isBsd(byte[] octets, int at, int to) {
        return at < to && octets[at] >= 'A' && octets[at] <= 'Z';
    }

    /**
     * Returns whether a time of RFC 3164 goes on, other than with a fraction of its second, or is followed by what may be
     * a year, an offset or the abbreviation of a zone: --zone and --year would contradict it.
     */
    private static boolean hasZoneOrYear(byte[] octets, int from, int to) {
        int at = from;
        if (at < to && octets[at] == '.') {
            at++;
            while (at < to && octets[at] >= '0' && octets[at] <= '9') {
                at++;
            }
        }
        if (at == to) {
            return false;
        }
        if (octets[at] != ' ') {
            return true;
        }
        int end = endOfWord(octets, at + 1, to);
        String word = new String(octets, at + 1, Math.min(end - at - 1, MAX_ZONE_OCTETS), StandardCharsets.ISO_8859_1);
        return ZONE_OR_YEAR.matcher(word).matches();
    }

    private static int endOfWord(byte[] octets, int from, int to) {
        int end = from;
        while (end < to && octets[end] != ' ') {
            end++;
        }
        return end;
    }

    private boolean match(byte[] octets, int from, int to, LineQuery query) {
        String line = new String(octets, from, to - from, StandardCharsets.UTF_8);
        Matcher matcher = pattern.matcher(new BoundedText(line));
        try {
            if (!matcher.find()) {
                return query.bad("line", "does not match --pattern; use a pattern for all lines, or other lines");
            }
        } catch (BoundedText.TooManySteps | StackOverflowError e) {
            return query.bad("line", "takes too many steps of --pattern; use a pattern without nested repetition");
        }
        for (Role role : groups) {
            String value = matcher.group(role.columnName());
            if (value != null) {
                byte[] text = value.getBytes(StandardCharsets.UTF_8);
                query.fields.set(role.index(), text, 0, text.length, role.index());
            }
        }
        return true;
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
