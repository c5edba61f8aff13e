package io.softwire46.mape.cli;

import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptStatistics;
import io.softwire46.mape.nat.NaptStatistics.Direction;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.nat.NaptStatistics.PortUse;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Counters and gauges of a NAPT, as text and as the JSON member {@code napt}. Static methods only.
 */
final class NaptReport {
    private NaptReport() {}

    static void print(PrintWriter out, Napt44 napt) {
        NaptStatistics of = napt.statistics();
        out.printf(Locale.ROOT, "%-40s %15s %15s%n", " NAPT", "Outbound", "Inbound");
        for (NaptResult result : NaptResult.values()) {
            long outbound = of.packets(Direction.OUTBOUND, result);
            long inbound = of.packets(Direction.INBOUND, result);
            if (outbound + inbound > 0) {
                out.printf(Locale.ROOT, "  %-38s %15d %15d%n", result, outbound, inbound);
            }
        }
        out.println("  every other result: 0");
        out.println(" NAPT events");
        for (Event event : Event.values()) {
            if (of.count(event) > 0) {
                out.printf(Locale.ROOT, "  %-54s %15d%n", event, of.count(event));
            }
        }
        out.println("  every other event: 0");
        out.printf(Locale.ROOT, "%-40s %15s %15s%n", " NAPT tables", "Now", "Peak");
        row(out, of, "Sessions", Gauge.SESSIONS, Gauge.SESSIONS_PEAK);
        row(out, of, "Exclusive mappings", Gauge.MAPPINGS, Gauge.MAPPINGS_PEAK);
        row(out, of, "Inside hosts", Gauge.HOSTS, Gauge.HOSTS_PEAK);
        row(out, of, "Remote endpoints", Gauge.REMOTES, Gauge.REMOTES_PEAK);
        out.printf(
                Locale.ROOT,
                "%-22s %9s %11s %13s %9s %9s%n",
                " NAPT ports",
                "free",
                "exclusive",
                "overlapping",
                "resting",
                "forward");
        for (NaptProtocol protocol : NaptProtocol.values()) {
            out.printf(
                    Locale.ROOT,
                    "  %-20s %9d %11d %13d %9d %9d%n",
                    protocol,
                    napt.portCount(protocol, PortUse.FREE),
                    napt.portCount(protocol, PortUse.EXCLUSIVE),
                    napt.portCount(protocol, PortUse.OVERLAPPING),
                    napt.portCount(protocol, PortUse.RESTING),
                    napt.portCount(protocol, PortUse.FORWARD));
        }
    }

    private static void row(PrintWriter out, NaptStatistics of, String label, Gauge now, Gauge peak) {
        out.printf(Locale.ROOT, "  %-38s %15d %15d%n", label, of.get(now), of.get(peak));
    }

    static void writeJson(JsonWriter json, Napt44 napt) {
        NaptStatistics of = napt.statistics();
        json.beginObject().name("results").beginObject();
        for (NaptResult result : NaptResult.values()) {
            json.name(result.name()).beginObject();
            json.field("packets", of.packets(Direction.OUTBOUND, result) + of.packets(Direction.INBOUND, result));
            json.field("octets", of.octets(Direction.OUTBOUND, result) + of.octets(Direction.INBOUND, result));
            json.endObject();
        }
        json.endObject().name("events").beginObject();
        for (Event event : Event.values()) {
            json.field(event.name(), of.count(event));
        }
        json.endObject().name("gauges").beginObject();
        for (Gauge gauge : Gauge.values()) {
            json.field(name(gauge.name()), of.get(gauge));
        }
        for (NaptProtocol protocol : NaptProtocol.values()) {
            json.name(protocol.toString()).beginObject();
            for (PortUse use : PortUse.values()) {
                json.field(name(use.name()) + "Ports", napt.portCount(protocol, use));
            }
            json.endObject();
        }
        json.endObject().endObject();
    }

    /** Returns a constant as a field name: {@code sessionsPeak} for {@code SESSIONS_PEAK}. */
    private static String name(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
