package io.softwire46.mape.kernel;

import io.softwire46.mape.json.JsonValue;
import java.util.List;

/** Reads what {@code peers.py} prints. Static methods only. */
final class Answers {
    private Answers() {}

    /** Returns a number of 0 or more. */
    static int number(JsonValue of, String field) {
        return of.asObject().required(field).asInt(0, Integer.MAX_VALUE);
    }

    /** Returns a string. */
    static String text(JsonValue of, String field) {
        return of.asObject().required(field).asString();
    }

    /** Returns whether both ends of a transfer have the same SHA-256. */
    static boolean isEqual(JsonValue transfer) {
        return transfer.asObject().required("equal").asBoolean();
    }

    /** Returns the hops of a traceroute. */
    static List<String> hops(JsonValue trace) {
        return trace.asArray().stream().map(Answers::hop).toList();
    }

    /** Returns who sent the answer to a probe, with type and code of an ICMP message or the error of a socket. */
    static String hop(JsonValue hop) {
        if (hop.isNull()) {
            return "no answer";
        }
        String from = text(hop, "from");
        if (hop.asObject().has("error")) {
            return from + " " + text(hop, "error");
        }
        return hop.asObject().has("type") ? from + " " + number(hop, "type") + "/" + number(hop, "code") : from;
    }
}
