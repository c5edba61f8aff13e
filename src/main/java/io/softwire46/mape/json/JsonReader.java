package io.softwire46.mape.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recursive-descent parser of one text, with one method per rule of RFC 8259.
 *
 * <p>The column is not counted character by character: {@code lineStart} is the offset at which the current line would
 * begin if every character before the current one were a single {@code char}, so the column is a subtraction. A
 * surrogate pair moves it by one.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JsonReader {
    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    /** Longer names and numbers are not shared. */
    private static final int MAX_SHARED = 16;

    private final String text;

    /** Names and numbers of the text, each at the place of its hash code; those of most objects are the same. */
    private final @Nullable String[] shared = new String[256];

    private int at;
    private int depth;
    private int line = 1;
    private int lineStart;

    JsonReader(String text) {
        this.text = text;
    }

    /** RFC 8259 section 2: JSON-text = ws value ws. */
    JsonValue readText() {
        if (peek() == BYTE_ORDER_MARK) {
            // RFC 8259 section 8.1: a reader MAY ignore it instead.
            throw error("found a byte order mark U+FEFF, expected a value; save the text as UTF-8 without one");
        }
        skipWhiteSpace();
        JsonValue value = readValue("a value");
        skipWhiteSpace();
        if (peek() != END) {
            throw unexpected("nothing after the value");
        }
        return value;
    }

    /** RFC 8259 section 3. */
    private JsonValue readValue(String expected) {
        return switch (peek()) {
            case '{' -> readObject();
            case '[' -> readArray();
            case '"' -> {
                int startLine = line;
                int startColumn = column();
                yield new JsonScalar(startLine, startColumn, JsonValue.Kind.STRING, readString());
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> readNumber();
            case 't' -> readLiteral("true", JsonValue.Kind.BOOLEAN);
            case 'f' -> readLiteral("false", JsonValue.Kind.BOOLEAN);
            case 'n' -> readLiteral("null", JsonValue.Kind.NULL);
            default -> throw unexpected(expected);
        };
    }

    private JsonScalar readLiteral(String word, JsonValue.Kind kind) {
        if (!text.startsWith(word, at)) {
            throw unexpected("a value (" + word + "?)");
        }
        JsonScalar value = new JsonScalar(line, column(), kind, word);
        at += word.length();
        return value;
    }

    /** RFC 8259 section 4. */
    private JsonObject readObject() {
        int startLine = line;
        int startColumn = column();
        Map<String, JsonObject.Field> fields = new LinkedHashMap<>();
        enter();
        if (peek() != '}') {
            readField(fields, "a field name in quotation marks or '}'");
            while (peek() == ',') {
                at++;
                skipWhiteSpace();
                readField(fields, "a field name in quotation marks");
            }
        }
        leave('}');
        return new JsonObject(startLine, startColumn, fields);
    }

    private void readField(Map<String, JsonObject.Field> fields, String expected) {
        if (peek() != '"') {
            throw unexpected(expected);
        }
        int nameLine = line;
        int nameColumn = column();
        String name = readString();
        JsonObject.Field first = fields.get(name);
        if (first != null) {
            throw new JsonException(
                    nameLine,
                    nameColumn,
                    "duplicate field " + JsonText.quote(name) + " (first on line " + first.line() + ", column "
                            + first.column() + "); remove one");
        }
        skipWhiteSpace();
        if (peek() != ':') {
            throw unexpected("':'");
        }
        at++;
        skipWhiteSpace();
        fields.put(name, new JsonObject.Field(name, nameLine, nameColumn, readValue("a value")));
        skipWhiteSpace();
    }

    /** RFC 8259 section 5. */
    private JsonArray readArray() {
        int startLine = line;
        int startColumn = column();
        List<JsonValue> values = new ArrayList<>();
        enter();
        if (peek() != ']') {
            values.add(readElement("a value or ']'"));
            while (peek() == ',') {
                at++;
                skipWhiteSpace();
                values.add(readElement("a value"));
            }
        }
        leave(']');
        return new JsonArray(startLine, startColumn, values);
    }

    private JsonValue readElement(String expected) {
        JsonValue value = readValue(expected);
        skipWhiteSpace();
        return value;
    }

    /** Enters an array or object; the limit bounds the depth of the stack. */
    private void enter() {
        if (depth == Json.MAX_DEPTH) {
            throw error("found more than " + Json.MAX_DEPTH + " arrays and objects within each other");
        }
        depth++;
        at++;
        skipWhiteSpace();
    }

    private void leave(char bracket) {
        if (peek() != bracket) {
            throw unexpected("',' or '" + bracket + "'");
        }
        depth--;
        at++;
    }

    /** RFC 8259 section 6: [ minus ] int [ frac ] [ exp ]. */
    private JsonScalar readNumber() {
        int start = at;
        int startColumn = column();
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
            if (isDigit(peek())) {
                throw error("found a number that begins with 0, expected no leading zeros");
            }
        } else {
            readDigits();
        }
        if (peek() == '.') {
            at++;
            readDigits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            readDigits();
        }
        return new JsonScalar(line, startColumn, JsonValue.Kind.NUMBER, run(start));
    }

    private void readDigits() {
        if (!isDigit(peek())) {
            throw unexpected("a digit");
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    /** RFC 8259 section 7, from quotation mark to quotation mark. */
    private String readString() {
        at++;
        int start = at;
        StringBuilder unescaped = null;
        while (true) {
            int c = peek();
            if (c == '"') {
                String run = run(start);
                at++;
                return unescaped == null ? run : unescaped.append(run).toString();
            } else if (c == '\\') {
                if (unescaped == null) {
                    unescaped = new StringBuilder();
                }
                unescaped.append(text, start, at);
                readEscape(unescaped);
                start = at;
            } else if (c == END) {
                throw unexpected("'\"' at the end of the string");
            } else if (c < ' ') {
                throw unexpected("an escape such as \\n: control characters are not allowed in a string");
            } else if (Character.isSurrogate((char) c)) {
                // RFC 8259 section 8.2: software handles a lone surrogate unpredictably.
                if (Character.charCount(text.codePointAt(at)) == 1) {
                    throw unexpected("a surrogate pair, not one half of it");
                }
                at += 2;
                lineStart++;
            } else {
                at++;
            }
        }
    }

    /** Returns the characters from a place up to the current one. */
    private String run(int start) {
        int length = at - start;
        if (length == 0 || length > MAX_SHARED) {
            return text.substring(start, at);
        }
        int hash = 0;
        for (int i = start; i < at; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int place = (hash ^ hash >>> 8) & (shared.length - 1);
        String known = shared[place];
        if (known != null && known.length() == length && text.startsWith(known, start)) {
            return known;
        }
        String own = text.substring(start, at);
        shared[place] = own;
        return own;
    }

    private void readEscape(StringBuilder out) {
        at++;
        int c = peek();
        switch (c) {
            case '"', '\\', '/' -> out.append((char) c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> {
                readUnicodeEscape(out);
                return;
            }
            default -> throw unexpected("one of \" \\ / b f n r t u after '\\'");
        }
        at++;
    }

    /** Parses an escape from the {@code u} on; a character outside the Basic Multilingual Plane is a pair of escapes. */
    private void readUnicodeEscape(StringBuilder out) {
        int escapeColumn = column() - 1;
        char unit = readFourHexDigits();
        out.append(unit);
        if (!Character.isSurrogate(unit)) {
            return;
        }
        if (Character.isHighSurrogate(unit) && text.startsWith("\\u", at)) {
            at++;
            char low = readFourHexDigits();
            if (Character.isLowSurrogate(low)) {
                out.append(low);
                return;
            }
        }
        throw new JsonException(
                line,
                escapeColumn,
                String.format(Locale.ROOT, "found \\u%04x, expected a surrogate pair, not one half of it", (int) unit));
    }

    private char readFourHexDigits() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            int digit = hexDigit(peek());
            if (digit < 0) {
                throw unexpected("four hexadecimal digits after \\u");
            }
            unit = unit << 4 | digit;
        }
        at++;
        return (char) unit;
    }

    /** Only ASCII digits count, unlike {@link Character#digit(int, int)}. */
    private static int hexDigit(int c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' && c <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** RFC 8259 section 2: space, tab, line feed and carriage return, no other. */
    private void skipWhiteSpace() {
        while (true) {
            int c = peek();
            if (c == ' ' || c == '\t') {
                at++;
            } else if (c == '\n' || c == '\r') {
                at += text.startsWith("\r\n", at) ? 2 : 1;
                line++;
                lineStart = at;
            } else {
                return;
            }
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private int column() {
        return at - lineStart + 1;
    }

    private JsonException unexpected(String expected) {
        String found = at < text.length() ? JsonText.character(text.codePointAt(at)) : "the end of the text";
        return error("found " + found + ", expected " + expected);
    }

    private JsonException error(String problem) {
        return new JsonException(line, column(), problem);
    }
}
