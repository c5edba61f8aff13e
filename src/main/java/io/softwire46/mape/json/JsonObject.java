package io.softwire46.mape.json;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: fields in the order of the text, each name once.
 *
 * <p>Immutable.
 */
public final class JsonObject extends JsonValue {
    /** Objects with more fields have an index of their names. */
    private static final int MAX_SEARCHED = 8;

    private final List<Field> fields;

    /** Fields by name; empty for an object with few fields, whose list is searched. */
    private final Map<String, Field> byName;

    /**
     * A name with its position, and its value.
     *
     * @param name escapes resolved
     * @param line of the name's quotation mark, 1 for the first line
     * @param column of the name's quotation mark, 1 for the first character
     * @param value the value of the name
     */
    public record Field(String name, int line, int column, JsonValue value) {
        /**
         * Returns an error about the name rather than about its value.
         *
         * @param problem what was found and what is expected, one line
         * @return the exception with the position of the name, to be thrown
         */
        public JsonException error(String problem) {
            return new JsonException(line, column, problem);
        }
    }

    public JsonObject(int line, int column, Map<String, Field> fields) {
        super(line, column);
        this.fields = List.copyOf(fields.values());
        byName = fields.size() > MAX_SEARCHED ? Collections.unmodifiableMap(fields) : Map.of();
    }

    private @Nullable Field find(String name) {
        if (fields.size() > MAX_SEARCHED) {
            return byName.get(name);
        }
        for (Field each : fields) {
            if (each.name.equals(name)) {
                return each;
            }
        }
        return null;
    }

    @Override
    public Kind kind() {
        return Kind.OBJECT;
    }

    @Override
    public JsonObject asObject() {
        return this;
    }

    /**
     * Returns all fields.
     *
     * @return unmodifiable, in the order of the text
     */
    public Collection<Field> fields() {
        return fields;
    }

    /**
     * Returns whether the object has the name, also if its value is {@code null}.
     *
     * @param name the field's name
     * @return true when there is such a field
     */
    public boolean has(String name) {
        return find(name) != null;
    }

    /**
     * Returns a value that may be missing. Formats in which {@code null} means the same as a missing field use this
     * method.
     *
     * @param name the field's name
     * @return the value, empty when it is {@code null} or there is no such field
     */
    public Optional<JsonValue> optional(String name) {
        Field field = find(name);
        return field == null || field.value.isNull() ? Optional.empty() : Optional.of(field.value);
    }

    /**
     * Returns a value that must be present.
     *
     * @param name the field's name
     * @return the value, which may be {@code null}
     * @throws JsonException with the place of the object when there is no such field
     */
    public JsonValue required(String name) {
        Field field = find(name);
        if (field == null) {
            throw error("field " + JsonText.quote(name) + " is missing");
        }
        return field.value;
    }

    /**
     * Refuses unknown fields: a misspelt option must not be skipped silently.
     *
     * @param known all allowed names, in the order in which a message shall list them
     * @throws JsonException at the first other name
     */
    public void refuseUnknown(Collection<String> known) {
        for (Field field : fields) {
            if (!known.contains(field.name)) {
                throw field.error("unknown field " + JsonText.quote(field.name) + "; known are " + JsonText.list(known)
                        + JsonText.suggestion(field.name, known));
            }
        }
    }

    @Override
    public String shortText() {
        return Kind.OBJECT.phrase();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof JsonObject object)) {
            return false;
        }
        return names().equals(object.names()) && values().equals(object.values());
    }

    private List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    private List<JsonValue> values() {
        return fields.stream().map(Field::value).toList();
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (Field field : fields) {
            hash = 31 * (31 * hash + field.name.hashCode()) + field.value.hashCode();
        }
        return hash;
    }
}
