package io.softwire46.mape.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Trees of plain Java values are the model: map, list, string, long, double, boolean and null. */
class JsonProperties {

    @Property
    void writtenValuesReadBack(@ForAll("trees") Object tree, @ForAll boolean indented) {
        String text = write(tree, indented);
        JsonValue value = Json.parse(text);
        assertEquals(tree, model(value));
        assertEquals(value, Json.parse(value.toString()));
        if (!indented) {
            assertEquals(text, value.toString());
        }
    }

    @Property
    void aPlaceIsWhereTheValueBegins(@ForAll("trees") Object tree, @ForAll boolean indented) {
        String text = write(tree, indented);
        assertPlaces(Json.parse(text), text.split("\n", -1));
    }

    /** The character at the place is the one that a value of this kind begins with. */
    private static void assertPlaces(JsonValue value, String[] lines) {
        String line = lines[value.line() - 1];
        String rest = line.substring(line.offsetByCodePoints(0, value.column() - 1));
        switch (value.kind()) {
            case OBJECT -> {
                assertEquals('{', rest.charAt(0));
                for (JsonObject.Field field : value.asObject().fields()) {
                    String nameLine = lines[field.line() - 1];
                    assertEquals('"', nameLine.codePointAt(nameLine.offsetByCodePoints(0, field.column() - 1)));
                    assertPlaces(field.value(), lines);
                }
            }
            case ARRAY -> {
                assertEquals('[', rest.charAt(0));
                value.asArray().forEach(element -> assertPlaces(element, lines));
            }
            default -> assertTrue(rest.startsWith(value.toString()), rest);
        }
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text, @ForAll("jsonLike") String jsonLike) {
        readOrRefuse(text);
        readOrRefuse(jsonLike);
    }

    private static void readOrRefuse(String text) {
        try {
            // Every accepted text is written as text that parses again.
            JsonValue value = Json.parse(text);
            assertEquals(value, Json.parse(value.toString()));
        } catch (JsonException e) {
            assertEquals(1, e.getMessage().lines().count());
        }
    }

    @Provide
    Arbitrary<String> jsonLike() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"",
                        "\\",
                        "\\u",
                        "d83d",
                        "\"a\"",
                        "\"b\":",
                        "null",
                        "true",
                        "0",
                        "1",
                        "-",
                        ".",
                        "e",
                        "+",
                        " ",
                        "\n",
                        "\r",
                        "\ud83d\ude00",
                        "\ud83d",
                        "{}",
                        "[]")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Object> trees() {
        return tree(4);
    }

    private static Arbitrary<Object> tree(int depth) {
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                strings().asGeneric(),
                Arbitraries.longs().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.just(null));
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<Object> inner = tree(depth - 1).withoutEdgeCases();
        return Arbitraries.oneOf(
                scalar,
                inner.list().ofMaxSize(4).asGeneric(),
                Arbitraries.maps(strings(), inner)
                        .ofMaxSize(4)
                        .map(LinkedHashMap::new)
                        .asGeneric());
    }

    /** Well-formed strings of any characters, those that need escapes or two chars being frequent. */
    private static Arbitrary<String> strings() {
        return Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.integers().between('a', 'z')),
                        Tuple.of(2, Arbitraries.integers().between(0, 0x2f)),
                        Tuple.of(1, Arbitraries.of((int) '"', (int) '\\', 0x2028, 0x85, 0xfeff)),
                        Tuple.of(1, Arbitraries.integers().between(0xe000, 0x10ffff)))
                .list()
                .ofMaxSize(6)
                .map(points -> {
                    StringBuilder out = new StringBuilder();
                    points.forEach(out::appendCodePoint);
                    return out.toString();
                });
    }

    private static String write(Object tree, boolean indented) {
        StringBuilder out = new StringBuilder();
        write(tree, indented ? JsonWriter.indented(out) : JsonWriter.compact(out));
        return out.toString();
    }

    private static void write(Object tree, JsonWriter json) {
        if (tree instanceof Map<?, ?> map) {
            json.beginObject();
            map.forEach((name, value) -> {
                json.name((String) name);
                write(value, json);
            });
            json.endObject();
        } else if (tree instanceof List<?> list) {
            json.beginArray();
            list.forEach(value -> write(value, json));
            json.endArray();
        } else {
            json.plain(tree);
        }
    }

    private static Object model(JsonValue value) {
        return switch (value.kind()) {
            case OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                value.asObject().fields().forEach(field -> map.put(field.name(), model(field.value())));
                yield map;
            }
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                value.asArray().forEach(element -> list.add(model(element)));
                yield list;
            }
            default -> value.asPlain();
        };
    }
}
