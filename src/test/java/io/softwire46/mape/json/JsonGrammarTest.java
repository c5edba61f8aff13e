package io.softwire46.mape.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of RFC 8259, typed by hand from its ABNF. */
class JsonGrammarTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "1",
                "-1",
                "10",
                "1.0",
                "0.0",
                "-0.5",
                "1e1",
                "1E1",
                "1e+1",
                "1e-1",
                "0e0",
                "1.25E-007",
                "123456789012345678901234567890",
                "1e999999999999",
                "\"\"",
                "\"a\"",
                "\" \"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\u0000\"",
                "\"\\uABCD\\uabcd\"",
                "\"\\ud83d\\ude00\"",
                "\"\ud83d\ude00\"",
                "\"\u007f\"",
                "\"\u0080\u2028\u2029\ufeff\"",
                "\"/\"",
                "\"'\"",
                "[]",
                "[ ]",
                "[1]",
                "[1,2]",
                "[[],[[]]]",
                "[null,true,false,0,\"\",[],{}]",
                "{}",
                "{ }",
                "{\"a\":1}",
                "{\"\":1}",
                "{\"a\":{\"a\":{}}}",
                "{\"a\":1,\"b\":2}",
                " 1",
                "1 ",
                "\t\r\n 1 \n\r\t",
                " { \"a\" : [ 1 , 2 ] , \"b\" : null } ",
                "{\"a\":1,\"A\":2}",
            })
    void textsOfTheGrammarAreRead(String text) {
        assertDoesNotThrow(() -> Json.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "nul",
                "nulll",
                "Null",
                "NULL",
                "True",
                "tru",
                "truefalse",
                "yes",
                "undefined",
                "NaN",
                "-NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "-",
                "--1",
                "- 1",
                "00",
                "01",
                "-01",
                "1.",
                ".5",
                "-.5",
                "1.e1",
                "1e",
                "1e+",
                "1e1.5",
                "1.2.3",
                "0x10",
                "1_000",
                "1,000",
                "1 2",
                "\u0661",
                "1\u0661",
                "\"",
                "\"a",
                "a\"",
                "'a'",
                "\"a\"\"b\"",
                "\"\n\"",
                "\"\t\"",
                "\"\u0000\"",
                "\"\u001f\"",
                "\"\\\"",
                "\"\\x41\"",
                "\"\\a\"",
                "\"\\'\"",
                "\"\\0\"",
                "\"\\U0041\"",
                "\"\\u\"",
                "\"\\u123\"",
                "\"\\u123g\"",
                "\"\\u 123\"",
                "\"\\u+123\"",
                "\"\\u\uff11\uff12\uff13\uff14\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800a\"",
                "\"\\ud800\\n\"",
                "\"\\ud800\\ud800\"",
                "\"\\ud800\\u0041\"",
                "\"\\udc00\\ud800\"",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[,]",
                "[1,,2]",
                "[1 2]",
                "[1;2]",
                "[1}",
                "[1]]",
                "(1)",
                "{",
                "}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":}",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\" 1}",
                "{\"a\"=1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1;\"b\":2}",
                "{\"a\":1]",
                "{\"a\":1}}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{\"a\"}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{} {}",
                "1//c",
                "/**/1",
                "#c\n1",
                "\ufeff1",
                "1\ufeff",
                "\u00a01",
                "1\u000b",
                "1\u000c",
                "1\u0085",
                "\u20281",
                "1\u0000",
            })
    void textsOutsideTheGrammarAreRefused(String text) {
        assertThrows(JsonException.class, () -> Json.parse(text));
    }

    @Test
    void halfOfASurrogatePairIsRefusedUnescapedToo() {
        assertThrows(JsonException.class, () -> Json.parse("\"\ud83d\""));
        assertThrows(JsonException.class, () -> Json.parse("\"\ude00\""));
        assertThrows(JsonException.class, () -> Json.parse("\"\ud83d" + "\\ude00\""));
        assertThrows(JsonException.class, () -> Json.parse("\"\\ud83d\ude00\""));
    }

    @Test
    void escapesStandForTheirCharacters() {
        assertEquals(
                "\"\\/\b\f\n\r\tA\u00e9\u20ac", parseString("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00E9\\u20aC\""));
        assertEquals("a\ud834\udd1eb", parseString("\"a\\uD834\\uDD1Eb\""), "G clef of RFC 8259 section 7");
        assertEquals("a\ud834\udd1eb", parseString("\"a\ud834\udd1eb\""));
    }

    @Test
    void aByteOrderMarkIsNamed() {
        JsonException error = assertThrows(JsonException.class, () -> Json.parse("\ufeff{}"));
        assertTrue(error.problem().contains("byte order mark"), error::getMessage);
        assertEquals(1, error.column());
    }

    @Test
    void nestingIsBounded() {
        String open = "[".repeat(Json.MAX_DEPTH);
        String close = "]".repeat(Json.MAX_DEPTH);
        assertDoesNotThrow(() -> Json.parse(open + close));
        assertDoesNotThrow(() -> Json.parse("[" + "[],".repeat(1000) + "{}]"), "siblings are not nested");
        JsonException error = assertThrows(JsonException.class, () -> Json.parse(open + "{}" + close));
        assertEquals(Json.MAX_DEPTH + 1, error.column());
        assertThrows(JsonException.class, () -> Json.parse("[".repeat(1_000_000)));
        assertThrows(JsonException.class, () -> Json.parse("{\"a\":".repeat(1_000_000)));
    }

    @Test
    void hugeNumbersAndStringsAreReadAndShownInShort() {
        String digits = "9".repeat(1_000_000);
        JsonValue number = Json.parse(digits);
        assertEquals(digits, number.asNumberText());
        JsonException error = assertThrows(JsonException.class, () -> number.asInt(0, 65535));
        assertTrue(error.getMessage().length() < 200, error::getMessage);
        assertThrows(JsonException.class, number::asDouble);
        JsonValue string = Json.parse('"' + digits + '"');
        assertEquals(1_000_000, string.asString().length());
        assertTrue(assertThrows(JsonException.class, string::asBoolean)
                        .getMessage()
                        .length()
                < 200);
    }

    @Test
    void truncationAnywhereIsOneTypedError() {
        for (int length = 0; length < SAMPLE.length(); length++) {
            String text = SAMPLE.substring(0, length);
            JsonException error = assertThrows(JsonException.class, () -> Json.parse(text), text);
            assertEquals(1, error.getMessage().lines().count());
        }
        assertDoesNotThrow(() -> Json.parse(SAMPLE));
    }

    @Test
    void changingAnyCharacterNeverThrowsAnythingElse() {
        String alphabet = "{}[]:,\"\\/ \t\n\rabefnrtuxE0123456789+-.\u0000\u0007\u007f\u2028\ufeff\ud83d\ude00";
        int refused = 0;
        for (int i = 0; i < SAMPLE.length(); i++) {
            for (int j = 0; j < alphabet.length(); j++) {
                char c = alphabet.charAt(j);
                refused += readOrRefuse(SAMPLE.substring(0, i) + c + SAMPLE.substring(i + 1));
                refused += readOrRefuse(SAMPLE.substring(0, i) + c + SAMPLE.substring(i));
            }
            refused += readOrRefuse(SAMPLE.substring(0, i) + SAMPLE.substring(i + 1));
        }
        assertTrue(refused > 1000, "most changes break the text");
    }

    /** 1 when refused; anything but a JsonException ends the test. */
    private static int readOrRefuse(String text) {
        try {
            Json.parse(text);
            return 0;
        } catch (JsonException e) {
            assertTrue(e.line() >= 1 && e.column() >= 1);
            assertEquals(1, e.getMessage().lines().count());
            assertFalse(e.problem().isEmpty());
            return 1;
        }
    }

    private static final String SAMPLE = """
            {"name": "x\\u00e9\\ud83d\\ude00\\n", "mesh": false, "list": [1, -2.5e+3, 0, [], {}],
             "psid": null, "\ud83d\ude00": true}""";

    private static String parseString(String text) {
        return Json.parse(text).asString();
    }
}
