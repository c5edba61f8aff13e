package io.softwire46.mape.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns JSON with extensions into JSON of RFC 8259, in which every value keeps its line and column: comments ({@code #},
 * {@code //} and {@code /*}), commas before a closing bracket, {@code <?include "file"?>}, a call around the value (JSONP), and an
 * assignment of the value to a name.
 *
 * <p>Static methods only.
 */
public final class RelaxedJson {
    /** Matches the beginning of a call or an assignment, before the value. */
    private static final Pattern WRAPPER = Pattern.compile(
            "(?:[A-Za-z_$?][\\w$.]{0,80}\\s{0,9})?\\(|(?:(?:const|var|let)\\s{1,9})?[A-Za-z_$][\\w$.]{0,80}\\s{0,9}=");

    /** Matches the beginning of an object or an array that can follow a comment or a wrapper. */
    private static final Pattern VALUE = Pattern.compile("\\{\\s*+[\"}/#<]|\\[\\s*+[\\[{\\]\"/#<0-9-]");

    private static final String INCLUDE = "<?include";

    private final String text;
    private final StringBuilder out;
    private final List<Include> includes = new ArrayList<>();
    private int at;
    private int line = 1;

    /** Offset in {@link #out} at which the current line begins. */
    private int lineStart;

    /** Last character of the value that is neither white space nor part of a comment, and its offset in {@link #out}. */
    private char last;

    private int lastAt = -1;
    private boolean included;

    private RelaxedJson(String text) {
        this.text = text;
        out = new StringBuilder(text.length());
    }

    /**
     * A file that the text includes and that was not read.
     *
     * @param line line of the directive, 1 for the first
     * @param column column of the directive, 1 for the first
     * @param file name of the file
     */
    public record Include(int line, int column, String file) {}

    /**
     * A text without extensions.
     *
     * @param text JSON of RFC 8259, unless the text has other errors
     * @param includes files that it included
     */
    public record Plain(String text, List<Include> includes) {
        /**
         * Copies the list.
         *
         * @param text JSON of RFC 8259
         * @param includes files that it included
         */
        public Plain {
            includes = List.copyOf(includes);
        }
    }

    /**
     * Returns the offset of the value in a text with comments, a call or an assignment before it.
     *
     * @param text any text
     * @return offset of the opening bracket; -1 if none of these precedes a bracket
     */
    public static int begin(String text) {
        int start = afterComments(text, 0);
        int value = afterComments(text, afterWrapper(text, start));
        boolean plain = start == value && text.substring(0, start).isBlank();
        return !plain && VALUE.matcher(text).region(value, text.length()).lookingAt() ? value : -1;
    }

    /**
     * Removes the extensions.
     *
     * @param text any text
     * @return the text with each extension replaced by spaces; errors of other kinds remain
     */
    public static Plain plain(String text) {
        RelaxedJson relaxed = new RelaxedJson(text);
        relaxed.run(begin(text));
        return new Plain(relaxed.out.toString(), relaxed.includes);
    }

    private void run(int begin) {
        boolean wrapped = begin > 0 && afterComments(text, 0) < begin;
        if (begin > 0) {
            blank(begin);
        }
        while (at < text.length()) {
            step();
        }
        if (wrapped) {
            closeWrapper();
        }
    }

    /** Replaces what follows the value of a call or an assignment: a parenthesis, and semicolons. */
    private void closeWrapper() {
        int end = out.length();
        while (end > 0 && (Character.isWhitespace(out.charAt(end - 1)) || out.charAt(end - 1) == ';')) {
            end--;
        }
        if (end > 0 && out.charAt(end - 1) == ')') {
            end--;
        }
        for (int i = end; i < out.length(); i++) {
            if (out.charAt(i) == ';' || out.charAt(i) == ')') {
                out.setCharAt(i, ' ');
            }
        }
    }

    private void step() {
        char c = text.charAt(at);
        int comment = endOfComment(text, at);
        if (comment > at) {
            blank(comment);
        } else if (c == '"') {
            string();
        } else if (text.startsWith(INCLUDE, at)) {
            include();
        } else if (Character.isWhitespace(c)) {
            copy();
        } else {
            if ((c == '}' || c == ']') && last == ',') {
                out.setCharAt(lastAt, ' ');
            }
            if (c == ',' && included && (last == '{' || last == '[' || last == ',')) {
                blank(at + 1);
                return;
            }
            significant(c);
            copy();
        }
    }

    private void significant(char c) {
        last = c;
        lastAt = out.length();
        included = false;
    }

    private void string() {
        significant('"');
        copy();
        while (at < text.length()) {
            char c = text.charAt(at);
            copy();
            if (c == '"') {
                return;
            }
            if (c == '\\' && at < text.length()) {
                copy();
            }
        }
    }

    private void include() {
        int end = text.indexOf("?>", at);
        if (end < 0) {
            significant('<');
            copy();
            return;
        }
        String file = text.substring(at + INCLUDE.length(), end).strip();
        boolean quoted = file.length() > 1 && file.startsWith("\"") && file.endsWith("\"");
        includes.add(new Include(
                line,
                out.codePointCount(lineStart, out.length()) + 1,
                quoted ? file.substring(1, file.length() - 1) : file));
        int from = out.length();
        boolean value = last == ':';
        blank(end + 2);
        if (value) {
            out.replace(from, from + 4, "null");
            significant('l');
        }
        included = true;
    }

    private void copy() {
        char c = text.charAt(at);
        out.append(c);
        at++;
        boolean lineEnd = c == '\n' || (c == '\r' && (at == text.length() || text.charAt(at) != '\n'));
        if (lineEnd) {
            line++;
            lineStart = out.length();
        }
    }

    /** Replaces each character up to an offset by a space, except for ends of lines. */
    private void blank(int end) {
        while (at < end) {
            char c = text.charAt(at);
            if (c == '\n' || c == '\r') {
                copy();
            } else {
                out.append(' ');
                at += Character.charCount(text.codePointAt(at));
            }
        }
    }

    private static int afterWrapper(String text, int from) {
        Matcher wrapper = WRAPPER.matcher(text).region(from, text.length());
        return wrapper.lookingAt() ? wrapper.end() : from;
    }

    private static int afterComments(String text, int from) {
        int next = from;
        while (next < text.length()) {
            int end = Character.isWhitespace(text.charAt(next)) ? next + 1 : endOfComment(text, next);
            if (end == next) {
                break;
            }
            next = end;
        }
        return next;
    }

    /** Returns the offset after a comment that begins at an offset; this offset if none does. */
    private static int endOfComment(String text, int from) {
        if (text.startsWith("/*", from)) {
            int end = text.indexOf("*/", from + 2);
            return end < 0 ? from : end + 2;
        }
        if (text.charAt(from) != '#' && !text.startsWith("//", from)) {
            return from;
        }
        int end = from;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }
}
