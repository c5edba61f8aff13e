package io.softwire46.mape.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelaxedJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": [1, 2]}",
                "# comment\n{\"a\": [1, // one\n 2 /* two\n */]}",
                "{\"a\": [1, 2,],}",
                "cb({\"a\": [1, 2]})",
                "?({\"a\": [1, 2]});",
                " /**/ a.b$1 ( {\"a\": [1, 2] , } ) ; # end\n",
                "const A = {\"a\": [1, 2]};",
                "A={\"a\": [1, 2]}",
                "{\"a\": [1, <?include \"x.json\"?>, 2]}",
                "{<?include \"x.json\"?>, \"a\": [1, 2, <?include \"y.json\"?>]}",
            })
    void extensionsAreRemoved(String text) {
        assertEquals(
                Json.parse("{\"a\": [1, 2]}"),
                Json.parse(RelaxedJson.plain(text).text()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/* \ud83d\ude00 */ cb({\"a\": // b\\r\\n  7}) | 2 | 3",
                "/* x\\n\ud83d\ude00 */ {\"a\": 7} | 2 | 12",
                "[\"#\", {\"a\": 7}] | 1 | 13",
                "[<?include \"x\"?>, {\"a\": 7}] | 1 | 25",
            })
    void valuesKeepTheirPlaces(String text, int line, int column) {
        JsonValue value = Json.parse(RelaxedJson.plain(text.translateEscapes()).text());
        while (value.kind() != JsonValue.Kind.NUMBER) {
            value = value.kind() == JsonValue.Kind.OBJECT
                    ? value.asObject().required("a")
                    : value.asArray().get(value.asArray().size() - 1);
        }
        assertEquals(line + ":" + column, value.line() + ":" + value.column());
    }

    @Test
    void includesAreReturned() {
        RelaxedJson.Plain plain = RelaxedJson.plain("{\"a\":\n <?include \"/etc/a.json\"?>, \"b\": \"<?include\"}");
        assertEquals(List.of(new RelaxedJson.Include(2, 2, "/etc/a.json")), plain.includes());
        assertTrue(Json.parse(plain.text()).asObject().required("a").isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1,, \"b\": 2}",
                "{\"a\": 1 /* }",
                "{\"a\": \"b }",
                "{\"a\": <?include }",
                "cb({\"a\": 1",
                "{\"a\": 1})",
                "{\"a\": 1};",
            })
    void otherErrorsRemain(String text) {
        assertThrows(
                JsonException.class, () -> Json.parse(RelaxedJson.plain(text).text()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\": 1}",
                "# comment",
                "cb(",
                "cb(7)",
                "a = 7",
                "/* {\"a\"",
                "main() {",
                "a(b) {\"c\"}"
            })
    void otherTextHasNoValue(String text) {
        assertEquals(-1, RelaxedJson.begin(text));
    }

    @Test
    void timeIsLinear() {
        for (String part :
                List.of("# c\n", "/**/", "[", "{\"a\":", "1,", "<?include \"a\"?>", "cb(", "\"", "/*", "a ")) {
            assertTimeout(Duration.ofSeconds(10), () -> RelaxedJson.plain(part.repeat(30_000)), part);
            assertTimeout(Duration.ofSeconds(10), () -> RelaxedJson.plain("[1, " + part.repeat(30_000)), part);
        }
    }
}
