package io.softwire46.mape.json;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON text with its line and column. Every {@code as…} method refuses a value of another kind with a
 * message that contains the position, so a reader of a file format is a sequence of such calls.
 *
 * <p>Equality compares the content, not the position. Numbers are equal if they have the same text, and the order of an
 * object's fields is significant.
 *
 * <p>Immutable.
 */
public abstract sealed class JsonValue permits JsonObject, JsonArray, JsonScalar {

    /** The six kinds of value in RFC 8259 section 3, {@code true} and {@code false} being one. */
    public enum Kind {
        /** Names and values in braces. */
        OBJECT("an object"),
        /** Values in brackets. */
        ARRAY("an array"),
        /** Characters in quotation marks. */
        STRING("a string"),
        /** A decimal number. */
        NUMBER("a number"),
        /** {@code true} or {@code false}. */
        BOOLEAN("true or false"),
        /** {@code null}. */
        NULL("null");

        private final String phrase;

        Kind(String phrase) {
            this.phrase = phrase;
        }

        String phrase() {
            return phrase;
        }

        /** Returns the name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final int line;
    private final int column;

    JsonValue(int line, int column) {
        this.line = line;
        this.column = column;
    }

    /**
     * Returns a value without members that was read from another grammar than JSON.
     *
     * @param line line of its first character
     * @param column column of its first character
     * @param kind string, number, Boolean or null
     * @param text characters of the string; otherwise the text of the value in JSON
     * @return the value
     */
    public static JsonValue scalar(int line, int column, Kind kind, String text) {
        return new JsonScalar(line, column, kind, text);
    }

    /**
     * Returns an array that was read from another grammar than JSON.
     *
     * @param line line of its first character
     * @param column column of its first character
     * @param values its elements
     * @return the array
     */
    public static JsonValue array(int line, int column, List<? extends JsonValue> values) {
        return new JsonArray(line, column, List.copyOf(values));
    }

    /**
     * Returns the kind of this value.
     *
     * @return the kind
     */
    public abstract Kind kind();

    /**
     * Returns the line and column of the first character of the value.
     *
     * @return 1 for the first line
     */
    public final int line() {
        return line;
    }

    /**
     * Returns the column, counted in characters (Unicode code points).
     *
     * @return 1 for the first character
     */
    public final int column() {
        return column;
    }

    /**
     * Returns whether the value is {@code null}.
     *
     * @return true for {@link Kind#NULL}
     */
    public final boolean isNull() {
        return kind() == Kind.NULL;
    }

    /**
     * Returns this value as an object.
     *
     * @return itself
     * @throws JsonException for any other kind
     */
    public JsonObject asObject() {
        throw unexpected(Kind.OBJECT.phrase());
    }

    /**
     * Returns the values of an array.
     *
     * @return unmodifiable, in order
     * @throws JsonException for any other kind
     */
    public List<JsonValue> asArray() {
        throw unexpected(Kind.ARRAY.phrase());
    }

    /**
     * Returns the characters of a string, escapes resolved.
     *
     * @return well-formed UTF-16
     * @throws JsonException for any other kind
     */
    public String asString() {
        throw unexpected(Kind.STRING.phrase());
    }

    /**
     * Returns a string that is one of the given values.
     *
     * @param words what is allowed, in the order in which a message shall list them
     * @return one of them
     * @throws JsonException for another string or another kind
     */
    public final String asOneOf(Collection<String> words) {
        String text = asString();
        if (!words.contains(text)) {
            throw error("found " + JsonText.quote(text) + ", expected one of " + JsonText.list(words)
                    + JsonText.suggestion(text, words));
        }
        return text;
    }

    /**
     * Returns a whole number, written without fraction and exponent.
     *
     * @param min the minimum
     * @param max the greatest that is allowed
     * @return {@code min} to {@code max}
     * @throws JsonException for a number that is written otherwise or out of range, or another kind
     */
    public final int asInt(int min, int max) {
        return (int) asLong(min, max);
    }

    /**
     * Returns a whole number, written without fraction and exponent.
     *
     * @param min the minimum
     * @param max the greatest that is allowed
     * @return {@code min} to {@code max}
     * @throws JsonException for a number that is written otherwise or out of range, or another kind
     */
    public long asLong(long min, long max) {
        throw unexpected("a whole number");
    }

    /**
     * Returns a number, rounded to the nearest {@code double}.
     *
     * @return finite
     * @throws JsonException for a number beyond the range of {@code double}, or another kind
     */
    public double asDouble() {
        throw unexpected(Kind.NUMBER.phrase());
    }

    /**
     * Returns the text of a number, unchanged.
     *
     * @return RFC 8259 section 6
     * @throws JsonException for any other kind
     */
    public String asNumberText() {
        throw unexpected(Kind.NUMBER.phrase());
    }

    /**
     * Returns a Boolean value.
     *
     * @return whether it is {@code true}
     * @throws JsonException for any other kind
     */
    public boolean asBoolean() {
        throw unexpected(Kind.BOOLEAN.phrase());
    }

    /**
     * Returns a scalar as the Java value that is nearest to it.
     *
     * @return a {@link String}, a {@link Boolean}, null, a {@link Long} for a number that is written without fraction
     *     and exponent and fits, and a {@link Double}, possibly infinite, for any other number
     * @throws JsonException for an object or an array
     */
    public @Nullable Object asPlain() {
        throw unexpected("a single value");
    }

    /**
     * Returns an error about this value.
     *
     * @param problem what was found and what is expected, one line
     * @return the exception with this value's place, to be thrown
     */
    public final JsonException error(String problem) {
        return new JsonException(line, column, problem);
    }

    /** Returns a short form of the value for a message, such as {@code "abc"}, {@code 1.5} or {@code an array}. */
    public abstract String shortText();

    final JsonException unexpected(String expected) {
        return error("found " + shortText() + ", expected " + expected);
    }

    /** Returns the value as compact JSON. */
    @Override
    public final String toString() {
        StringBuilder out = new StringBuilder();
        JsonWriter.compact(out).value(this);
        return out.toString();
    }
}
