package io.softwire46.mape.cli;

import static io.softwire46.mape.forward.Direction.V4_TO_V6;
import static io.softwire46.mape.forward.Direction.V6_TO_V4;

import io.softwire46.mape.forward.Counters;
import io.softwire46.mape.forward.Direction;
import io.softwire46.mape.forward.Verdict;
import io.softwire46.mape.provision.JsonWriter;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counters in the layout of {@code show services inline softwire statistics mape}, with the drop reasons that Junos does not
 * tell apart below it.
 */
final class Statistics {
    private final String node;
    private final Counters counters;
    private final @Nullable Capture capture;

    /** Of a node, and of the capture that it was given, null if there was none. */
    Statistics(String node, Counters counters, @Nullable Capture capture) {
        this.node = node;
        this.counters = counters;
        this.capture = capture;
    }

    /**
     * What became of a capture.
     *
     * @param records all of it
     * @param notIp records with neither IPv4 nor IPv6 in them
     * @param written packets in the output
     */
    record Capture(long records, long notIp, long written) {}

    /** A line of the Junos table: the verdicts of one direction that it adds up. */
    private record Line(String name, Direction direction, List<Verdict> verdicts) {
        long packets(Counters counters) {
            return verdicts.stream()
                    .mapToLong(verdict -> counters.packets(direction, verdict))
                    .sum();
        }

        long octets(Counters counters) {
            return verdicts.stream()
                    .mapToLong(verdict -> counters.octets(direction, verdict))
                    .sum();
        }
    }

    /** The node answers no echo request and forwards only whole packets: what has no verdict stays 0. */
    private static final List<Line> CONTROL = List.of(
            line("MAPE ICMPv6 echo requests to softwire concentrator", V6_TO_V4, Verdict.DROP_ICMPV6_ECHO),
            line("MAPE ICMPv6 echo responses from softwire concentrator", V6_TO_V4),
            line("MAPE Dropped ICMPv6 packets to softwire concentrator", V6_TO_V4, Verdict.DROP_ICMPV6));

    private static final List<Line> UPSTREAM = List.of(
            line("MAPE decaps", V6_TO_V4, Verdict.FORWARDED),
            line("MAPE ICMP decap errors", V6_TO_V4, Verdict.DROP_ICMP_BAD_QUOTE),
            line("MAPE decap spoof errors", V6_TO_V4, Verdict.DROP_SPOOFED),
            line("MAPE v6 reassembled", V6_TO_V4),
            line("MAPE dropped v6 fragments", V6_TO_V4, Verdict.DROP_FRAGMENT_IPV6),
            line(
                    "MAPE v6 unsupp protocol drops",
                    V6_TO_V4,
                    Verdict.DROP_UNSUPPORTED_NEXT_HEADER,
                    Verdict.DROP_UNSUPPORTED_PROTOCOL));

    private static final List<Line> DOWNSTREAM = List.of(
            line("MAPE encaps", V4_TO_V6, Verdict.FORWARDED),
            line("MAPE ICMP encap errors", V4_TO_V6, Verdict.DROP_ICMP_BAD_QUOTE),
            line("MAPE v6 mtu errors", V4_TO_V6, Verdict.DROP_TOO_BIG),
            line("MAPE v4 reassembled", V4_TO_V6),
            line("MAPE dropped v4 fragments", V4_TO_V6, Verdict.DROP_FRAGMENT_IPV4));

    private static Line line(String name, Direction direction, Verdict... verdicts) {
        return new Line(name, direction, List.of(verdicts));
    }

    void print(PrintWriter out) {
        out.printf("Service PIC Name %55s%n", "mape " + node);
        out.println(" Control Plane Statistics");
        CONTROL.forEach(line -> out.printf("  %-54s %15d%n", line.name(), line.packets(counters)));
        table(out, " Data Plane Statistics (v6-to-v4)", UPSTREAM);
        table(out, " Data Plane Statistics (v4-to-v6)", DOWNSTREAM);
        dropReasons(out);
        if (capture != null) {
            out.printf(
                    " Capture: %d records, %d not IP, %d passed over, %d written%n",
                    capture.records(),
                    capture.notIp(),
                    counters.packets(V4_TO_V6, Verdict.NOT_MAP) + counters.packets(V6_TO_V4, Verdict.NOT_MAP),
                    capture.written());
        }
    }

    private void table(PrintWriter out, String title, List<Line> lines) {
        out.printf("%-40s %15s %15s%n", title, "Packets", "Bytes");
        lines.forEach(
                line -> out.printf("  %-38s %15d %15d%n", line.name(), line.packets(counters), line.octets(counters)));
    }

    private void dropReasons(PrintWriter out) {
        out.printf("%-40s %15s %15s%n", " Drop reasons", "v6-to-v4", "v4-to-v6");
        boolean any = false;
        for (Verdict verdict : Verdict.values()) {
            long up = counters.packets(V6_TO_V4, verdict);
            long down = counters.packets(V4_TO_V6, verdict);
            if (verdict.isDrop() && up + down > 0) {
                any = true;
                out.printf("  %-38s %15d %15d%n", verdict, up, down);
            }
        }
        out.println(any ? "  every other reason: 0" : "  none");
    }

    JsonWriter writeJson(JsonWriter json) {
        json.beginObject().field("node", node);
        if (capture != null) {
            json.field("records", capture.records()).field("notIp", capture.notIp());
            json.field("written", capture.written());
        }
        json.name("mape").beginObject();
        CONTROL.forEach(line -> json.field(line.name(), line.packets(counters)));
        for (Line line : concat(UPSTREAM, DOWNSTREAM)) {
            json.name(line.name()).beginObject();
            json.field("packets", line.packets(counters)).field("bytes", line.octets(counters));
            json.endObject();
        }
        json.endObject();
        for (Direction direction : Direction.values()) {
            json.name(direction.name().toLowerCase(Locale.ROOT)).beginObject();
            for (Verdict verdict : Verdict.values()) {
                json.name(verdict.name()).beginObject();
                json.field("packets", counters.packets(direction, verdict));
                json.field("octets", counters.octets(direction, verdict)).endObject();
            }
            json.endObject();
        }
        return json.endObject();
    }

    private static List<Line> concat(List<Line> a, List<Line> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }
}
