package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.softwire46.mape.cli.oracle.OracleAnswer;
import io.softwire46.mape.cli.oracle.OracleSession;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Any line gets one answer, which is well-formed.
 */
class OracleProperties {
    private static final String DOMAIN =
            "{\"name\":\"x\",\"borderRelay\":[\"2001:db8:ffff::1\"],\"rules\":[" + OracleTest.RULE + "]}";

    private static final List<String> QUERIES = List.of(
            "{\"op\":\"ce\",\"rule\":" + OracleTest.RULE + ",\"endUserPrefix\":\"2001:db8:12:3400::/56\"}",
            "{\"op\":\"owner\",\"rule\":" + OracleTest.RULE + ",\"ipv4\":\"192.0.2.18\",\"port\":1232}",
            "{\"op\":\"decode\",\"domain\":" + DOMAIN + ",\"mapAddress\":\"2001:db8:12:3400:0:c000:212:34\"}",
            "{\"op\":\"check\",\"rule\":" + OracleTest.RULE
                    + ",\"source6\":\"2001:db8:12:3400:0:c000:212:34\",\"ipv4\":\"192.0.2.18\",\"port\":1232,"
                    + "\"mode\":\"ea\"}",
            "{\"op\":\"ports\",\"psidOffset\":6,\"psidLength\":8,\"psid\":52}",
            "{\"op\":\"validate\",\"rule\":" + OracleTest.RULE + "}",
            "{\"op\":\"validate\",\"domain\":" + DOMAIN + "}");

    private static final String CHARACTERS = "0123456789abcdef:/.-\"{}[],tn e+\\%";

    @Property(tries = 5000)
    void everyDamagedQueryIsAnswered(@ForAll Random random) {
        StringBuilder query = new StringBuilder(QUERIES.get(random.nextInt(QUERIES.size())));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(query.length());
            char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            switch (random.nextInt(3)) {
                case 0 -> query.setCharAt(at, character);
                case 1 -> query.insert(at, character);
                default -> query.deleteCharAt(at);
            }
        }
        String answer = OracleAnswer.to(new OracleSession(), query.toString());
        assertFalse(answer.contains("\n"), answer);
        JsonObject object = Json.parse(answer).asObject();
        assertEquals(object.required("ok").asBoolean(), !object.has("code"), answer);
    }
}
