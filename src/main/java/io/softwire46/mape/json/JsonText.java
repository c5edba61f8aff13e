package io.softwire46.mape.json;

import io.softwire46.mape.finding.Finding;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text of messages: quotes input on one line, with bounded length and control characters escaped. */
public final class JsonText {
    private static final int MAX_SHOWN_CHARS = 60;
    private static final int MAX_EDITS = 2;
    private static final int MAX_VALUE_CHARS = 120;

    private JsonText() {}

    /** Returns a single character of the text, such as {@code '}'} or {@code U+0007}. */
    static String character(int codePoint) {
        return isPlain(codePoint)
                ? "'" + Character.toString(codePoint) + "'"
                : String.format(
                        Locale.ROOT, "U+%04X", codePoint); // white space, controls, surrogates, format characters
    }

    /** Returns the text in quotation marks, shortened. */
    public static String quote(String text) {
        return '"' + shorten(text) + '"';
    }

    public static String shorten(String text) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (out.length() >= MAX_SHOWN_CHARS) {
                return out.append("...").toString();
            }
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c == ' ' || isPlain(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** Returns the finding with its value shortened and escaped, so that it prints on one line. */
    public static Finding onOneLine(Finding finding) {
        String value = finding.value();
        if (value.length() <= MAX_VALUE_CHARS && value.codePoints().allMatch(c -> c == ' ' || isPlain(c))) {
            return finding;
        }
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return finding.withValue(quoted ? quote(value.substring(1, value.length() - 1)) : shorten(value));
    }

    /** Returns the names one after the other, each in quotation marks. */
    static String list(Collection<String> names) {
        return names.stream().map(JsonText::quote).collect(Collectors.joining(", "));
    }

    /** Returns a suggestion of the most similar known name; empty if no name is similar. */
    public static String suggestion(String name, Collection<String> known) {
        String nearest = "";
        // A name of one or two letters is similar to every other one: at least half of the letters must be equal.
        int best = Math.min(MAX_EDITS, name.length() / 2) + 1;
        for (String candidate : known) {
            if (Math.abs(candidate.length() - name.length()) < best) {
                int edits = edits(name, candidate);
                if (edits < best) {
                    best = edits;
                    nearest = candidate;
                }
            }
        }
        return nearest.isEmpty() ? "" : "; did you mean " + quote(nearest) + "?";
    }

    /** Returns the Levenshtein distance: the number of letters to insert, delete or replace. */
    static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }

    /** Returns whether the character is printable; separators, controls, surrogates and format characters are not. */
    public static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
