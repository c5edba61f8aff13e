package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.oracle.OracleCommand;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries without a result, and lines that are not queries: one answer each, with an error code, in order.
 */
class OracleRefusalTest {
    private static final String PORTS = "{\"op\":\"ports\",\"psidOffset\":6,\"psidLength\":8,\"psid\":52}";
    private static final String GOOD_START = "{\"ok\":true,\"portCount\":252,";

    private static JsonObject answer(String query) throws IOException {
        JsonObject answer = Json.parse(OracleTest.ask(query)).asObject();
        assertEquals(answer.required("ok").asBoolean(), !answer.has("code"));
        return answer;
    }

    private static void assertCode(String code, String query) throws IOException {
        JsonObject answer = answer(query);
        assertEquals(code, answer.required("code").asString(), query);
        assertTrue(answer.required("error").asString().length() > 10, query);
        assertTrue(code.startsWith("BAD_") || answer.required("rfc").asString().startsWith("RFC "), query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16.0", "1.6e1"})
    void aWholeNumberIsWrittenWithoutFractionAndExponent(String eaLength) throws IOException {
        JsonObject answer =
                answer("{\"op\":\"ce\",\"rule\":{\"ipv6Prefix\":\"2001:db8::/40\",\"ipv4Prefix\":\"192.0.2.0/24\","
                        + "\"eaLength\":" + eaLength + "},\"endUserPrefix\":\"2001:db8:12:3400::/56\"}");
        String error = answer.required("error").asString();
        assertTrue(error.contains(eaLength + " is not a whole number; write it without fraction or exponent"), error);
    }

    /** Each leaves one condition unmet. A rule is its IPv6 prefix, IPv4 prefix, EA length, offset, PSID length and PSID. */
    @ParameterizedTest
    @CsvSource({
        "V02, 2001:db8::/40, 192.0.2.0/24, 49, 6, null, null, 2001:db8::/96",
        "V03, 2001:db8::1/40, 192.0.2.0/24, 16, 6, null, null, 2001:db8::/56",
        "V03, 2001:db8::/40, 192.0.2.1/24, 16, 6, null, null, 2001:db8::/56",
        "V04, 2001:db8::/116, 192.0.2.0/24, 16, 6, null, null, 2001:db8::/128",
        "V06, 2001:db8::/40, 192.0.2.0/24, 16, 16, null, null, 2001:db8::/56",
        "V07, 2001:db8::/40, 192.0.2.18/32, 0, 6, 17, 1, 2001:db8::/56",
        "V08, 2001:db8::/40, 192.0.2.0/24, 19, 6, null, null, 2001:db8::/60",
        "V09, 2001:db8::/40, 192.0.2.0/24, 25, 0, null, null, 2001:db8::/66",
        "V10, 2001:db8::/40, 192.0.2.0/24, 16, 6, 7, null, 2001:db8::/56",
        "V11, 2001:db8::/40, 192.0.2.0/24, 4, 6, 4, null, 2001:db8::/56",
        "V12, 2001:db8::/40, 192.0.2.18/32, 0, 6, 8, 256, 2001:db8::/56",
        "V14, 2001:db8::/40, 192.0.2.0/24, 16, 6, 8, 53, 2001:db8:12:3400::/56",
        "V16, 2001:db8::/40, 192.0.2.18/32, 0, 6, 8, null, 2001:db8::/56",
        "V21, 2001:db8::/40, 0.0.0.0/0, 0, 6, null, null, 2001:db8::/56",
        "V22, fe80::/40, 192.0.2.0/24, 16, 6, null, null, fe80::/56",
        "V30, 2001:db8::/40, 192.0.2.0/24, 16, 6, null, null, 2001:db9::/56",
        "V31, 2001:db8::/40, 192.0.2.0/24, 16, 6, null, null, 2001:db8::/55",
        "V36, 2001:db8::/40, 192.0.2.0/24, 16, 6, null, null, 2001:db8::1/56"
    })
    void everyErrorOfRuleAndPrefixHasItsCode(
            String code, String ipv6, String ipv4, int ea, int offset, String length, String psid, String prefix)
            throws IOException {
        assertCode(
                code,
                "{\"op\":\"ce\",\"rule\":{\"ipv6Prefix\":\"" + ipv6 + "\",\"ipv4Prefix\":\"" + ipv4
                        + "\",\"eaLength\":" + ea + ",\"psidOffset\":" + offset + ",\"psidLength\":" + length
                        + ",\"psid\":" + psid + "},\"endUserPrefix\":\"" + prefix + "\"}");
    }

    @Test
    void nobodyOwnsIt() throws IOException {
        String owner = "{\"op\":\"owner\",\"rule\":" + OracleTest.RULE + ",\"ipv4\":\"192.0.2.18\",\"port\":1023}";
        assertCode("NO_MAPPING", owner);
        assertCode("NO_MAPPING", owner.replace("1023", "null"));
        assertCode("NOT_IN_RULE", owner.replace("192.0.2.18", "192.0.3.18"));
        assertCode("NOT_IN_RULE", "{\"op\":\"decode\",\"rule\":" + OracleTest.RULE + ",\"mapAddress\":\"2001:db9::\"}");
    }

    private static Stream<String> invalidQueries() {
        return """
                []
                5
                null
                "ce"
                {}
                {"op":null}
                {"op":7}
                {"op":"CE"}
                {"op":"ce"}
                {"op":"ports","psidOffset":6,"psidLength":8}
                {"op":"ports","psidOffset":6,"psidLength":8,"psid":"52"}
                {"op":"ports","psidOffset":6.5,"psidLength":8,"psid":52}
                {"op":"ports","psidOffset":6,"psidLength":8,"psid":1e99}
                {"op":"ports","psidOffset":6,"psidLength":8,"psid":99999999999999999999}
                {"op":"ports","psidOffset":6,"psidLength":8,"psid":52,"bogus":1}
                {"op":"ce","rule":RULE,"endUserPrefix":5}
                {"op":"ce","rule":RULE,"endUserPrefix":"2001:db8::"}
                {"op":"ce","rule":RULE,"endUserPrefix":""}
                {"op":"ce","rule":[],"endUserPrefix":"2001:db8::/56"}
                {"op":"ce","rule":{},"endUserPrefix":"2001:db8::/56"}
                {"op":"ce","rule":RULE,"format":"rfc7598","endUserPrefix":"2001:db8::/56"}
                {"op":"ce","rule":RULE,"domain":DOMAIN,"endUserPrefix":"2001:db8::/56"}
                {"op":"ce","domain":DOMAIN,"format":"rfc7597","endUserPrefix":"2001:db8::/56"}
                {"op":"ce","domain":[DOMAIN,OTHER],"endUserPrefix":"2001:db8::/56"}
                {"op":"ce","domain":[],"endUserPrefix":"2001:db8::/56"}
                {"op":"owner","rule":RULE,"ipv4":"192.0.2.018","port":1232}
                {"op":"owner","rule":RULE,"ipv4":"192.0.2.18","port":65536}
                {"op":"owner","rule":RULE,"ipv4":"192.0.2.18","port":-1}
                {"op":"decode","rule":RULE,"mapAddress":"2001:db8::/64"}
                {"op":"check","rule":RULE,"source6":"::1%lo","ipv4":"192.0.2.18","port":1}
                {"op":"check","rule":RULE,"source6":"::1","ipv4":"192.0.2.18","port":1,"mode":"x"}
                {"op":"validate"}
                {"op":"validate","rule":RULE,"domain":DOMAIN}
                """.lines();
    }

    @ParameterizedTest
    @MethodSource("invalidQueries")
    void invalidQueriesAreRefused(String query) throws IOException {
        String domain = "{\"name\":\"x\",\"borderRelay\":[\"2001:db8:ffff::1\"],\"rules\":[RULE]}";
        String other = domain.replace("\"x\"", "\"y\"").replace("ffff", "fffe");
        assertCode(
                "BAD_QUERY",
                query.replace("OTHER", other).replace("DOMAIN", domain).replace("RULE", OracleTest.RULE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "}",
                "{\"op\":\"ports\",\"op\":\"ports\"}",
                "{'op':1}",
                "{\"op\":\"ports\",\"psid\":052}",
                "{\"op\":\"ports\"} x",
                "NaN",
                "\u0000",
                "{\"op\":\"\\ud800\"}"
            })
    void linesThatAreNotJsonAreRefused(String line) throws IOException {
        assertCode("BAD_JSON", line + "\n");
        assertTrue(answer(line + "\n").required("error").asString().startsWith("column "));
    }

    @Test
    void everyLineGetsOneAnswerInOrder() throws IOException {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes((PORTS + "\r\n").getBytes(StandardCharsets.UTF_8));
        input.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
        input.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        input.writeBytes(("[".repeat(100_000) + "\n").getBytes(StandardCharsets.UTF_8));
        input.writeBytes(("{\"op\":\"" + "a".repeat(10_000_000) + "\"}\n").getBytes(StandardCharsets.UTF_8));
        input.writeBytes(PORTS.getBytes(StandardCharsets.UTF_8)); // no newline at the end
        List<String> answers = OracleTest.ask(input.toByteArray());
        assertEquals(6, answers.size());
        assertTrue(answers.get(0).startsWith(GOOD_START));
        assertTrue(answers.get(1).contains("\"BAD_JSON\""));
        assertTrue(answers.get(2).contains("\"BAD_JSON\"") && answers.get(2).contains("not UTF-8"));
        assertTrue(answers.get(3).contains("\"BAD_JSON\"") && answers.get(3).contains("within each other"));
        assertTrue(answers.get(4).contains("\"BAD_QUERY\"") && answers.get(4).length() < 1000);
        assertTrue(answers.get(5).startsWith(GOOD_START));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "-1.50e3",
                "123456789012345678901234567890",
                "\"a\\n\u00e9\\u2028\"",
                "{\"a\":[1,{}]}",
                "[]",
                "true",
                "null"
            })
    void theIdIsReturnedUnchanged(String id) throws IOException {
        String query = PORTS.replace("{", "{\"id\":" + id + ",");
        JsonObject good = answer(query);
        assertEquals(Json.parse(id).toString(), good.required("id").toString());
        assertTrue(good.required("ok").asBoolean());
        JsonObject refused = answer(query.replace("52", "256"));
        assertEquals(Json.parse(id).toString(), refused.required("id").toString());
        assertEquals("V12", refused.required("code").asString());
    }

    /** Input without end, as from a program that continues to query after its reader has exited. */
    @Test
    @Timeout(20)
    void stopsWhenTheReaderOfTheAnswersHasGone() throws IOException {
        byte[] line = (PORTS + "\n").getBytes(StandardCharsets.UTF_8);
        InputStream endless = new InputStream() {
            private int at;

            @Override
            public int read() {
                return line[at++ % line.length];
            }

            @Override
            public int available() {
                return 1;
            }
        };
        Writer closed = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertEquals(0, OracleCommand.serve(endless, new PrintWriter(closed)));
    }
}
