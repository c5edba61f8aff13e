package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.Seconds;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptStatistics.Direction;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Prints what a capture requires of a port set. Static methods only.
 */
final class NaptUsageReport {
    private static final int MAX_HOSTS = 20;

    /** Refusals that JSON always has. */
    private static final List<NaptResult> PORTS =
            List.of(NaptResult.NO_PORT_EXCLUSIVE, NaptResult.NO_PORT_TOWARD_REMOTE);

    /**
     * Results of replays against other port sets.
     *
     * @param rows by PSID length
     * @param portsForAll minimum number of ports that refuses no session
     * @param portsForMost minimum number of ports that refuses at most 0.1 % of the sessions
     */
    record Plan(List<PortPlan.Row> rows, OptionalLong portsForAll, OptionalLong portsForMost) {
        static Plan of(PortPlan plan, int psidOffset) {
            return new Plan(plan.sweep(psidOffset), plan.portsForAll(), plan.portsForMost());
        }
    }

    private NaptUsageReport() {}

    static void print(PrintWriter out, NaptReplay replay, @Nullable Plan plan) {
        NaptUsage usage = replay.usage;
        out.printf(
                Locale.ROOT,
                "Port set %s: %d ports of %s%n",
                replay.table().portSet(),
                replay.table().portSet().size(),
                Addresses.toText(replay.table().address()));
        out.printf(
                Locale.ROOT,
                "Capture: %d packets in %s seconds; %d answers without session, %d not translated%n",
                replay.packets,
                Seconds.text(replay.durationNanos()),
                replay.answersWithoutSession,
                replay.notTranslated);
        printDrops(out, replay);
        out.println();
        out.printf(
                Locale.ROOT,
                "%-10s %10s %14s %15s %17s %10s%n",
                "Protocol",
                "sessions",
                "peak sessions",
                "peak exclusive",
                "peak overlapping",
                "refused");
        usage.protocols.forEach((protocol, of) -> out.printf(
                Locale.ROOT,
                "%-10s %10d %14d %15d %17d %10d%n",
                protocol,
                of.sessions,
                of.peakSessions,
                of.peakExclusivePorts,
                of.peakOverlappingPorts,
                of.refusedCount()));
        out.println();
        if (usage.refused == 0) {
            out.println("Refused sessions: none");
        } else {
            out.printf(
                    Locale.ROOT,
                    "Refused sessions: %d (%.1f %%), the first after %s seconds%n",
                    usage.refused,
                    100 * usage.refusedShare(),
                    Seconds.text(usage.firstRefusedNanos));
            usage.protocols.forEach((protocol, of) -> of.refused.forEach(
                    (result, count) -> out.printf(Locale.ROOT, "  %-8s %-30s %10d%n", protocol, result, count)));
        }
        printHosts(out, usage);
        ForecastReport.print(out, replay.forecast());
        if (plan != null) {
            printPlan(out, replay, plan);
        }
        if (replay.answer != null) {
            replay.answer.print(out);
        }
    }

    /** Prints packets that were dropped, such as those of TCP connections older than the capture. */
    private static void printDrops(PrintWriter out, NaptReplay replay) {
        for (NaptResult result : NaptResult.values()) {
            long packets = replay.napt().statistics().packets(Direction.OUTBOUND, result)
                    + replay.napt().statistics().packets(Direction.INBOUND, result);
            if (result.isDrop() && packets > 0) {
                out.printf(Locale.ROOT, "  dropped: %-30s %10d packets%n", result, packets);
            }
        }
    }

    private static void printHosts(PrintWriter out, NaptUsage usage) {
        List<NaptUsage.OfHost> hosts = usage.hosts(MAX_HOSTS);
        if (hosts.isEmpty()) {
            return;
        }
        out.println();
        out.printf(Locale.ROOT, "%-20s %15s %15s %13s%n", "Host", "sessions", "peak exclusive", "refused");
        for (NaptUsage.OfHost host : hosts) {
            out.printf(
                    Locale.ROOT,
                    "%-20s %15d %15d %13d%n",
                    Addresses.toText(host.address),
                    host.sessions,
                    host.peakExclusivePorts,
                    host.refused);
        }
    }

    private static void printPlan(PrintWriter out, NaptReplay replay, Plan plan) {
        out.println();
        out.println("Ports needed to refuse no session: " + count(plan.portsForAll(), replay));
        out.println("Ports needed to refuse at most 0.1 % of the sessions: " + count(plan.portsForMost(), replay));
        out.println();
        out.printf(Locale.ROOT, "%-12s %10s %10s %10s%n", "PSID length", "ports", "refused", "share");
        for (PortPlan.Row row : plan.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%-12d %10d %10d %8.1f %%%n",
                    row.psidLength(),
                    row.ports(),
                    row.refused(),
                    100 * row.refusedShare());
        }
    }

    private static String count(OptionalLong ports, NaptReplay replay) {
        return ports.isPresent()
                ? Long.toString(ports.getAsLong())
                : "more than the " + replay.table().portSet().size() + " of the set";
    }

    static void printJson(PrintWriter out, NaptReplay replay, @Nullable Plan plan) {
        NaptUsage usage = replay.usage;
        JsonWriter json = JsonWriter.indented(out).beginObject();
        json.field("portSet", replay.table().portSet().toString());
        json.field("ports", replay.table().portSet().size());
        Seconds.field(json, "seconds", replay.durationNanos());
        json.field("packets", replay.packets);
        json.name("protocols").beginArray();
        usage.protocols.forEach((protocol, of) -> {
            json.beginObject().field("protocol", protocol.toString());
            json.field("sessions", of.sessions).field("peakSessions", of.peakSessions);
            json.field("peakExclusivePorts", of.peakExclusivePorts);
            json.field("peakOverlappingPorts", of.peakOverlappingPorts);
            refusedJson(json.name("refused"), of.refused);
            json.endObject();
        });
        json.endArray().field("refused", usage.refused);
        if (usage.refused == 0) {
            json.name("firstRefusedSeconds").nullValue();
        } else {
            Seconds.field(json, "firstRefusedSeconds", usage.firstRefusedNanos);
        }
        json.field("answersWithoutSession", replay.answersWithoutSession);
        json.field("notTranslated", replay.notTranslated);
        json.name("hosts").beginArray();
        for (NaptUsage.OfHost host : usage.hosts(MAX_HOSTS)) {
            json.beginObject().field("host", Addresses.toText(host.address));
            json.field("sessions", host.sessions).field("peakExclusivePorts", host.peakExclusivePorts);
            json.field("refused", host.refused).endObject();
        }
        json.endArray();
        portsNeededJson(json.name("portsNeeded"), plan);
        ForecastReport.writeJson(json.name("forecast"), replay.forecast());
        sweepJson(json.name("sweep"), plan);
        if (replay.answer != null) {
            replay.answer.writeJson(json.name("explain"));
        }
        json.endObject().endLine();
    }

    private static void refusedJson(JsonWriter json, Map<NaptResult, Long> refused) {
        List<NaptResult> results = new ArrayList<>(PORTS);
        refused.keySet().stream().filter(each -> !PORTS.contains(each)).forEach(results::add);
        json.beginObject();
        results.forEach(each -> json.field(each.name(), refused.getOrDefault(each, 0L)));
        json.endObject();
    }

    private static void portsNeededJson(JsonWriter json, @Nullable Plan plan) {
        if (plan == null) {
            json.nullValue();
            return;
        }
        json.beginObject();
        json.name("all").plain(boxed(plan.portsForAll()));
        json.name("percent99_9").plain(boxed(plan.portsForMost())).endObject();
    }

    private static void sweepJson(JsonWriter json, @Nullable Plan plan) {
        if (plan == null) {
            json.nullValue();
            return;
        }
        json.beginArray();
        for (PortPlan.Row row : plan.rows()) {
            json.beginObject().field("psidLength", row.psidLength()).field("ports", row.ports());
            json.field("refused", row.refused()).field("refusedShare", row.refusedShare());
            json.endObject();
        }
        json.endArray();
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }
}
