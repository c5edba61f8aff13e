package io.softwire46.mape.json;

/**
 * Parses JSON texts by the grammar of RFC 8259, without extensions: comments, trailing commas, leading zeros and {@code NaN} are
 * errors. Names are unique within an object (RFC 8259 section 4, SHOULD) and strings are well-formed Unicode (RFC 8259 section
 * 8.2).
 *
 * <p>Static methods only.
 */
public final class Json {
    /** Maximum nesting depth of arrays and objects; RFC 8259 section 9 lets a parser set the limit. */
    public static final int MAX_DEPTH = 64;

    private Json() {}

    /**
     * Parses a whole text, which is one value with optional white space around it.
     *
     * @param text any size; time and memory are proportional to it
     * @return the value; it and all values within it know their line and column
     * @throws JsonException for a text that RFC 8259 does not allow, duplicate names in an object, surrogates
     *     without a partner, a byte order mark, or more than {@link #MAX_DEPTH} levels
     */
    public static JsonValue parse(String text) {
        return new JsonReader(text).readText();
    }
}
