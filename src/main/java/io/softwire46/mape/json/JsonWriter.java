package io.softwire46.mape.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) to an output, with fields in the order of the calls.
 *
 * <pre>{@code
 * JsonWriter.compact(out)
 *         .beginObject()
 *         .field("ok", true)
 *         .field("ipv4", "192.0.2.18")
 *         .name("ranges").beginArray().value(1232).value(1235).endArray()
 *         .endObject()
 *         .endLine();
 * }</pre>
 *
 * <p>The output is always well-formed: a call that JSON does not permit at its position throws
 * IllegalStateException, and a lone surrogate in a string is written as U+FFFD. The writer does not store names, so the
 * caller must not write a duplicate. Errors of the output are thrown as {@link UncheckedIOException}.
 *
 * <p>Not thread-safe.
 */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";
    private static final char REPLACEMENT = '\ufffd';

    /** Maximum number of numbers in an array that is written on one line. */
    private static final int LINE_NUMBERS = 8;

    private final Appendable out;
    private final boolean indented;

    /** The open objects and arrays, outermost first: <code>{</code> and {@code [}. */
    private final StringBuilder open = new StringBuilder();

    /** Whether the innermost open object or array, or the text, has a value. */
    private boolean hasValue;

    private boolean hasName;

    /** The elements of the innermost array so far: numbers that may still fit on one line. */
    private final List<String> held = new ArrayList<>();

    private JsonWriter(Appendable out, boolean indented) {
        this.out = out;
        this.indented = indented;
    }

    /**
     * Returns a writer without white space, one line per value: JSON Lines with {@link #endLine}.
     *
     * @param out takes the characters; not flushed, not closed
     * @return the writer
     */
    public static JsonWriter compact(Appendable out) {
        return new JsonWriter(out, false);
    }

    /**
     * Returns a writer for people: one field or element per line, two spaces per level; an array of few numbers is on
     * one line.
     *
     * @param out takes the characters; not flushed, not closed
     * @return the writer
     */
    public static JsonWriter indented(Appendable out) {
        return new JsonWriter(out, true);
    }

    /**
     * Opens an object.
     *
     * @return this
     */
    public JsonWriter beginObject() {
        return begin('{');
    }

    /**
     * Closes the innermost object.
     *
     * @return this
     */
    public JsonWriter endObject() {
        return end('{', '}');
    }

    /**
     * Opens an array.
     *
     * @return this
     */
    public JsonWriter beginArray() {
        return begin('[');
    }

    /**
     * Closes the innermost array.
     *
     * @return this
     */
    public JsonWriter endArray() {
        return end('[', ']');
    }

    /**
     * Writes a field's name; its value follows.
     *
     * @param name any text
     * @return this
     */
    public JsonWriter name(String name) {
        require(isOpen('{') && !hasName, "a name");
        separate();
        string(name);
        text(indented ? ": " : ":");
        hasName = true;
        return this;
    }

    /**
     * Writes a string.
     *
     * @param value any text, or null for {@code null}
     * @return this
     */
    public JsonWriter value(@Nullable String value) {
        if (value == null) {
            return nullValue();
        }
        before();
        string(value);
        return this;
    }

    /**
     * Writes a whole number.
     *
     * @param value any
     * @return this
     */
    public JsonWriter value(long value) {
        return number(Long.toString(value));
    }

    /**
     * Writes a number, in the shortest form that reads back as the same {@code double}.
     *
     * @param value finite
     * @return this
     * @throws IllegalArgumentException for infinities and NaN, which JSON cannot express
     */
    public JsonWriter value(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(value + " has no JSON text");
        }
        return number(Double.toString(value));
    }

    /**
     * Writes a Boolean value.
     *
     * @param value true or false
     * @return this
     */
    public JsonWriter value(boolean value) {
        return raw(Boolean.toString(value));
    }

    /**
     * Writes {@code null}.
     *
     * @return this
     */
    public JsonWriter nullValue() {
        return raw("null");
    }

    /**
     * Writes a parsed value, numbers with their original text.
     *
     * @param value any value
     * @return this
     */
    public JsonWriter value(JsonValue value) {
        switch (value.kind()) {
            case OBJECT -> {
                beginObject();
                for (JsonObject.Field field : value.asObject().fields()) {
                    name(field.name()).value(field.value());
                }
                endObject();
            }
            case ARRAY -> {
                beginArray();
                value.asArray().forEach(this::value);
                endArray();
            }
            case STRING -> value(value.asString());
            case NUMBER -> number(value.asNumberText());
            case BOOLEAN -> value(value.asBoolean());
            case NULL -> nullValue();
        }
        return this;
    }

    /**
     * Writes a Java value as {@link JsonValue#asPlain} gives it.
     *
     * @param value a {@link String}, {@link Boolean}, {@link Integer}, {@link Long}, finite {@link Double} or null
     * @return this
     * @throws IllegalArgumentException for anything else
     */
    public JsonWriter plain(@Nullable Object value) {
        if (value == null) {
            return nullValue();
        } else if (value instanceof String text) {
            return value(text);
        } else if (value instanceof Boolean flag) {
            return value(flag.booleanValue());
        } else if (value instanceof Long || value instanceof Integer) {
            return value(((Number) value).longValue());
        } else if (value instanceof Double number) {
            return value(number.doubleValue());
        }
        throw new IllegalArgumentException(value.getClass() + " is not a plain value");
    }

    /**
     * Writes a field with a string.
     *
     * @param name the field's name
     * @param value any text, or null for {@code null}
     * @return this
     */
    public JsonWriter field(String name, @Nullable String value) {
        return name(name).value(value);
    }

    /**
     * Writes a field with a whole number.
     *
     * @param name the field's name
     * @param value any
     * @return this
     */
    public JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    /**
     * Writes a field with a number.
     *
     * @param name the field's name
     * @param value finite
     * @return this
     * @throws IllegalArgumentException for infinities and NaN
     */
    public JsonWriter field(String name, double value) {
        return name(name).value(value);
    }

    /**
     * Writes a field with a Boolean value.
     *
     * @param name the field's name
     * @param value true or false
     * @return this
     */
    public JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    /**
     * Writes a field with a parsed value.
     *
     * @param name the field's name
     * @param value any value
     * @return this
     */
    public JsonWriter field(String name, JsonValue value) {
        return name(name).value(value);
    }

    /**
     * Ends a complete value with a line feed; the writer can then write another value.
     *
     * @return this
     */
    public JsonWriter endLine() {
        require(open.isEmpty() && hasValue, "the end of the line");
        text("\n");
        hasValue = false;
        return this;
    }

    private JsonWriter begin(char bracket) {
        before();
        text(bracket == '{' ? "{" : "[");
        open.append(bracket);
        hasValue = false;
        return this;
    }

    private JsonWriter end(char bracket, char closing) {
        require(isOpen(bracket) && !hasName, "'" + closing + "'");
        open.setLength(open.length() - 1);
        if (!held.isEmpty()) {
            text(String.join(", ", held));
            held.clear();
        } else if (hasValue) {
            newLine();
        }
        text(closing == '}' ? "}" : "]");
        hasValue = true;
        return this;
    }

    private JsonWriter number(String value) {
        if (indented && isOpen('[') && !hasValue && held.size() < LINE_NUMBERS) {
            held.add(value);
            return this;
        }
        return raw(value);
    }

    private JsonWriter raw(String value) {
        before();
        text(value);
        return this;
    }

    /** Writes the separator before a value, and checks that a value is permitted. */
    private void before() {
        if (hasName) {
            hasName = false;
        } else if (open.isEmpty()) {
            require(!hasValue, "a second value");
        } else {
            require(isOpen('['), "a value without a name");
            for (String number : held) {
                separate();
                text(number);
                hasValue = true;
            }
            held.clear();
            separate();
        }
        hasValue = true;
    }

    private void separate() {
        if (hasValue) {
            text(",");
        }
        newLine();
    }

    private void newLine() {
        if (indented) {
            text("\n");
            text("  ".repeat(open.length()));
        }
    }

    private boolean isOpen(char bracket) {
        return !open.isEmpty() && open.charAt(open.length() - 1) == bracket;
    }

    private static void require(boolean allowed, String what) {
        if (!allowed) {
            throw new IllegalStateException(what + " is not allowed here");
        }
    }

    /** RFC 8259 section 7: quotation mark, reverse solidus and U+0000 to U+001F are escaped, nothing else. */
    private void string(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> escaped.append('\\').append(c);
                case '\b' -> escaped.append("\\b");
                case '\f' -> escaped.append("\\f");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (c < ' ') {
                        escaped.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    } else if (!Character.isSurrogate(c)) {
                        escaped.append(c);
                    } else if (Character.isSupplementaryCodePoint(value.codePointAt(i))) {
                        escaped.append(c).append(value.charAt(++i));
                    } else {
                        escaped.append(REPLACEMENT);
                    }
                }
            }
        }
        text(escaped.append('"').toString());
    }

    private void text(String characters) {
        try {
            out.append(characters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
