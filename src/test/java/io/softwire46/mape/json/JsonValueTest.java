package io.softwire46.mape.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class JsonValueTest {

    @Test
    void everyValueKnowsItsPlace() {
        JsonObject object = Json.parse("\n {\"a\": 1,\r\n\"b\": [true,\r  \"x\"], \"\ud83d\ude00\ud83d\ude00\": null }")
                .asObject();
        assertPlace(2, 2, object);
        assertPlace(2, 8, object.required("a"));
        assertPlace(3, 6, object.required("b"));
        assertPlace(3, 7, object.required("b").asArray().get(0));
        assertPlace(4, 3, object.required("b").asArray().get(1));
        // Two faces are two characters in four chars.
        assertPlace(4, 15, object.required("\ud83d\ude00\ud83d\ude00"));
        List<JsonObject.Field> fields = List.copyOf(object.fields());
        assertEquals("b", fields.get(1).name());
        assertEquals(3, fields.get(1).line());
        assertEquals(1, fields.get(1).column());
        assertEquals(4, fields.get(2).line());
        assertEquals(9, fields.get(2).column());
    }

    @Test
    void errorsOfTheGrammarNamePlaceFindingAndExpectation() {
        assertError("line 1, column 1: found the end of the text, expected a value", () -> Json.parse(""));
        assertError("line 2, column 3: found '}', expected a value", () -> Json.parse("[1,\n  }"));
        assertError("line 1, column 4: found ']', expected a value", () -> Json.parse("[1,]"));
        assertError(
                "line 1, column 8: found '}', expected a field name in quotation marks",
                () -> Json.parse("{\"a\":1,}"));
        assertError("line 1, column 5: found U+00A0, expected ':'", () -> Json.parse("{\"a\"\u00a0:1}"));
        assertError("line 1, column 3: found 'x', expected nothing after the value", () -> Json.parse("1 x"));
        assertError(
                "line 2, column 1: duplicate field \"a\" (first on line 1, column 2); remove one",
                () -> Json.parse("{\"a\":1,\n\"a\":2}"));
        assertError(
                "line 1, column 3: found U+0007, expected an escape such as \\n:"
                        + " control characters are not allowed in a string",
                () -> Json.parse("\"a\u0007\""));
        assertError(
                "line 1, column 4: found \\ud800, expected a surrogate pair, not one half of it",
                () -> Json.parse("\"\ud83d\ude00a\\ud800\""));
    }

    @Test
    void wholeNumbersAreExact() {
        assertEquals(Long.MAX_VALUE, Json.parse("9223372036854775807").asLong(Long.MIN_VALUE, Long.MAX_VALUE));
        assertEquals(Long.MIN_VALUE, Json.parse("-9223372036854775808").asLong(Long.MIN_VALUE, Long.MAX_VALUE));
        assertEquals(0, Json.parse("-0").asInt(0, 1));
        assertEquals(16, Json.parse("16").asInt(0, 16));
        assertError(
                "line 1, column 1: found 17, expected a whole number from 0 to 16",
                () -> Json.parse("17").asInt(0, 16));
        assertError(
                "line 1, column 1: found -1, expected a whole number from 0 to 16",
                () -> Json.parse("-1").asInt(0, 16));
        assertError(
                "line 1, column 1: found 4294967296, expected a whole number from 0 to 16",
                () -> Json.parse("4294967296").asInt(0, 16));
        assertError(
                "line 1, column 1: found 9223372036854775808, expected a whole number from 0 to 16",
                () -> Json.parse("9223372036854775808").asInt(0, 16));
        for (String text : List.of("1.0", "1e1", "1E1", "0.5")) {
            assertError(
                    "line 1, column 1: found " + text + ", expected a whole number without fraction and exponent",
                    () -> Json.parse(text).asInt(0, 16));
        }
    }

    @Test
    void otherNumbersRoundToTheNearestDouble() {
        assertEquals(0.1, Json.parse("0.1").asDouble());
        assertEquals(1, Json.parse("1").asDouble());
        assertEquals(-2500, Json.parse("-2.5e+3").asDouble());
        assertEquals(0, Json.parse("1e-999999999999").asDouble());
        assertThrows(JsonException.class, () -> Json.parse("1e999999999999").asDouble());
    }

    @Test
    void anotherKindIsRefusedByName() {
        assertError(
                "line 1, column 1: found \"6\", expected a whole number",
                () -> Json.parse("\"6\"").asInt(0, 16));
        assertError(
                "line 1, column 1: found 6, expected a string",
                () -> Json.parse("6").asString());
        assertError(
                "line 1, column 1: found null, expected an object",
                () -> Json.parse("null").asObject());
        assertError(
                "line 1, column 1: found an object, expected an array",
                () -> Json.parse("{}").asArray());
        assertError(
                "line 1, column 1: found an array, expected true or false",
                () -> Json.parse("[]").asBoolean());
        assertError(
                "line 1, column 1: found true, expected a number",
                () -> Json.parse("true").asDouble());
        assertError(
                "line 1, column 1: found \"a\\\"\\u000a\\u2028\", expected true or false",
                () -> Json.parse("\"a\\\"\\n\u2028\"").asBoolean());
    }

    @Test
    void absentAndNullAreTheSameToOptional() {
        JsonObject object = Json.parse("{\"a\":null,\"b\":false}").asObject();
        assertEquals(Optional.empty(), object.optional("a"));
        assertEquals(Optional.empty(), object.optional("c"));
        assertFalse(object.optional("b").orElseThrow().asBoolean());
        assertTrue(object.has("a"));
        assertFalse(object.has("c"));
        assertTrue(object.required("a").isNull());
        assertError("line 1, column 1: field \"c\" is missing", () -> object.required("c"));
    }

    @Test
    void unknownFieldsAreRefusedWithTheNearestName() {
        List<String> known = List.of("psid", "psidLength", "psidOffset", "a");
        String tail = "; known are \"psid\", \"psidLength\", \"psidOffset\", \"a\"";
        Json.parse("{\"psidOffset\":1,\"psid\":2}").asObject().refuseUnknown(known);
        refused("line 1, column 2: unknown field \"psidOfset\"" + tail + "; did you mean \"psidOffset\"?", known);
        refused("line 1, column 2: unknown field \"PsidLength\"" + tail + "; did you mean \"psidLength\"?", known);
        refused("line 1, column 2: unknown field \"pisd\"" + tail + "; did you mean \"psid\"?", known);
        refused("line 1, column 2: unknown field \"portOffset\"" + tail, known);
        refused("line 1, column 2: unknown field \"k\"" + tail, known);
    }

    private static void refused(String message, List<String> known) {
        String name = message.split("\"", -1)[1];
        JsonObject object = Json.parse("{\"" + name + "\":1}").asObject();
        assertError(message, () -> object.refuseUnknown(known));
    }

    @Test
    void aClosedSetOfWords() {
        List<String> words = List.of("outer", "inner", "drop");
        assertEquals("inner", Json.parse("\"inner\"").asOneOf(words));
        assertError(
                "line 1, column 1: found \"iner\", expected one of \"outer\", \"inner\", \"drop\";"
                        + " did you mean \"inner\"?",
                () -> Json.parse("\"iner\"").asOneOf(words));
        assertThrows(JsonException.class, () -> Json.parse("1").asOneOf(words));
    }

    @Test
    void editDistanceIsLevenshteins() {
        assertEquals(3, JsonText.edits("kitten", "sitting"));
        assertEquals(0, JsonText.edits("", ""));
        assertEquals(4, JsonText.edits("", "four"));
        assertEquals(4, JsonText.edits("four", ""));
        assertEquals(2, JsonText.edits("ab", "ba"));
    }

    @Test
    void plainValues() {
        assertEquals("x", Json.parse("\"x\"").asPlain());
        assertEquals(true, Json.parse("true").asPlain());
        assertNull(Json.parse("null").asPlain());
        assertEquals(1500L, Json.parse("1500").asPlain());
        assertEquals(0.1, Json.parse("0.1").asPlain());
        assertEquals(100.0, Json.parse("1e2").asPlain());
        assertEquals(1e30, Json.parse("1" + "0".repeat(30)).asPlain());
        assertThrows(JsonException.class, () -> Json.parse("[]").asPlain());
        assertThrows(JsonException.class, () -> Json.parse("{}").asPlain());
    }

    @Test
    void equalityIsOfContent() {
        JsonValue value = Json.parse("{\"a\":[1,\"x\",null],\"b\":{}}");
        JsonValue spaced = Json.parse(" { \"a\" : [ 1 , \"\\u0078\" , null ] , \"b\" : { } } ");
        assertEquals(value, spaced);
        assertEquals(value.hashCode(), spaced.hashCode());
        assertEquals("{\"a\":[1,\"x\",null],\"b\":{}}", spaced.toString());
        assertNotEquals(value, Json.parse("{\"b\":{},\"a\":[1,\"x\",null]}"));
        assertNotEquals(value, Json.parse("{\"a\":[1,\"x\",null],\"c\":{}}"));
        assertNotEquals(value, Json.parse("{\"a\":[1,\"x\",null],\"b\":[]}"));
        assertNotEquals(Json.parse("\"1\""), Json.parse("1"));
        assertNotEquals(Json.parse("1.0"), Json.parse("1"));
    }

    private static void assertPlace(int line, int column, JsonValue value) {
        assertEquals(line + ":" + column, value.line() + ":" + value.column());
    }

    private static void assertError(String message, Executable reading) {
        assertEquals(message, assertThrows(JsonException.class, reading).getMessage());
    }
}
