package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.Location;
import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads arrays of C and related languages, such as {@code xxd -i} and Wireshark write them: numbers with {@code 0x}, separated by
 * commas or blanks, between braces or brackets or alone. Comments are ignored.
 *
 * <p>Static methods only.
 */
final class OctetArray {
    private static final Pattern ELEMENTS =
            Pattern.compile("(?:(?:\\(\\w{1,12}+\\) ?+)?+0[xX][0-9a-fA-F]{1,2}+[uU]?+[,;\\s}\\])]{1,80}+){4}"
                    + "|\\{\\s{0,80}+(?:\\(\\w{1,12}+\\) ?+)?+0[xX][0-9a-fA-F]{1,2}+[uU]?+\\s{0,9}+,");

    private static final Pattern COMMENT = Pattern.compile("/\\*[^*]*+(?:\\*(?!/)[^*]*+)*+(?:\\*/)?+|//[^\\n]*+");
    private static final Pattern BRACES = Pattern.compile("\\{([^{}]*+)(\\}?+)");
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]]*+)(\\]?+)");
    private static final Pattern ELEMENT = Pattern.compile("[^,\\s]++");
    private static final Pattern NUMBER =
            Pattern.compile("(?:\\(\\w{1,12}\\))?(?:0[xX]([0-9a-fA-F]{1,8})|(0|[1-9][0-9]{0,2}))[uU]?");
    private static final Pattern CAST = Pattern.compile("\\(\\w{1,12}+\\)\\s");
    private static final Pattern LENGTH = Pattern.compile("_len\\s{0,9}+=\\s{0,9}+([0-9]{1,9}+)\\s{0,9}+;");

    private OctetArray() {}

    static boolean isArray(String text) {
        return (text.contains("0x") || text.contains("0X"))
                && ELEMENTS.matcher(withoutComments(text) + " ").find();
    }

    /** Replaces comments by blanks, so that places stay the same. */
    private static String withoutComments(String text) {
        return COMMENT.matcher(text).replaceAll(found -> found.group().replaceAll("[^\\n]", " "));
    }

    static OctetText read(String given) {
        OctetText.Builder out = new OctetText.Builder();
        String text = withoutComments(given);
        boolean braces = text.indexOf('{') >= 0;
        Pattern arrays = braces ? BRACES : BRACKETS;
        Matcher matcher = arrays.matcher(text);
        int count = 0;
        int total = 0;
        while (matcher.find() && !out.isRefused()) {
            String inside = matcher.group(1);
            if (inside.contains("0x") || inside.contains("0X")) {
                if (matcher.group(2).isEmpty()) {
                    out.refuse(
                            place(text, matcher.start()),
                            "octets",
                            text.substring(matcher.start(), matcher.start() + 1),
                            "has no end, so that octets of the array may be missing; copy all of it");
                }
                total += elements(text, matcher.start(1), matcher.end(1), out);
                count++;
            }
        }
        if (count == 0) {
            elements(text, 0, text.length(), out);
        }
        Matcher length = LENGTH.matcher(text);
        if (count == 1 && length.find() && Integer.parseInt(length.group(1)) != total) {
            out.refuse(
                    place(text, length.start(1)),
                    "octets",
                    length.group(1),
                    "is not the number of elements of the array, which has " + total + "; copy all of it");
        }
        return out.build();
    }

    private static int elements(String text, int from, int to, OctetText.Builder out) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Matcher cast = CAST.matcher(text.substring(from, to));
        String inside =
                cast.find() ? cast.replaceAll(found -> " " + found.group().strip()) : text.substring(from, to);
        Matcher matcher = ELEMENT.matcher(inside);
        while (matcher.find() && !out.isRefused()) {
            String element = matcher.group();
            if (element.equals(";")) {
                continue;
            }
            Matcher number =
                    NUMBER.matcher(element.endsWith(";") ? element.substring(0, element.length() - 1) : element);
            int value = !number.matches()
                    ? -1
                    : number.group(1) == null
                            ? Integer.parseInt(number.group(2))
                            : (int) Math.min(256, Long.parseLong(number.group(1), 16));
            if (value < 0 || value > 255) {
                out.refuse(
                        place(text, from + matcher.start()),
                        "octets",
                        element,
                        "is not an octet of an array; write 0x and two digits");
            }
            octets.write(value);
        }
        if (octets.size() > 0) {
            out.add(octets.toByteArray());
        }
        return octets.size();
    }

    private static Location place(String text, int index) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < index; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return Location.of(line, index - start + 1);
    }
}
