package io.softwire46.mape.conformance.json;

import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as Java values: {@link Long}, {@link Double} (for numbers that are not whole), {@link String}, {@link Boolean},
 * null, lists and maps of them, both unmodifiable and in the order of the text.
 *
 * <p>Static methods only.
 */
public final class PlainJson {
    private PlainJson() {}

    /** Returns a JSON value as a Java value. */
    public static @Nullable Object of(JsonValue value) {
        return switch (value.kind()) {
            case OBJECT -> of(value.asObject());
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.asArray().forEach(each -> list.add(of(each)));
                yield Collections.unmodifiableList(list);
            }
            default -> value.asPlain();
        };
    }

    /** Returns the fields of a JSON object. */
    public static Map<String, @Nullable Object> of(JsonObject object) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object.fields().forEach(field -> map.put(field.name(), of(field.value())));
        return Collections.unmodifiableMap(map);
    }

    /**
     * Writes a Java value.
     *
     * @throws IllegalArgumentException for a value of another type
     */
    public static void write(JsonWriter json, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            json.beginObject();
            map.forEach((name, each) -> {
                json.name(String.valueOf(name));
                write(json, each);
            });
            json.endObject();
        } else if (value instanceof Iterable<?> list) {
            json.beginArray();
            list.forEach(each -> write(json, each));
            json.endArray();
        } else {
            json.plain(value);
        }
    }

    /** Writes a field whose value is a Java value. */
    public static void field(JsonWriter json, String name, @Nullable Object value) {
        json.name(name);
        write(json, value);
    }

    /**
     * Returns the octets of a string of lower-case hexadecimal digits.
     *
     * @param maxOctets largest number of octets
     * @throws io.softwire46.mape.json.JsonException for any other value
     */
    public static byte[] hex(JsonValue value, int maxOctets) {
        String text = value.asString();
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw value.error("found " + value.shortText() + ", expected lower-case hexadecimal digits");
        }
        if (text.length() % 2 != 0) {
            throw value.error("found " + text.length() + " hexadecimal digits, expected an even number");
        }
        if (text.length() / 2 > maxOctets) {
            throw value.error("found " + text.length() / 2 + " octets, expected at most " + maxOctets);
        }
        return HexFormat.of().parseHex(text);
    }
}
