package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The share of a full link that one core forwards, and the cores that the next link needs. */
final class LineRateSection {
    /** Rows whose rates are compared with links: key and name. */
    private static final List<List<String>> ROWS = List.of(
            List.of("BatchBenchmark.encapBatch memory=direct", "encap, one rule"),
            List.of("BatchBenchmark.decapBatch memory=direct", "decap, one rule"),
            List.of("RuleScaleBenchmark.encapBatch scale=MIXED/100000/4096", "encap, 100,000 rules"),
            List.of("RuleScaleBenchmark.decapBatch scale=MIXED/100000/4096", "decap, 100,000 rules"),
            List.of("RuleScaleBenchmark.encapBatch scale=BINDINGS/1000000/65536", "encap, 1,000,000 bindings"),
            List.of("RuleScaleBenchmark.decapBatch scale=BINDINGS/1000000/65536", "decap, 1,000,000 bindings"));

    private LineRateSection() {}

    static List<Report.Section> of(Results results) {
        List<Lines.Capacity> capacities = new ArrayList<>();
        for (List<String> row : ROWS) {
            results.find(row.get(0)).ifPresent(found -> capacities.add(new Lines.Capacity(row.get(1), found.median())));
        }
        List<Report.Section> sections = new ArrayList<>();
        sections.add(new Report.Section(
                "One core and the line",
                "Frame sizes of RFC 8219 on the IPv4 side, Ethernet header and FCS included; in the tunnel each is 40"
                        + " octets longer, and 20 octets of preamble and gap go with it (RFC 5180 appendix A.1). One way, header work only:"
                        + " the cost of a network driver is additional. A cell contains the smallest frame with which one core fills the link"
                        + " (64 is the minimum), and the number of cores that a full link of 64-octet frames needs.",
                capacities.isEmpty() ? List.of() : List.of(Lines.chart(capacities)),
                smallest(capacities)));
        Optional<Lines.Capacity> hard = capacities.stream()
                .filter(each -> each.name().equals("encap, 100,000 rules"))
                .findFirst();
        hard.ifPresent(each -> sections.add(new Report.Section(
                "Link by frame size: " + each.name(),
                "Frames a second of a full link in millions, and the part of it that one core forwards; in brackets the cores that a"
                        + " full link takes, where one is not enough.",
                List.of(),
                matrix(each.nanos()))));
        return sections;
    }

    private static List<List<String>> smallest(List<Lines.Capacity> capacities) {
        List<List<String>> table = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of("", "Mpps a core"));
        LineRate.LINKS.forEach(link -> heading.add(link + " GbE"));
        table.add(heading);
        for (Lines.Capacity each : capacities) {
            List<String> row = new ArrayList<>(List.of(each.name(), format("%.1f", 1000 / each.nanos())));
            for (int link : LineRate.LINKS) {
                int cores = LineRate.cores(link, 64, each.nanos());
                int smallest = LineRate.smallestFrame(link, each.nanos());
                row.add(cores == 1 ? "every frame; 1 core" : "from " + smallest + " octets; " + cores + " cores");
            }
            table.add(row);
        }
        return table;
    }

    private static List<List<String>> matrix(double nanos) {
        List<List<String>> table = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of("Frame", "In the tunnel"));
        LineRate.LINKS.forEach(link -> heading.add(link + " GbE"));
        table.add(heading);
        for (int frame : LineRate.FRAMES) {
            int tunnel = LineRate.tunnelFrame(frame);
            List<String> row = new ArrayList<>(List.of(Integer.toString(frame), Integer.toString(tunnel)));
            for (int link : LineRate.LINKS) {
                double share = Math.min(1, LineRate.nanos(link, tunnel) / nanos);
                int cores = LineRate.cores(link, frame, nanos);
                row.add(format("%.2f Mpps, %.0f %%", LineRate.millionFrames(link, tunnel), Math.floor(100 * share))
                        + (cores > 1 ? " (" + cores + " cores)" : ""));
            }
            table.add(row);
        }
        return table;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
