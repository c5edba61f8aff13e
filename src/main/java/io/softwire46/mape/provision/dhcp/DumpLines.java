package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.Location;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads dumps whose lines begin with an offset: of {@code xxd}, {@code hexdump -C}, {@code od -t x1}, {@code tcpdump -x} and
 * {@code -X}, and Wireshark. Offsets are hexadecimal, decimal or octal, whichever agrees with the number of octets. An offset of
 * zero begins another packet. Other lines are skipped.
 *
 * <pre>
 * 00000000: 0701 0203 0001 000a  ........           xxd, tcpdump with 0x0000
 * 00000000  07 01 02 03 00 01 00 0a  ... |........|  hexdump -C
 * 0000000 07 01 02 03 00 01 00 0a                   od -t x1
 * </pre>
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class DumpLines {
    private static final Pattern LINE =
            Pattern.compile("[ \\t]*+(0[xX])?+([0-9a-fA-F]{4,16}+)(:?+)(?:[ \\t]++(.*+))?+");

    /** Of {@code od}, offsets have 7 digits, octal or decimal; other programs write hexadecimal offsets. */
    private static final int OD_DIGITS = 7;

    private static final int[] OD_RADICES = {8, 10, 16};
    private static final int[] RADICES = {16};

    /** A dump has at least one line with octets among this number of lines. */
    private static final int LINES_PER_OCTETS = 4;

    private static final int MIDDLE = 8;
    private static final int MAX_LINE_OCTETS = 1024;

    private final List<String> lines;
    private final OctetText.Builder out;
    private ByteArrayOutputStream part = new ByteArrayOutputStream();
    private byte[] last = {};
    private int radix;
    private int width;
    private boolean squeezed;

    private DumpLines(List<String> lines, OctetText.Builder out) {
        this.lines = lines;
        this.out = out;
    }

    /** Returns whether lines have offsets, the first of which is zero. */
    static boolean isDump(List<String> lines) {
        int octets = 0;
        int others = 0;
        for (String line : lines) {
            Matcher matcher = matcher(line);
            if (matcher != null && isGroup(matcher.group(4)) && (octets > 0 || isZero(matcher.group(2)))) {
                octets++;
            } else {
                others += line.isBlank() ? 0 : 1;
            }
        }
        return octets > 0 && others <= LINES_PER_OCTETS * octets;
    }

    private static @Nullable Matcher matcher(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches() ? matcher : null;
    }

    private static int[] radices(Matcher line) {
        boolean isHex = line.group(1) != null
                || !line.group(3).isEmpty()
                || line.group(2).length() != OD_DIGITS;
        return isHex ? RADICES : OD_RADICES;
    }

    private static boolean isZero(String digits) {
        return digits.chars().allMatch(c -> c == '0');
    }

    private static boolean isGroup(@Nullable String rest) {
        return rest != null
                && rest.length() >= 2
                && HexFormat.isHexDigit(rest.charAt(0))
                && HexFormat.isHexDigit(rest.charAt(1));
    }

    static OctetText read(List<String> lines) {
        OctetText.Builder out = new OctetText.Builder();
        DumpLines dump = new DumpLines(lines, out);
        for (int i = 0; i < lines.size() && !out.isRefused(); i++) {
            dump.line(i);
        }
        dump.flush();
        return out.build();
    }

    private void flush() {
        if (part.size() > 0) {
            out.add(part.toByteArray());
        }
        part = new ByteArrayOutputStream();
        squeezed = false;
    }

    private void line(int i) {
        String line = lines.get(i);
        if (line.strip().equals("*") && last.length > 0) {
            squeezed = true;
            return;
        }
        Matcher matcher = matcher(line);
        if (matcher == null) {
            if (!line.isBlank()) {
                out.skip();
            }
            return;
        }
        String offset = matcher.group(2);
        String rest = matcher.group(4);
        boolean isOctets = rest != null && !rest.isBlank();
        if (isZero(offset) && isOctets) {
            flush();
            last = new byte[0];
            width = 0;
        } else if (!follows(i, matcher)) {
            return;
        }
        if (isOctets) {
            octets(i, matcher);
        } else {
            flush();
        }
    }

    /** Fills repeated lines up to an offset; returns whether the offset is that of the next octet. */
    private boolean follows(int i, Matcher matcher) {
        String offset = matcher.group(2);
        int[] radices = radices(matcher);
        if (radix == 0 && squeezed) {
            radix = radices[0];
        }
        for (int each : radices) {
            long value = radix == 0 || radix == each ? value(offset, each) : -1;
            if (squeezed && last.length > 0 && value > part.size() && value <= OctetText.MAX_PART) {
                while (part.size() < value) {
                    part.write(last, 0, (int) Math.min(last.length, value - part.size()));
                }
            }
            if (value == part.size()) {
                radix = each;
                squeezed = false;
                return true;
            }
        }
        out.refuse(
                Location.of(i + 1, matcher.start(2) + 1),
                "offset",
                offset,
                "does not follow the " + part.size()
                        + " octets before it; a line of the dump is missing or was changed, so copy the dump again");
        return false;
    }

    private static long value(String digits, int radix) {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void octets(int i, Matcher matcher) {
        boolean bigEndian = matcher.group(1) != null || !matcher.group(3).isEmpty();
        String line = lines.get(i);
        Groups groups = new Groups(line, matcher.start(4), bigEndian);
        int limit = limit(i, groups);
        byte[] octets = groups.read(limit, i);
        if (octets == null) {
            return;
        }
        if (part.size() + octets.length > OctetText.MAX_PART) {
            out.refuse(
                    Location.of(i + 1, 1),
                    "octets",
                    Integer.toString(OctetText.MAX_PART),
                    "is the maximum length of a packet; split the dump");
            return;
        }
        if (!groups.agrees(octets)) {
            words(
                    i,
                    matcher.start(4),
                    line.substring(matcher.start(4), groups.at).strip());
            return;
        }
        part.write(octets, 0, octets.length);
        last = octets;
        width = Math.max(width, octets.length);
    }

    private void words(int i, int column, String value) {
        out.refuse(
                Location.of(i + 1, column + 1),
                "octets",
                value,
                "are words in the byte order of the computer, as hexdump, od -x and xxd -e print them, which is ambiguous; "
                        + "use xxd, hexdump -C or od -A x -t x1");
    }

    /** Returns the number of octets of a line, as the offset of the next line determines it; 0 if it is unknown. */
    private int limit(int i, Groups groups) {
        int next = i + 1;
        while (next < lines.size() && lines.get(next).isBlank()) {
            next++;
        }
        Matcher following = next < lines.size() ? matcher(lines.get(next)) : null;
        if (following == null || isZero(following.group(2))) {
            return width;
        }
        int available = groups.count();
        int best = 0;
        for (int each : radices(following)) {
            if (radix != 0 && radix != each) {
                continue;
            }
            long expected = value(following.group(2), each) - part.size();
            if (expected > best && expected <= available) {
                best = (int) expected;
            }
        }
        return best > 0 ? best : width;
    }

    /** The groups of digits of a line, which the characters of the octets may follow. */
    private final class Groups {
        private final String line;
        private final int from;
        private final boolean bigEndian;
        private int at;

        Groups(String line, int from, boolean bigEndian) {
            this.line = line;
            this.from = from;
            this.bigEndian = bigEndian;
        }

        /** Returns the number of octets up to the first gap that ends them. */
        int count() {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            collect(octets, MAX_LINE_OCTETS);
            return octets.size();
        }

        /** Collects octets until the limit, a gap or another character; returns the length of the last group. */
        private int collect(ByteArrayOutputStream octets, int limit) {
            at = from;
            while (at < line.length() && octets.size() < limit) {
                int end = at;
                while (end < line.length()
                        && end - at < 2 * MAX_LINE_OCTETS
                        && HexFormat.isHexDigit(line.charAt(end))) {
                    end++;
                }
                int digits = end - at;
                boolean ends = end == line.length() || isBlank(end);
                if (digits == 0 || digits % 2 != 0 || !ends || (!bigEndian && digits != 2)) {
                    return digits;
                }
                for (; at < end && octets.size() < limit; at += 2) {
                    octets.write(HexFormat.fromHexDigits(line, at, at + 2));
                }
                if (at < end) {
                    return digits;
                }
                int gap = end;
                while (gap < line.length() && isBlank(gap)) {
                    gap++;
                }
                boolean middle = digits == 2 && octets.size() == MIDDLE && gap - end == 2 && isPair(gap);
                if (gap - end > 1 && !middle) {
                    return 0;
                }
                at = gap;
            }
            return 0;
        }

        private boolean isBlank(int index) {
            return line.charAt(index) == ' ' || line.charAt(index) == '\t';
        }

        private boolean isPair(int index) {
            return index + 2 <= line.length()
                    && HexFormat.isHexDigit(line.charAt(index))
                    && HexFormat.isHexDigit(line.charAt(index + 1))
                    && (index + 2 == line.length() || isBlank(index + 2));
        }

        /** Returns the octets; null after an error. */
        byte @Nullable [] read(int limit, int i) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            int digits = collect(octets, limit == 0 ? MAX_LINE_OCTETS : limit);
            boolean full = limit > 0 && octets.size() == limit;
            boolean inGroup = at < line.length() && !isBlank(at);
            if (!bigEndian && digits > 2 && octets.size() == 0) {
                words(i, from, line.substring(from).strip());
                return null;
            }
            boolean isText = inGroup && (line.charAt(at) == '|' || line.charAt(at) == '>');
            if (inGroup && !isText && (!full || digits > 0)) {
                int end = at;
                while (end < line.length() && !isBlank(end)) {
                    end++;
                }
                out.refuse(
                        Location.of(i + 1, at + 1),
                        "octets",
                        line.substring(at, end),
                        "is not a group of hexadecimal octets in a dump with offsets; use two digits per octet");
                return null;
            }
            return octets.toByteArray();
        }

        /** Returns whether the characters that follow the octets are those of the octets, as far as they are printable. */
        boolean agrees(byte[] octets) {
            int begin = at;
            while (begin < line.length() && isBlank(begin)) {
                begin++;
            }
            boolean marked = begin < line.length() && (line.charAt(begin) == '|' || line.charAt(begin) == '>');
            return agrees(octets, begin) || (marked && agrees(octets, begin + 1));
        }

        private boolean agrees(byte[] octets, int begin) {
            int same = 0;
            int different = 0;
            for (int i = 0; i < octets.length && begin + i < line.length(); i++) {
                char shown = line.charAt(begin + i);
                if (shown > ' ' && shown <= '~' && shown != '.') {
                    if (shown == octets[i]) {
                        same++;
                    } else {
                        different++;
                    }
                }
            }
            return different <= same || different < 2;
        }
    }
}
