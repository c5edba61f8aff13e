package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Octets that a text denotes: a dump with offsets, a string with escapes, an array of a programming language, hexadecimal digits,
 * or base64 (RFC 4648).
 *
 * <p>Immutable.
 *
 * @param parts the octets, by packet if the text has several
 * @param skippedCount number of lines without octets
 * @param error what is malformed or ambiguous; null if the text can be read
 */
record OctetText(
        List<byte[]> parts, int skippedCount, @Nullable Finding error) {
    /** Maximum length of a part: that of a packet in a capture. */
    static final int MAX_PART = 262_144;

    private static final String RFC = "RFC 8415 section 8";

    /** Prompts with commands, and comments. */
    private static final Pattern OTHER_LINE =
            Pattern.compile("\\s*+(?:[^\\s@]{1,100}+@[^\\s#$%>]{1,100}+[#$%>]|[$%>](?= )|#|//\\s|;).*+");

    private static final Pattern HEX = Pattern.compile("(?:0[xX])?+[0-9a-fA-F:\\s]*+");
    private static final Pattern SEPARATED =
            Pattern.compile("(?:[0-9a-fA-F]{2}){1,16}(?:[:,;.\\-\\s]++(?:[0-9a-fA-F]{2}){1,16}+)*+[,;:.\\-\\s]*+");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]+");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{15,}+={0,2}+");

    /** The characters of {@link #HEX}, {@link #SEPARATED} and {@link #BASE64}. */
    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9+/_=:,;.\\-\\s]*+");

    private static final int MIN_DIGITS = 8;

    /** Collects parts. Not thread-safe: use one instance per text. */
    static final class Builder {
        private final List<byte[]> parts = new ArrayList<>();
        private int skippedCount;
        private @Nullable Finding error;

        void add(byte[] part) {
            parts.add(part);
        }

        void skip() {
            skippedCount++;
        }

        /** Adds an error, of which the first counts. */
        void refuse(Location place, String field, String value, String message) {
            if (error == null) {
                error = Locations.put(place, DomainSyntax.error(field, JsonText.shorten(value), message, RFC));
            }
        }

        boolean isRefused() {
            return error != null;
        }

        OctetText build() {
            if (parts.isEmpty()) {
                refuse(Location.START, "message", Finding.MISSING, "is missing; use a text with octets");
            }
            return new OctetText(error == null ? List.copyOf(parts) : List.of(), skippedCount, error);
        }
    }

    /** Returns whether a text denotes octets, also if it has errors. */
    static boolean detects(String text) {
        List<String> lines = Word.lines(text);
        if (DumpLines.isDump(lines) || EscapedOctets.isEscaped(text) || OctetArray.isArray(text)) {
            return true;
        }
        String plain = plain(lines);
        if (plain == null) {
            return false;
        }
        if (isHex(plain)) {
            return true;
        }
        byte[] octets = base64(plain);
        return octets != null && MessageSearch.isMessage(octets);
    }

    static OctetText read(String text) {
        List<String> lines = Word.lines(text);
        if (DumpLines.isDump(lines)) {
            return DumpLines.read(lines);
        }
        if (EscapedOctets.isEscaped(text)) {
            return EscapedOctets.read(text);
        }
        if (OctetArray.isArray(text)) {
            return OctetArray.read(text);
        }
        String plain = plain(lines);
        if (plain != null && isHex(plain)) {
            return hex(lines);
        }
        Builder out = new Builder();
        byte[] octets = plain == null ? null : base64(plain);
        if (octets == null) {
            out.refuse(
                    Location.START,
                    "message",
                    "text",
                    "is neither octets nor a form of them that is read: hexadecimal digits, a dump, an array, a string "
                            + "with escapes, or base64");
        } else {
            lines.stream().filter(OctetText::isOther).forEach(line -> out.skip());
            out.add(octets);
        }
        return out.build();
    }

    private static boolean isOther(String line) {
        return OTHER_LINE.matcher(line).matches();
    }

    /** Returns the lines with octets; null if one has a character that neither digits nor base64 have. */
    private static @Nullable String plain(List<String> lines) {
        StringBuilder plain = new StringBuilder();
        for (String line : lines) {
            if (!isOther(line)) {
                if (!CHARACTERS.matcher(line.strip()).matches()) {
                    return null;
                }
                plain.append(line).append('\n');
            }
        }
        return plain.toString().strip();
    }

    private static boolean isHex(String plain) {
        if (plain.chars().filter(HexFormat::isHexDigit).count() < MIN_DIGITS) {
            return false;
        }
        return HEX.matcher(plain).matches() || SEPARATED.matcher(plain).matches();
    }

    /** Reads digits. Without separators in a line, lines may break anywhere; otherwise each group is whole octets. */
    private static OctetText hex(List<String> lines) {
        Builder out = new Builder();
        StringBuilder digits = new StringBuilder();
        boolean first = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (isOther(line)) {
                out.skip();
                continue;
            }
            String begin = line.stripLeading();
            boolean prefixed = first && (begin.startsWith("0x") || begin.startsWith("0X"));
            first &= begin.isEmpty();
            List<Word> groups = Word.find(GROUP, prefixed ? "  " + begin.substring(2) : line, i + 1);
            for (Word group : groups) {
                if (groups.size() > 1 && group.text().length() % 2 != 0) {
                    out.refuse(
                            group.place(),
                            "octets",
                            group.text(),
                            "has an odd number of hexadecimal digits among separated octets; write two digits per octet");
                }
                digits.append(group.text());
            }
        }
        if (digits.length() % 2 != 0) {
            out.refuse(
                    Location.START,
                    "octets",
                    digits.length() + " hexadecimal digits",
                    "are an odd number, so that a digit is missing; copy all of them");
            return out.build();
        }
        out.add(HexFormat.of().parseHex(digits));
        return out.build();
    }

    private static byte @Nullable [] base64(String plain) {
        String joined = plain.replaceAll("\\s", "");
        if (!BASE64.matcher(joined).matches()) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(joined.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
