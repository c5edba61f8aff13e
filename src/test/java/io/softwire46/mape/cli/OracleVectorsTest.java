package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.oracle.OracleAnswer;
import io.softwire46.mape.cli.oracle.OracleSession;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The oracle on the mapping vectors, as a program in another language would use both.
 */
class OracleVectorsTest {
    private static final List<String> FIELDS = List.of(
            "kind",
            "eaBits",
            "ipv4",
            "ipv4Length",
            "portCount",
            "rangeCount",
            "firstRange",
            "lastRange",
            "mapAddress",
            "mapAddressFromRule");

    @Test
    void answersWhatTheVectorsSay() throws IOException {
        int asked = 0;
        for (String line : Files.readAllLines(Path.of("vectors", "mapping.jsonl"), StandardCharsets.UTF_8)) {
            JsonObject vector = Json.parse(line).asObject();
            if (vector.optional("endUserPrefix").isPresent()
                    && vector.optional("expected").isPresent()) {
                JsonObject answer = ask(vector, "ce", vector);
                compare(vector, vector.required("expected").asObject(), answer);
                asked++;
            }
            for (JsonValue each : vector.required("owners").asArray()) {
                JsonObject owner = each.asObject();
                JsonObject answer = ask(vector, "owner", owner);
                String expected =
                        owner.optional("mapAddress").map(JsonValue::asString).orElse("NO_MAPPING");
                assertEquals(
                        expected,
                        answer.required(answer.has("code") ? "code" : "mapAddress")
                                .asString(),
                        line);
                asked++;
            }
        }
        assertTrue(asked > 1000, "queries: " + asked);
    }

    private static JsonObject ask(JsonObject vector, String op, JsonObject from) {
        StringBuilder text = new StringBuilder();
        JsonWriter query = JsonWriter.compact(text).beginObject().field("op", op);
        query.field("format", vector.required("format")).field("rule", vector.required("rule"));
        for (String field : op.equals("ce") ? List.of("endUserPrefix") : List.of("ipv4", "port")) {
            query.field(field, from.required(field));
        }
        query.endObject();
        return Json.parse(OracleAnswer.to(new OracleSession(), text.toString())).asObject();
    }

    private static void compare(JsonObject vector, JsonObject expected, JsonObject answer) {
        String id = vector.required("id").asString();
        for (String field : FIELDS) {
            if (expected.has(field)) {
                assertEquals(
                        expected.required(field).toString(),
                        answer.optional(field).map(JsonValue::toString).orElse("nothing"),
                        () -> id + " " + field + ": " + answer);
            }
        }
        assertEquals(whole(expected, "psid"), whole(answer, "psid"), id);
        assertEquals(whole(expected, "psidLength"), whole(answer, "psidLength"), id);
    }

    /** Vectors without address sharing have 0 or null. */
    private static int whole(JsonObject object, String field) {
        return object.optional(field).map(value -> value.asInt(0, 65535)).orElse(0);
    }
}
