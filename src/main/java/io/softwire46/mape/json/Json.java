package io.softwire46.mape.json;

/**
 * The entry to JSON texts: the grammar of RFC 8259 and nothing beside it. No comments, no trailing commas, no leading
 * zeros, no {@code NaN}; names are unique within an object (RFC 8259 section 4, SHOULD) and strings are well-formed
 * Unicode (RFC 8259 section 8.2).
 *
 * <p>Holds no state.
 */
public final class Json {
    /** How deep arrays and objects may stand within each other; RFC 8259 section 9 lets a reader set the limit. */
    public static final int MAX_DEPTH = 64;

    private Json() {}

    /**
     * Reads a whole text, which is one value with white space around it.
     *
     * @param text any size; time and memory are proportional to it
     * @return the value; it and all values within it know their line and column
     * @throws JsonException for a text that RFC 8259 does not allow, names that stand twice in an object, surrogates
     *     without a partner, a byte order mark, or more than {@link #MAX_DEPTH} levels
     */
    public static JsonValue parse(String text) {
        return new JsonReader(text).readText();
    }
}
