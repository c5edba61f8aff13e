package io.softwire46.mape.provision.snabb;

import java.util.regex.Pattern;

/**
 * Splits a configuration into words, braces and semicolons, and ignores comments. It keeps offsets only, because a table can have
 * millions of words.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class SnabbTokens {
    enum Kind {
        WORD,
        OPEN,
        CLOSE,
        END_OF_STATEMENT,
        /** A comment or a string without an end. */
        BROKEN,
        END
    }

    /** Maximum length of a prompt with its command, in characters. */
    private static final int MAX_PROMPT_CHARS = 400;

    /** Matches the beginning of a line of a terminal session. */
    private static final Pattern PROMPT = Pattern.compile(
            "[\\w.-]{1,64}@[\\w.-]{1,64}[^\\s#$%>{};]{0,200}[#$%>](\\s|$)|[#$%]\\s++(sudo\\s|snabb\\s|\\./snabb\\s)");

    private final String text;
    private int at;
    private int start;
    private int end;

    SnabbTokens(String text) {
        this.text = text;
    }

    /** Proceeds to the next token; {@code first} permits a prompt, whose line is skipped. */
    Kind next(boolean first) {
        if (!space(first)) {
            return Kind.BROKEN;
        }
        start = at;
        if (at == text.length()) {
            end = at;
            return Kind.END;
        }
        Kind kind = kindOf(text.charAt(at));
        if (kind != Kind.WORD) {
            end = ++at;
            return kind;
        }
        char quote = text.charAt(at);
        if (quote == '"' || quote == '\'') {
            at = closing(text, at);
            end = Math.min(at + 1, text.length());
            boolean closed = at < text.length();
            at = end;
            return closed ? Kind.WORD : Kind.BROKEN;
        }
        end = endOfWord(text, at);
        at = end;
        return Kind.WORD;
    }

    /** Returns the offset of the last token. */
    int start() {
        return start;
    }

    /** Returns the text of the last token without quotation marks. */
    String word() {
        return word(text, start);
    }

    /** Returns whether the last token is a given word. */
    boolean is(String word) {
        return end - start == word.length() && text.startsWith(word, start);
    }

    /** Returns the word at an offset, without quotation marks. */
    static String word(String text, int start) {
        if (start == text.length()) {
            return "";
        }
        char quote = text.charAt(start);
        if (quote == '"' || quote == '\'') {
            String inside = text.substring(start + 1, closing(text, start));
            return quote == '"' ? inside.replaceAll("\\\\(.)", "$1") : inside;
        }
        return text.substring(start, endOfWord(text, start));
    }

    private static int endOfWord(String text, int start) {
        int at = start;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && (at == start || kindOf(text.charAt(at)) == Kind.WORD)) {
            at++;
        }
        return at;
    }

    /** Returns the offset of the closing quotation mark; the length of the text without one. */
    private static int closing(String text, int start) {
        char quote = text.charAt(start);
        int at = start + 1;
        while (at < text.length() && text.charAt(at) != quote) {
            at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    private static Kind kindOf(char c) {
        return switch (c) {
            case '{' -> Kind.OPEN;
            case '}' -> Kind.CLOSE;
            case ';' -> Kind.END_OF_STATEMENT;
            default -> Kind.WORD;
        };
    }

    /** Skips white space, comments and prompts; returns false if a comment has no end. */
    private boolean space(boolean first) {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (first && isPrompt()) {
                endOfLine();
            } else if (text.charAt(at) == '#' || text.startsWith("//", at)) {
                endOfLine();
            } else if (text.startsWith("/*", at)) {
                int close = text.indexOf("*/", at + 2);
                if (close < 0) {
                    start = at;
                    at = text.length();
                    return false;
                }
                at = close + 2;
            } else {
                return true;
            }
        }
        return true;
    }

    private boolean isPrompt() {
        return PROMPT.matcher(text)
                .region(at, Math.min(text.length(), at + MAX_PROMPT_CHARS))
                .lookingAt();
    }

    private void endOfLine() {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
    }
}
