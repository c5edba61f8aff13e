package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly: an object has all of its fields and no other. Also converts values to Java and back.
 *
 * <p>Static methods only.
 */
public final class StrictJson {
    private StrictJson() {}

    /** Throws unless an object has exactly these fields. */
    public static JsonObject exactly(JsonValue value, Collection<String> fields) {
        JsonObject object = value.asObject();
        object.refuseUnknown(fields);
        fields.forEach(object::required);
        return object;
    }

    /** Returns a text, or null for {@code null}. */
    static @Nullable String textOrNull(JsonValue value) {
        return value.isNull() ? null : value.asString();
    }

    /** Returns an {@code int}, or null for {@code null}. */
    static @Nullable Integer intOrNull(JsonValue value) {
        return value.isNull() ? null : value.asInt(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Returns a text of limited length. */
    static String text(JsonValue value, int min, int max) {
        String text = value.asString();
        if (text.length() < min || text.length() > max) {
            throw value.error("found " + text.length() + " characters, expected " + min + " to " + max);
        }
        return text;
    }

    /** Returns the elements of an array. */
    static <T> List<T> list(JsonValue value, Function<JsonValue, T> element) {
        List<T> list = new ArrayList<>();
        value.asArray().forEach(each -> list.add(element.apply(each)));
        return list;
    }

    /** Returns different names out of a list, at least as many as given. */
    static Set<String> names(JsonValue value, int min, Collection<String> known) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonValue each : value.asArray()) {
            if (!names.add(each.asOneOf(known))) {
                throw each.error("found " + each.shortText() + " a second time, expected different values");
            }
        }
        if (names.size() < min) {
            throw value.error("found no value, expected at least " + min);
        }
        return names;
    }

    /** Calls a parser whose refusal becomes an error about the value. */
    static <T> T parsed(JsonValue value, Function<String, T> parser) {
        String text = value.asString();
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw value.error(String.valueOf(e.getMessage()));
        }
    }

    /** Returns octets from lower-case hexadecimal digits. */
    public static byte[] hex(JsonValue value, int maxOctets) {
        String text = value.asString();
        if (text.length() % 2 != 0 || text.length() / 2 > maxOctets) {
            throw value.error("found " + text.length() + " digits, expected an even number, at most " + 2 * maxOctets);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw value.error("found " + value.shortText() + ", expected lower-case hexadecimal digits");
            }
        }
        return HexFormat.of().parseHex(text);
    }

    /** Returns the fields of an object as {@link #plain} values. */
    public static Map<String, @Nullable Object> fields(JsonObject object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (JsonObject.Field field : object.fields()) {
            fields.put(field.name(), plain(field.value()));
        }
        return fields;
    }

    /** Returns a value as {@link Long}, {@link Double}, {@link Boolean}, {@link String}, null, or a list or map of them. */
    public static @Nullable Object plain(JsonValue value) {
        return switch (value.kind()) {
            case OBJECT -> fields(value.asObject());
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.asArray().forEach(each -> list.add(plain(each)));
                yield list;
            }
            case NUMBER -> value.asPlain() instanceof Long whole ? whole : (Object) value.asDouble();
            default -> value.asPlain();
        };
    }

    /** Writes a value as {@link #plain} returns it. */
    public static void write(JsonWriter json, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            json.beginObject();
            map.forEach((name, each) -> write(json.name(String.valueOf(name)), each));
            json.endObject();
        } else if (value instanceof Collection<?> list) {
            json.beginArray();
            list.forEach(each -> write(json, each));
            json.endArray();
        } else {
            json.plain(value);
        }
    }
}
