package io.softwire46.mape.cli.oracle;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer of the oracle: the query's {@code id}, {@code ok}, and the result or an error with its code. Static
 * methods only.
 */
public final class OracleAnswer {
    /** Code: the line is JSON, but not a valid query. */
    static final String BAD_QUERY = "BAD_QUERY";

    /** Code: the line is not JSON. */
    static final String BAD_JSON = "BAD_JSON";

    /** Code: the address is in a rule, but the port is not assigned to any CE. */
    static final String NO_MAPPING = "NO_MAPPING";

    /** Code: the address is in no rule. */
    static final String NOT_IN_RULE = "NOT_IN_RULE";

    private OracleAnswer() {}

    /** A valid query with a negative answer. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;
        private final @Nullable String rfc;

        Refusal(String code, @Nullable String rfc, String message) {
            super(message, null, false, false);
            this.code = code;
            this.rfc = rfc;
        }
    }

    /** Answers one line; never throws. */
    public static String to(OracleSession session, String line) {
        JsonValue query;
        try {
            query = Json.parse(line);
        } catch (JsonException e) {
            return badJson(place(e));
        }
        return to(session, query);
    }

    /** Answers a query; never throws. */
    public static String to(OracleSession session, JsonValue query) {
        Optional<JsonValue> id = Optional.empty();
        try {
            JsonObject object = query.asObject();
            id = object.has("id") ? Optional.of(object.required("id")) : Optional.empty();
            StringBuilder text = new StringBuilder(256);
            JsonWriter json = JsonWriter.compact(text).beginObject();
            id.ifPresent(value -> json.field("id", value));
            json.field("ok", true);
            OracleQuery.answer(session, object, json);
            json.endObject();
            return text.toString();
        } catch (Refusal e) {
            return error(id, e.code, e.rfc, e.getMessage());
        } catch (MapConfigurationException e) {
            Finding first = e.first();
            boolean unreadable = first.id() == FindingId.SYNTAX;
            return error(id, unreadable ? BAD_QUERY : first.id().name(), first.rfc(), first.sentence());
        } catch (JsonException e) {
            return error(id, BAD_QUERY, null, place(e));
        }
    }

    /** Returns the column and the problem; a query is one line, so that a line number has no use. */
    private static String place(JsonException e) {
        return "column " + e.column() + ": " + e.problem();
    }

    static String badJson(@Nullable String message) {
        return error(Optional.empty(), BAD_JSON, "RFC 8259", message);
    }

    private static String error(Optional<JsonValue> id, String code, @Nullable String rfc, @Nullable String message) {
        StringBuilder text = new StringBuilder(256);
        JsonWriter json = JsonWriter.compact(text).beginObject();
        id.ifPresent(value -> json.field("id", value));
        json.field("ok", false).field("code", code).field("rfc", rfc).field("error", message);
        json.endObject();
        return text.toString();
    }
}
