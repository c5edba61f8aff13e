package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.Location;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Reads strings with escapes such as {@code "\x00\x5e"}: those of Wireshark, C and Python, over several lines. What is between
 * quotation marks counts; without quotation marks, the whole text.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class EscapedOctets {
    private static final Pattern ESCAPES = Pattern.compile("(?:\\\\x[0-9a-fA-F]{2}){4}|[\"']\\\\x[0-9a-fA-F]{2}");
    private static final String NAMED = "abfnrtv0\\\"'?";
    private static final String VALUES = "\u0007\b\f\n\r\t\u000b\0\\\"'?";

    private final String text;
    private final OctetText.Builder out = new OctetText.Builder();
    private ByteArrayOutputStream part = new ByteArrayOutputStream();
    private int at;
    private int line = 1;
    private int lineStart;

    private EscapedOctets(String text) {
        this.text = text;
    }

    static boolean isEscaped(String text) {
        return text.contains("\\x") && ESCAPES.matcher(text).find();
    }

    static OctetText read(String text) {
        return new EscapedOctets(text).read();
    }

    private OctetText read() {
        boolean quoted = text.indexOf('"') >= 0 || text.indexOf('\'') >= 0;
        if (!quoted) {
            string('\0', false);
        }
        while (at < text.length() && !out.isRefused()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                char before = at == 0 ? ' ' : text.charAt(at - 1);
                at++;
                string(c, before == 'b' || before == 'B' || before == '$');
            } else {
                if (c == ';' || c == '=') {
                    flush();
                }
                advance();
            }
        }
        flush();
        return out.build();
    }

    private void flush() {
        if (part.size() > 0) {
            out.add(part.toByteArray());
        }
        part = new ByteArrayOutputStream();
    }

    private void advance() {
        if (text.charAt(at++) == '\n') {
            line++;
            lineStart = at;
        }
    }

    private Location place(int index) {
        return Location.of(line, index - lineStart + 1);
    }

    /** Reads up to a quotation mark. In a string of bytes, an escape has two digits, otherwise any number (C). */
    private void string(char mark, boolean twoDigits) {
        int begin = at;
        while (at < text.length() && !out.isRefused()) {
            char c = text.charAt(at);
            if (mark != 0 && c == mark) {
                at++;
                return;
            }
            if (c == '\\') {
                escape(twoDigits);
            } else if (c == '\n' || c == '\r') {
                if (mark != 0) {
                    break;
                }
                advance();
            } else if (mark == 0 && (c == ' ' || c == '\t')) {
                at++;
            } else if (c >= ' ' && c <= '~' && mark != 0) {
                part.write(c);
                at++;
            } else {
                out.refuse(
                        place(at),
                        "octets",
                        Character.toString(c),
                        "is no octet in a string with escapes; write it as \\x");
            }
        }
        if (mark != 0) {
            out.refuse(place(begin), "octets", Character.toString(mark), "has no closing quotation mark; add it");
        }
    }

    private void escape(boolean twoDigits) {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
        if (kind == '\n' || kind == '\r') {
            at++; // the line continues
            return;
        }
        int named = NAMED.indexOf(kind);
        if (named >= 0) {
            if (kind == '0' && at + 2 < text.length() && Character.digit(text.charAt(at + 2), 8) >= 0) {
                ambiguous(Math.min(text.length(), at + 4), "is octal or a zero and a digit, depending on the language");
                return;
            }
            part.write(VALUES.charAt(named));
            at += 2;
            return;
        }
        int end = at + 2;
        while (kind == 'x' && end < text.length() && end < at + 5 && HexFormat.isHexDigit(text.charAt(end))) {
            end++;
        }
        if (kind != 'x' || end < at + 4) {
            out.refuse(
                    place(at),
                    "octets",
                    text.substring(at, Math.min(text.length(), at + 2)),
                    "is not an escape that is read; write each octet as \\x and two digits");
        } else if (end > at + 4 && !twoDigits) {
            ambiguous(end, "has two digits in some languages and all of them in C");
        } else {
            part.write(HexFormat.fromHexDigits(text, at + 2, at + 4));
            at += 4;
        }
    }

    private void ambiguous(int end, String why) {
        out.refuse(
                place(at),
                "octets",
                text.substring(at, end),
                "of a string with escapes " + why + ", which is ambiguous; write the next character as \\x, too");
    }
}
