package io.softwire46.mape.cli;

import static io.softwire46.mape.forward.counter.Direction.V4_TO_V6;
import static io.softwire46.mape.forward.counter.Direction.V6_TO_V4;

import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Counters.DomainCounters;
import io.softwire46.mape.forward.counter.Counters.FragmentCounters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.SoftwireStatistic;
import io.softwire46.mape.forward.counter.SoftwireStatistic.Group;
import io.softwire46.mape.forward.counter.TrafficStatistic;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.FragmentResult;
import io.softwire46.mape.fragment.FragmentStatistics;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.nat.Napt44;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counters in the layout of {@code show services inline softwire statistics mape}, followed by the drop reasons, which Junos does
 * not distinguish.
 *
 * <p>Not thread-safe: use one instance per report.
 */
final class Statistics {
    private final String node;
    private final CounterSnapshot counters;
    private final List<FragmentCounters> fragments;
    private final List<DomainCounters> domains;
    private final @Nullable Capture capture;

    /** The NAPT of a complete CE, else null. */
    private final @Nullable Napt44 napt;

    /** Takes the counters of a node, and of its capture; null without a capture. */
    Statistics(String node, Forwarder forwarder, @Nullable Capture capture) {
        this.node = node;
        counters = forwarder.counters().snapshot();
        fragments = forwarder.fragmentCounters();
        domains = forwarder.domainCounters();
        this.capture = capture;
        napt = forwarder instanceof CustomerEdge edge ? edge.napt().orElse(null) : null;
    }

    /**
     * Totals of a capture.
     *
     * @param records number of all records
     * @param notIp number of records that contain neither IPv4 nor IPv6
     * @param written number of packets in the output
     */
    record Capture(long records, long notIp, long written) {}

    void print(PrintWriter out) {
        out.printf(Locale.ROOT, "Service PIC Name %55s%n", "mape " + node);
        for (Group group : Group.values()) {
            table(out, group);
        }
        dropReasons(out);
        if (capture != null) {
            events(out);
            fragments.forEach(each -> fragmentTable(out, each));
            if (napt != null) {
                NaptReport.print(out, napt);
            }
            out.printf(
                    Locale.ROOT,
                    " Capture: %d records, %d not IP, %d not MAP, %d written%n",
                    capture.records(),
                    capture.notIp(),
                    counters.packets(V4_TO_V6, Verdict.NOT_MAP) + counters.packets(V6_TO_V4, Verdict.NOT_MAP),
                    capture.written());
        }
    }

    private void table(PrintWriter out, Group group) {
        boolean withBytes = group != Group.CONTROL_PLANE;
        out.println(
                withBytes
                        ? String.format(Locale.ROOT, "%-40s %15s %15s", " " + group.title(), "Packets", "Bytes")
                        : " " + group.title());
        for (SoftwireStatistic line : SoftwireStatistic.values()) {
            if (line.group() != group) {
                continue;
            }
            if (withBytes) {
                out.printf(
                        Locale.ROOT,
                        "  %-38s %15d %15d%n",
                        line.label(),
                        line.packets(counters),
                        line.octets(counters));
            } else {
                out.printf(Locale.ROOT, "  %-54s %15d%n", line.label(), line.packets(counters));
            }
        }
    }

    private void dropReasons(PrintWriter out) {
        out.printf(Locale.ROOT, "%-40s %15s %15s%n", " Drop reasons", "v6-to-v4", "v4-to-v6");
        boolean any = false;
        for (Verdict verdict : Verdict.values()) {
            long up = counters.packets(V6_TO_V4, verdict);
            long down = counters.packets(V4_TO_V6, verdict);
            if (verdict.isDrop() && up + down > 0) {
                any = true;
                out.printf(Locale.ROOT, "  %-38s %15d %15d%n", verdict, up, down);
            }
        }
        out.println(any ? "  every other reason: 0" : "  none");
    }

    private void events(PrintWriter out) {
        out.printf(Locale.ROOT, "%-40s %15s %15s%n", " Events", "Packets", "Bytes");
        for (Event event : Event.values()) {
            if (counters.packets(event) > 0) {
                out.printf(Locale.ROOT, "  %-38s %15d %15d%n", event, counters.packets(event), counters.octets(event));
            }
        }
        out.println("  every other event: 0");
    }

    /** Prints counters in the layout of {@code show services inline ip-reassembly statistics}, if fragments arrived. */
    private static void fragmentTable(PrintWriter out, FragmentCounters each) {
        FragmentStatistics of = each.statistics();
        if (of.received() == 0) {
            return;
        }
        out.println(" Fragments (" + each.store() + ")");
        lines(of).forEach((name, value) -> out.printf(Locale.ROOT, "  %-54s %15d%n", name, value));
        for (FragmentResult result : FragmentResult.values()) {
            if (result.isDrop() && of.count(result) > 0) {
                out.printf(Locale.ROOT, "  %-54s %15d%n", "Dropped: " + result, of.count(result));
            }
        }
    }

    private static Map<String, Long> lines(FragmentStatistics of) {
        Map<String, Long> lines = new LinkedHashMap<>();
        lines.put("Fragments received total", of.received());
        lines.put("Fragments received first", of.first());
        lines.put("Fragments received intermediate", of.middle());
        lines.put("Fragments received last", of.last());
        lines.put("Packets never fragmented", of.whole());
        lines.put("Packets reassembled full", of.reassembledFull());
        lines.put("Packets reassembled partial", of.reassembledPartial());
        lines.put("Fragments released", of.released());
        lines.put("Packets pending", of.pending());
        lines.put("Packets evicted", of.evicted());
        lines.put("Packets evicted by share", of.evictedByShare());
        lines.put("Packets evicted by table", of.evictedByTable());
        lines.put("Packets aged out", of.expired());
        return lines;
    }

    private void fragmentJson(JsonWriter json) {
        json.name("fragments").beginObject();
        for (FragmentCounters each : fragments) {
            json.name(each.store()).beginObject();
            lines(each.statistics()).forEach(json::field);
            for (FragmentResult result : FragmentResult.values()) {
                json.field(result.name(), each.statistics().count(result));
            }
            json.endObject();
        }
        json.endObject();
    }

    JsonWriter writeJson(JsonWriter json) {
        json.beginObject().field("node", node);
        if (capture != null) {
            json.field("records", capture.records()).field("notIp", capture.notIp());
            json.field("written", capture.written());
        }
        json.name("mape").beginObject();
        for (SoftwireStatistic line : SoftwireStatistic.values()) {
            if (line.group() == Group.CONTROL_PLANE) {
                json.field(line.label(), line.packets(counters));
            } else {
                json.name(line.label()).beginObject();
                json.field("packets", line.packets(counters)).field("bytes", line.octets(counters));
                json.endObject();
            }
        }
        json.endObject();
        json.name("traffic-stat").beginObject();
        for (TrafficStatistic leaf : TrafficStatistic.values()) {
            json.field(leaf.leaf(), leaf.value(counters));
        }
        json.endObject();
        fragmentJson(json);
        json.name("events").beginObject();
        for (Event event : Event.values()) {
            if (event == Event.NAPT_IGNORED && counters.packets(event) == 0) {
                continue;
            }
            json.name(event.name()).beginObject();
            json.field("packets", counters.packets(event)).field("octets", counters.octets(event));
            json.endObject();
        }
        json.endObject();
        verdictJson(json, counters);
        json.name("domains").beginArray();
        for (DomainCounters each : domains) {
            json.beginObject().field("name", each.domain());
            verdictJson(json, each.counters().snapshot());
            json.endObject();
        }
        json.endArray();
        if (napt != null) {
            NaptReport.writeJson(json.name("napt"), napt);
        }
        return json.endObject();
    }

    private void verdictJson(JsonWriter json, CounterSnapshot counters) {
        for (Direction direction : Direction.values()) {
            json.name(direction.name().toLowerCase(Locale.ROOT)).beginObject();
            for (Verdict verdict : Verdict.values()) {
                if (verdict.isNaptDrop() && napt == null) {
                    continue;
                }
                json.name(verdict.name()).beginObject();
                json.field("packets", counters.packets(direction, verdict));
                json.field("octets", counters.octets(direction, verdict)).endObject();
            }
            json.endObject();
        }
    }
}
