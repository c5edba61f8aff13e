package io.softwire46.mape.cli.adapter;

import io.softwire46.mape.cli.oracle.LineSource;
import io.softwire46.mape.cli.oracle.OracleAnswer;
import io.softwire46.mape.cli.oracle.OracleSession;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers the requests of process protocol 1, one line each.
 *
 * <p>Not thread-safe: use one instance per process.
 */
public final class AdapterServer {
    /** Maximum length of a line. */
    private static final int MAX_LINE_OCTETS = 4 << 20;

    private static final int MAX_QUIET_MILLIS = 5_000;
    private static final int MAX_DEADLINE_MILLIS = 600_000;
    private static final int MARK_OCTETS = 12;
    private static final List<String> SIDES = List.of("ipv4", "ipv6");
    private static final List<String> ROLES = List.of("calc", "br", "ce", "ce-nat", "dhcpv6");
    private static final List<String> COMMANDS =
            List.of("hello", "configure", "exchange", "query", "counters", "tick", "reset", "bye");

    private final AdapterNode node = new AdapterNode();
    private long requests;
    private boolean ended;

    /** Creates a server without a configuration. */
    public AdapterServer() {}

    /**
     * Answers requests until {@code bye}, or the end of the input or of the output's reader.
     *
     * @param in requests
     * @param out answers, flushed after each
     * @throws IOException if the input cannot be read
     */
    public static void serve(InputStream in, PrintWriter out) throws IOException {
        AdapterServer server = new AdapterServer();
        LineSource lines = new LineSource(in, MAX_LINE_OCTETS);
        for (String line = lines.next(); line != null && !server.ended; line = lines.next()) {
            String problem = lines.problem();
            out.print(problem == null ? server.answer(line) : server.unreadable(problem));
            out.print('\n');
            if (out.checkError() || server.ended) { // also flushes
                return;
            }
        }
    }

    /** Answers one line; never throws. */
    public String answer(String line) {
        requests++;
        String answer;
        try {
            JsonObject request = Json.parse(line).asObject();
            long seq = request.required("seq").asLong(1, Long.MAX_VALUE);
            if (seq != requests) {
                throw request.required("seq").error("found seq " + seq + ", expected " + requests);
            }
            answer = answer(request);
        } catch (JsonException e) {
            return error("column " + e.column() + ": " + e.problem());
        } catch (RuntimeException | StackOverflowError e) {
            StackTraceElement[] trace = e.getStackTrace();
            return object(json ->
                    json.field("failed", "crashed").field("detail", e + (trace.length == 0 ? "" : " at " + trace[0])));
        }
        return answer.length() < MAX_LINE_OCTETS / 2
                        || answer.getBytes(StandardCharsets.UTF_8).length <= MAX_LINE_OCTETS
                ? answer
                : error("the answer is longer than " + (MAX_LINE_OCTETS >> 20) + " MiB");
    }

    private String unreadable(String problem) {
        requests++;
        return error(problem);
    }

    private String error(String problem) {
        return object(json -> json.field("error", problem));
    }

    private String object(Consumer<JsonWriter> fields) {
        StringBuilder out = new StringBuilder(256);
        JsonWriter json = JsonWriter.compact(out).beginObject().field("seq", requests);
        fields.accept(json);
        json.endObject();
        return out.toString();
    }

    private String answer(JsonObject request) {
        switch (request.required("cmd").asOneOf(COMMANDS)) {
            case "hello" -> {
                requireOnly(request, "protocol", "suite");
                request.required("protocol").asInt(AdapterCapabilities.PROTOCOL, AdapterCapabilities.PROTOCOL);
                request.required("suite").asString();
                return object(AdapterCapabilities::fields);
            }
            case "configure" -> {
                requireOnly(request, "role", "domains", "endUserPrefix", "as");
                return configure(request);
            }
            case "exchange" -> {
                requireOnly(request, "packets", "until", "quietMillis", "deadlineMillis");
                return exchange(request);
            }
            case "query" -> {
                requireOnly(request, "query");
                String answer = query(request.required("query").asObject());
                return "{\"seq\":" + requests + ",\"answer\":" + answer + "}";
            }
            case "counters" -> {
                requireOnly(request);
                requireNode(request);
                return object(this::counters);
            }
            case "tick" -> {
                requireOnly(request, "nanos");
                requireNode(request);
                long nanos = request.required("nanos").asLong(0, Long.MAX_VALUE);
                return outputs(output -> node.tick(nanos, output));
            }
            case "reset" -> {
                requireOnly(request);
                node.reset();
                return object(json -> json.field("ok", true));
            }
            default -> {
                requireOnly(request);
                ended = true;
                return object(json -> json.field("ok", true));
            }
        }
    }

    private static void requireOnly(JsonObject request, String... fields) {
        List<String> all = new ArrayList<>(List.of("seq", "cmd"));
        all.addAll(List.of(fields));
        Requests.requireOnly(request, all);
    }

    private void requireNode(JsonObject request) {
        if (!node.isForwarding()) {
            throw request.error("no border relay and no CE is configured");
        }
    }

    private String configure(JsonObject request) {
        String role = request.required("role").asOneOf(ROLES);
        JsonValue domains = request.required("domains");
        Requests.requireComplete(domains.asArray(), role.equals("ce-nat"));
        JsonValue prefix = request.required("endUserPrefix");
        Requests.requireOnly(request.required("as").asObject(), List.of());
        boolean edge = role.equals("ce") || role.equals("ce-nat");
        if (edge == prefix.isNull()) {
            throw prefix.error("field \"endUserPrefix\" is " + prefix.shortText() + " for role " + role);
        }
        String endUserPrefix = edge ? prefix.asString() : "";
        Optional<String> refused = switch (role) {
            case "br" -> node.configureRelay(domains);
            case "ce" -> node.configureEdge(domains, endUserPrefix);
            case "ce-nat" -> node.configureEdgeWithNapt(domains, endUserPrefix);
            default -> node.configureQueries(domains);
        };
        return object(json -> {
            if (refused.isPresent()) {
                json.field("refused", refused.get());
            } else {
                json.field("ok", true);
            }
        });
    }

    /** A packet of an exchange. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Arrival(boolean ipv6, long atNanos, byte[] octets) {
        static Arrival read(JsonObject packet) {
            Requests.requireOnly(packet, List.of("side", "at", "hex"));
            return new Arrival(
                    packet.required("side").asOneOf(SIDES).equals("ipv6"),
                    packet.required("at").asLong(0, Long.MAX_VALUE),
                    Requests.hex(packet.required("hex"), AdapterNode.MAX_PACKET_OCTETS));
        }
    }

    private String exchange(JsonObject request) {
        List<JsonValue> values = request.required("packets").asArray();
        List<Arrival> packets =
                values.stream().map(value -> Arrival.read(value.asObject())).toList();
        for (int i = 1; i < packets.size(); i++) {
            if (packets.get(i).atNanos < packets.get(i - 1).atNanos) {
                throw values.get(i).error("found an earlier time than that of the preceding packet");
            }
        }
        requireUntil(request);
        requireNode(request);
        return outputs(output -> {
            for (int i = 0; i < packets.size(); i++) {
                Arrival each = packets.get(i);
                node.packet(each.ipv6, each.atNanos, each.octets, i, output);
            }
        });
    }

    /** Checks the marks, which have no meaning here: all output of a packet exists when its call returns. */
    private static void requireUntil(JsonObject request) {
        List<JsonValue> marks = request.required("until").asArray();
        for (JsonValue value : marks) {
            JsonObject mark = value.asObject();
            Requests.requireOnly(mark, List.of("side", "contains"));
            mark.required("side").asOneOf(SIDES);
            JsonValue contains = mark.required("contains");
            if (Requests.hex(contains, MARK_OCTETS).length != MARK_OCTETS) {
                throw contains.error("found " + contains.shortText() + ", expected " + MARK_OCTETS + " octets");
            }
        }
        if (marks.size() > SIDES.size()) {
            throw request.required("until").error("found " + marks.size() + " marks, expected at most 2");
        }
        request.required("quietMillis").asInt(0, MAX_QUIET_MILLIS);
        request.required("deadlineMillis").asInt(1, MAX_DEADLINE_MILLIS);
    }

    private String outputs(Consumer<AdapterNode.Output> calls) {
        return object(json -> {
            json.field("ended", "sync").name("out").beginArray();
            calls.accept((ipv6, octets, cause) -> {
                json.beginObject().field("side", ipv6 ? "ipv6" : "ipv4");
                json.field("hex", HexFormat.of().formatHex(octets));
                json.name("cause").plain(cause == AdapterNode.NO_CAUSE ? null : cause);
                json.endObject();
            });
            json.endArray();
        });
    }

    private void counters(JsonWriter json) {
        json.name("counters").beginArray();
        for (AdapterCounter each : node.counters()) {
            json.beginObject().field("name", each.name()).field("class", each.kind());
            json.field("packets", each.packets()).field("octets", each.octets()).endObject();
        }
        json.endArray().name("trafficStat").beginObject();
        node.trafficStat().forEach(json::field);
        json.endObject();
    }

    /**
     * Answers a query.
     *
     * @param query with its {@code op}
     * @return a JSON object on one line
     * @throws JsonException if a query about DHCPv6 options is malformed; a malformed query of the oracle has an answer
     */
    public static String query(JsonObject query) {
        JsonValue op = query.required("op");
        return op.kind() == JsonValue.Kind.STRING && DhcpQueries.isOne(op.asString())
                ? DhcpQueries.answer(query)
                : OracleAnswer.to(new OracleSession(), query);
    }
}
