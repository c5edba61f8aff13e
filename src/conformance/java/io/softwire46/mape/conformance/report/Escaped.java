package io.softwire46.mape.conformance.report;

import io.softwire46.mape.json.JsonText;
import java.util.Locale;

/**
 * Arbitrary texts as parts of reports. Control and format characters are shown as {@code \u001b}, so that a text can neither
 * control a terminal nor change the order of characters on a page.
 *
 * <p>Static methods only.
 */
public final class Escaped {
    private Escaped() {}

    /** Returns a text on one line. */
    public static String line(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    /** Returns a text whose line feeds stay. */
    static String lines(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                out.append('\n');
            } else {
                append(out, c);
            }
        });
        return out.toString();
    }

    private static void append(StringBuilder out, int c) {
        if (c == ' ' || JsonText.isPlain(c)) {
            out.appendCodePoint(c);
        } else {
            out.append(String.format(Locale.ROOT, "\\u%04x", c));
        }
    }

    /** Returns a text as content or quoted attribute value of HTML and XML; line feeds stay. */
    static String markup(String text) {
        return lines(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Returns a text as part of a paragraph or a table cell of Markdown, on one line. */
    static String markdown(String text) {
        return line(text).replaceAll("([\\\\`*_{}\\[\\]<>()#+!|~&$])", "\\\\$1");
    }
}
