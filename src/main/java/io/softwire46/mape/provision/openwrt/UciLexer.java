package io.softwire46.mape.provision.openwrt;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Splits a text into statements of UCI: words, plain or in quotation marks, up to the end of the line or a semicolon. A number
 * sign at the beginning of a word begins a comment. Parts of a word without blanks in between are one word, except after an equals
 * sign. The location of a word is that of its first character, without the quotation mark.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class UciLexer {
    /**
     * A statement.
     *
     * @param words at least one
     * @param unclosed the quotation mark without an end in the same line; null if there is none
     */
    record Statement(List<Word> words, @Nullable Location unclosed) {}

    private final String line;
    private final int number;
    private int index;
    private int column = 1;
    private @Nullable Location unclosed;

    private UciLexer(String line, int number) {
        this.line = line;
        this.number = number;
    }

    static void read(String text, Consumer<Statement> to) {
        int number = 0;
        for (String line : Word.lines(text)) {
            new UciLexer(line, ++number).statements(to);
        }
    }

    private void statements(Consumer<Statement> to) {
        List<Word> words = new ArrayList<>();
        while (index < line.length()) {
            int c = line.codePointAt(index);
            if (c == '#') {
                break;
            }
            if (c == ';') {
                end(words, to);
                words = new ArrayList<>();
                step();
            } else if (isBlank(c)) {
                step();
            } else {
                words.add(word());
            }
        }
        end(words, to);
    }

    private void end(List<Word> words, Consumer<Statement> to) {
        if (!words.isEmpty()) {
            to.accept(new Statement(words, unclosed));
        }
        unclosed = null;
    }

    private static boolean isBlank(int c) {
        return c <= ' ' || Character.isWhitespace(c);
    }

    private static boolean isMark(int c) {
        return c == '\'' || c == '"';
    }

    private Word word() {
        int first = line.codePointAt(index);
        Location start = isMark(first) ? Location.of(number, column + 1) : here();
        StringBuilder text = new StringBuilder();
        while (index < line.length()) {
            int c = line.codePointAt(index);
            boolean ofAssignment = isMark(c) && !text.isEmpty() && text.charAt(text.length() - 1) == '=';
            if (isBlank(c) || c == ';' || ofAssignment) {
                break;
            }
            if (isMark(c)) {
                quoted(c, text);
            } else if (c == '\\' && index + 1 < line.length()) {
                step();
                append(text);
            } else {
                append(text);
            }
        }
        return new Word(text.toString(), start);
    }

    private void quoted(int mark, StringBuilder text) {
        Location start = here();
        step();
        while (index < line.length()) {
            int c = line.codePointAt(index);
            if (c == mark) {
                step();
                return;
            }
            if (c == '\\' && mark == '"' && index + 1 < line.length()) {
                step();
            }
            append(text);
        }
        unclosed = start;
    }

    private void append(StringBuilder text) {
        text.appendCodePoint(line.codePointAt(index));
        step();
    }

    private void step() {
        index += Character.charCount(line.codePointAt(index));
        column++;
    }

    private Location here() {
        return Location.of(number, column);
    }
}
