package io.softwire46.mape.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    @Test
    void compactIsOneLineAValue() {
        assertEquals(
                """
                {"index":0,"verdict":"FORWARDED","out":[0,1],"none":[],"share":0.1,"ok":true,"psid":null}
                {}
                """,
                compact(json -> json.beginObject()
                        .field("index", 0)
                        .field("verdict", "FORWARDED")
                        .name("out")
                        .beginArray()
                        .value(0)
                        .value(1)
                        .endArray()
                        .name("none")
                        .beginArray()
                        .endArray()
                        .field("share", 0.1)
                        .field("ok", true)
                        .field("psid", (String) null)
                        .endObject()
                        .endLine()
                        .beginObject()
                        .endObject()
                        .endLine()));
    }

    @Test
    void indentedIsOneFieldALine() {
        StringBuilder out = new StringBuilder();
        JsonWriter.indented(out)
                .value(Json.parse("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[]}"))
                .endLine();
        assertEquals("""
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": {},
                  "d": []
                }
                """, out.toString());
    }

    /** Up to eight numbers; other elements and longer arrays are one per line. */
    @Test
    void indentedArrayOfFewNumbersIsOneLine() {
        assertEquals("[1, -2.5, 1e3]\n", indented("[1,-2.5,1e3]"));
        assertEquals("[\n  [1, 2],\n  [3]\n]\n", indented("[[1,2],[3]]"));
        assertEquals("{\n  \"a\": [0],\n  \"b\": 1\n}\n", indented("{\"a\":[0],\"b\":1}"));
        assertEquals("[1, 2, 3, 4, 5, 6, 7, 8]\n", indented("[1,2,3,4,5,6,7,8]"));
        assertEquals(
                "[\n  1,\n  2,\n  3,\n  4,\n  5,\n  6,\n  7,\n  8,\n  9,\n  10\n]\n",
                indented("[1,2,3,4,5,6,7,8,9,10]"));
        assertEquals("[\n  1,\n  2,\n  \"a\",\n  3\n]\n", indented("[1,2,\"a\",3]"));
        assertEquals("[\n  null,\n  3\n]\n", indented("[null,3]"));
        assertEquals("[\n  1,\n  []\n]\n", indented("[1,[]]"));
    }

    private static String indented(String json) {
        StringBuilder out = new StringBuilder();
        JsonWriter.indented(out).value(Json.parse(json)).endLine();
        return out.toString();
    }

    @Test
    void onlyWhatMustBeEscapedIsEscaped() {
        assertEquals(
                "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u00e9\u2028\ud83d\ude00\"",
                compact(json -> json.value("\"\\/\b\f\n\r\t\u0000\u001f\u007f\u00e9\u2028\ud83d\ude00")));
    }

    @Test
    void halfOfASurrogatePairIsReplaced() {
        assertEquals("\"\ufffd\"", compact(json -> json.value("\ud83d")));
        assertEquals("\"\ufffda\"", compact(json -> json.value("\ude00a")));
        assertEquals("\"\ufffd\ud83d\ude00\"", compact(json -> json.value("\ud83d\ud83d\ude00")));
    }

    @Test
    void plainValues() {
        assertEquals(
                "[null,\"x\",false,1500,7,0.1]",
                compact(json -> json.beginArray()
                        .plain(null)
                        .plain("x")
                        .plain(false)
                        .plain(1500L)
                        .plain(7)
                        .plain(0.1)
                        .endArray()));
        assertThrows(IllegalArgumentException.class, () -> compact(json -> json.plain('c')));
    }

    @Test
    void numbersWithoutTextAreRefused() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> compact(json -> json.value(value)));
        }
    }

    @Test
    void callsThatAreNotJsonAreRefused() {
        refused(json -> json.beginObject().value(1));
        refused(json -> json.beginObject().endArray());
        refused(json -> json.beginObject().name("a").endObject());
        refused(json -> json.beginObject().name("a").name("b"));
        refused(json -> json.beginObject().field("a", 1).value(2));
        refused(json -> json.beginArray().name("a"));
        refused(json -> json.beginArray().endObject());
        refused(json -> json.value(1).value(2));
        refused(json -> json.value(1).beginArray());
        refused(json -> json.name("a"));
        refused(JsonWriter::endObject);
        refused(JsonWriter::endArray);
        refused(JsonWriter::endLine);
        refused(json -> json.beginArray().endLine());
        refused(json -> json.beginArray().value(1).endLine());
    }

    @Test
    void errorsOfTheOutputAreKept() {
        Writer full = new Writer() {
            @Override
            public void write(char[] chars, int offset, int length) throws IOException {
                throw new IOException("full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        UncheckedIOException error = assertThrows(
                UncheckedIOException.class, () -> JsonWriter.compact(full).value(1));
        assertEquals("full", error.getCause().getMessage());
    }

    private static String compact(Consumer<JsonWriter> writing) {
        StringBuilder out = new StringBuilder();
        writing.accept(JsonWriter.compact(out));
        return out.toString();
    }

    private static void refused(Consumer<JsonWriter> writing) {
        assertThrows(IllegalStateException.class, () -> compact(writing));
    }
}
