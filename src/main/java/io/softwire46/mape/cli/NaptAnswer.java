package io.softwire46.mape.cli;

import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptExplanation;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.nat.SessionView;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Explains an endpoint or a port: the class of its mapping, the port, the rule that decides, its clause, the sessions that hold the
 * port, and limits.
 *
 * <p>Immutable.
 *
 * @param mapping class; null if a port has no mapping
 * @param port external port; null if one would be chosen
 * @param rule what decides, in words
 * @param clause clause of the rule
 * @param holders endpoints that use the port now, at most 20
 * @param limits numbers by their name
 */
record NaptAnswer(
        @Nullable MappingBehavior mapping,
        @Nullable Integer port,
        String rule,
        String clause,
        List<String> holders,
        Map<String, Integer> limits) {
    private static final int MAX_HOLDERS = 20;
    private static final String PORT_SET_RFC = "RFC 7597 section 5.1";

    static NaptAnswer of(NaptQuery query, NaptTable table, Napt44 napt, long nowNanos) {
        return query.isForPort() ? ofPort(query, table, napt, nowNanos) : ofEndpoint(query, napt, nowNanos);
    }

    private static NaptAnswer ofEndpoint(NaptQuery query, Napt44 napt, long nowNanos) {
        NaptExplanation of = napt.explain(query.protocol(), query.inside(), query.remote(), nowNanos);
        Integer port = of.externalPort() == 0 ? null : (Integer) of.externalPort();
        Map<String, Integer> limits = new LinkedHashMap<>();
        limits.put("freePorts", of.freePorts());
        limits.put("sessionsOfHost", of.sessionsOfHost());
        limits.put("maxSessionsOfHost", of.maxSessionsOfHost());
        String rule;
        if (of.result().isDrop()) {
            rule = "a new session is refused: " + of.result();
        } else if (port == null) {
            rule = "a free port would be chosen at random";
        } else {
            rule = "the endpoint has this port";
        }
        List<String> holders = port == null ? List.of() : holders(query, port, napt, nowNanos, new SessionView());
        return new NaptAnswer(of.mapping(), port, rule, of.rfc(), holders, limits);
    }

    private static NaptAnswer ofPort(NaptQuery query, NaptTable table, Napt44 napt, long nowNanos) {
        int port = query.port();
        SessionView last = new SessionView();
        List<String> holders = holders(query, port, napt, nowNanos, last);
        MappingBehavior mapping = null;
        String rule;
        String clause = "RFC 7597 section 8";
        if (!table.portSet().contains(port)) {
            rule = "the port is not in the port set";
            clause = PORT_SET_RFC;
        } else if (table.forwardAt(query.protocol(), port).isPresent()) {
            mapping = MappingBehavior.EXCLUSIVE;
            rule = "a forward holds the port: "
                    + table.forwardAt(query.protocol(), port).orElseThrow();
        } else if (!holders.isEmpty()) {
            mapping = isOverlapping(query, napt, nowNanos) ? MappingBehavior.OVERLAPPING : MappingBehavior.EXCLUSIVE;
            rule = "sessions use the port";
            clause = mapping == MappingBehavior.OVERLAPPING ? "RFC 7857 section 3" : "RFC 4787 section 4.1";
        } else if (!table.isUsable(query.protocol(), port)) {
            rule = "the port is reserved, or a system port";
        } else {
            rule = "no session uses the port";
        }
        return new NaptAnswer(mapping, port, rule, clause, holders, Map.of());
    }

    private static boolean isOverlapping(NaptQuery query, Napt44 napt, long nowNanos) {
        boolean found = false;
        SessionView view = new SessionView();
        while (napt.nextSession(view, nowNanos)) {
            found |= view.protocol() == query.protocol() && view.externalPort() == query.port() && view.isOverlapping();
        }
        return found;
    }

    private static List<String> holders(NaptQuery query, int port, Napt44 napt, long nowNanos, SessionView view) {
        List<String> holders = new ArrayList<>();
        while (napt.nextSession(view, nowNanos)) {
            if (view.protocol() == query.protocol() && view.externalPort() == port && holders.size() < MAX_HOLDERS) {
                holders.add(Addresses.toText(view.insideAddress()) + ":" + view.insidePort() + " > "
                        + Addresses.toText(view.remoteAddress()) + ":" + view.remotePort());
            }
        }
        return holders;
    }

    void print(PrintWriter out) {
        out.println();
        out.println("Class:   " + (mapping == null ? "none" : mapping));
        out.println("Port:    " + (port == null ? "none yet" : port));
        out.println("Rule:    " + rule);
        out.println("Clause:  " + clause);
        out.println("Holders: " + (holders.isEmpty() ? "none" : holders.get(0)));
        holders.stream().skip(1).forEach(each -> out.println("         " + each));
        limits.forEach((name, value) -> out.println("Limit:   " + name + " " + value));
    }

    void writeJson(JsonWriter json) {
        json.beginObject().field("class", mapping == null ? null : mapping.toString());
        json.name("port").plain(port).field("rule", rule).field("clause", clause);
        json.name("holders").beginArray();
        holders.forEach(json::value);
        json.endArray().name("limits").beginObject();
        limits.forEach(json::field);
        json.endObject().endObject();
    }
}
