package io.softwire46.mape.json;

import java.util.List;

/** An array: values in brackets. Immutable. */
final class JsonArray extends JsonValue {
    private final List<JsonValue> values;

    JsonArray(int line, int column, List<JsonValue> values) {
        super(line, column);
        this.values = List.copyOf(values);
    }

    @Override
    public Kind kind() {
        return Kind.ARRAY;
    }

    @Override
    public List<JsonValue> asArray() {
        return values;
    }

    @Override
    public String shortText() {
        return Kind.ARRAY.phrase();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonArray array && values.equals(array.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
