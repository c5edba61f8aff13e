package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import java.util.List;

/**
 * Splits the form with braces into words, braces, brackets and semicolons. It ignores comments: from {@code #} at the beginning
 * of a word to the end of the line, and between {@code /*} and its counterpart.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosTokens {
    enum Kind {
        WORD,
        OPEN,
        CLOSE,
        END_OF_STATEMENT,
        LIST_BEGIN,
        LIST_END,
        /** A comment or a string without an end. */
        BROKEN,
        /** A line of a terminal session: a prompt with its command, or a banner. */
        SESSION,
        END
    }

    /**
     * A token of the text. Immutable.
     *
     * @param isQuoted whether the word was in quotation marks
     */
    record Token(Kind kind, JunosLine.Word word, boolean isQuoted) {
        /** Returns whether the word is a tag of the following statement. */
        boolean isTag() {
            return !isQuoted && TAGS.contains(word.text());
        }
    }

    private static final List<String> TAGS =
            List.of("inactive:", "active:", "protect:", "unprotect:", "replace:", "delete:");

    /** Maximum length of a prompt or a banner, in characters. */
    private static final int MAX_SESSION_CHARS = 1000;

    private final String text;
    private int at;
    private int line = 1;

    /** Whether a token of this line was returned. */
    private boolean lineBegun;

    /** Column of {@link #counted}, so that counting columns needs one pass over a line of any length. */
    private int column = 1;

    private int counted;

    JunosTokens(String text) {
        this.text = text;
    }

    /** Returns the next token; between statements on the top level, a line of a terminal session is a token. */
    Token next(boolean betweenStatements) {
        boolean comment;
        do {
            space();
            if (isSession(betweenStatements)) {
                return session();
            }
            comment = at < text.length() && text.charAt(at) == '#';
            if (comment) {
                endOfLine();
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    return new Token(Kind.BROKEN, new JunosLine.Word("/*", place()), false);
                }
                comment = true;
                to(end + 2);
            }
        } while (comment);
        Location place = place();
        lineBegun = true;
        if (at == text.length()) {
            return new Token(Kind.END, new JunosLine.Word("", place), false);
        }
        Kind kind = kindOf(text.charAt(at));
        if (kind != Kind.WORD) {
            return new Token(kind, new JunosLine.Word(String.valueOf(text.charAt(at++)), place), false);
        }
        return text.charAt(at) == '"' ? quoted(place) : plain(place);
    }

    private static Kind kindOf(char c) {
        return switch (c) {
            case '{' -> Kind.OPEN;
            case '}' -> Kind.CLOSE;
            case ';' -> Kind.END_OF_STATEMENT;
            case '[' -> Kind.LIST_BEGIN;
            case ']' -> Kind.LIST_END;
            default -> Kind.WORD;
        };
    }

    private Token plain(Location place) {
        int start = at;
        while (at < text.length()
                && kindOf(text.charAt(at)) == Kind.WORD
                && !Character.isWhitespace(text.charAt(at))
                && text.charAt(at) != '"') {
            at++;
        }
        return new Token(Kind.WORD, new JunosLine.Word(text.substring(start, at), place), false);
    }

    private Token quoted(Location place) {
        StringBuilder word = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            if (isLineEnd(text.charAt(at))) {
                newLine();
                word.append('\n');
            } else {
                word.append(text.charAt(at++));
            }
        }
        boolean closed = at < text.length();
        at += closed ? 1 : 0;
        return new Token(closed ? Kind.WORD : Kind.BROKEN, new JunosLine.Word(word.toString(), place), true);
    }

    /** Returns whether the line is a prompt, a command or a banner of a terminal session. */
    private boolean isSession(boolean betweenStatements) {
        return betweenStatements
                && !lineBegun
                && at < text.length()
                && JunosLine.isOfSession(text.substring(at, sessionEnd()));
    }

    private int sessionEnd() {
        int end = at;
        while (end < text.length() && !isLineEnd(text.charAt(end)) && end - at < MAX_SESSION_CHARS) {
            end++;
        }
        return end;
    }

    private Token session() {
        JunosLine.Word word = new JunosLine.Word(text.substring(at, sessionEnd()), place());
        endOfLine();
        return new Token(Kind.SESSION, word, false);
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            if (isLineEnd(text.charAt(at))) {
                newLine();
            } else {
                at++;
            }
        }
    }

    private void endOfLine() {
        while (at < text.length() && !isLineEnd(text.charAt(at))) {
            at++;
        }
    }

    private void to(int end) {
        while (at < end) {
            if (isLineEnd(text.charAt(at))) {
                newLine();
            } else {
                at++;
            }
        }
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private void newLine() {
        at += text.startsWith("\r\n", at) ? 2 : 1;
        line++;
        lineBegun = false;
        column = 1;
        counted = at;
    }

    private Location place() {
        column += text.codePointCount(counted, at);
        counted = at;
        return Location.of(line, column);
    }
}
