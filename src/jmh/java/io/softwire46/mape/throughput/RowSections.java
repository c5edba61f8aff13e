package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** All rows, one section per class of benchmarks. */
final class RowSections {
    /** Titles by class; classes without a title are last, under their own name. */
    private static final Map<String, String> TITLES = titles();

    private RowSections() {}

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("BatchBenchmark", "Batches of one buffer: border relay and customer edge, one rule, hot ring");
        titles.put("RelayBenchmark", "Border relay, one rule, hot ring");
        titles.put("RuleScaleBenchmark", "Border relay, rules and rings of many sizes");
        titles.put("PacketSizeBenchmark", "Packet sizes");
        titles.put("BufferBenchmark", "Kinds of memory");
        titles.put("RefusalBenchmark", "Malformed and spoofed packets");
        titles.put("EdgeBenchmark", "Customer edge, without NAPT");
        titles.put("CompleteEdgeBenchmark", "Customer edge, with NAPT and without");
        titles.put("NaptBenchmark", "NAPT, a session per packet");
        titles.put("NaptRefusalBenchmark", "NAPT, refused packets");
        titles.put("IcmpBenchmark", "ICMP");
        titles.put("FragmentForwardingBenchmark", "Fragments through a border relay");
        titles.put("ReassemblyBenchmark", "Reassembly and port cache");
        titles.put("FragmenterBenchmark", "Fragmenters");
        titles.put("ScalingBenchmark", "Threads");
        titles.put("PublishBenchmark", "New tables while packets are forwarded");
        titles.put("TableBuildBenchmark", "Table build");
        titles.put("DiagnoseBenchmark", "Search for the rules that explain observed triples");
        titles.put("DiffBenchmark", "Comparison of two rule sets");
        titles.put("PlanBenchmark", "Search for rule sets");
        titles.put("MappingBenchmark", "Derivations of the algebra");
        return titles;
    }

    static List<Report.Section> of(Results results) {
        Map<String, List<Measurement>> classes = new LinkedHashMap<>();
        TITLES.keySet().forEach(each -> classes.put(each, new ArrayList<>()));
        for (Measurement row : results.rows()) {
            String type = row.benchmark().substring(0, row.benchmark().indexOf('.'));
            classes.computeIfAbsent(type, each -> new ArrayList<>()).add(row);
        }
        List<Report.Section> sections = new ArrayList<>();
        classes.forEach((type, rows) -> {
            if (!rows.isEmpty()) {
                sections.add(section(type, sorted(rows)));
            }
        });
        return sections;
    }

    private static Report.Section section(String type, List<Measurement> rows) {
        String title = TITLES.getOrDefault(type, type);
        boolean single = rows.stream().allMatch(row -> row.mode().equals("ss"));
        boolean sampled = rows.stream().anyMatch(row -> row.mode().equals("sample"));
        List<List<String>> table = single ? builds(rows) : sampled ? tails(rows) : times(rows);
        List<Bars.Bar> bars = new ArrayList<>();
        for (Measurement row : rows) {
            String params = params(row);
            String method = row.benchmark().substring(row.benchmark().indexOf('.') + 1);
            boolean many = !row.params().isEmpty();
            double value = sampled ? Measurement.median(row.tails()) / 1000 : row.median();
            bars.add(new Bars.Bar(many ? params : method, many ? method : "time", value));
        }
        String unit = single ? "ms" : sampled ? "microseconds, p99.9 of a burst of 64" : "ns a packet";
        List<String> series = bars.stream().map(Bars.Bar::series).distinct().toList();
        List<String> charts =
                bars.size() < 2 || bars.size() > 90 ? List.of() : List.of(Bars.chart(title, unit, bars, series, 0));
        String text = sampled
                ? "The time of a burst of 64 packets while another thread publishes tables of 100,000 rules: none, two existing tables in"
                        + " turn a thousand times a second, or newly compiled tables. The last produces garbage on a second core: collections are"
                        + " included in its times, and their sum is given. Allocation is that of both threads."
                : "";
        return new Report.Section(title, text, charts, withoutEmptyColumns(table));
    }

    private static List<List<String>> times(List<Measurement> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("Row", "", "ns", "Range", "Mpps", "x floor", "Floor", "Octets/op"));
        for (Measurement row : rows) {
            Measurement floor = Floor.of(row, rows);
            table.add(List.of(
                    row.benchmark().substring(row.benchmark().indexOf('.') + 1),
                    params(row) + (row.threads() > 1 ? row.threads() + " threads" : ""),
                    number(row.median()),
                    range(row.forks()),
                    number(row.packetsPerMicrosecond()),
                    floor == null || floor == row ? "" : number(row.median() / floor.median()),
                    floor == null || floor == row
                            ? ""
                            : floor.benchmark().substring(floor.benchmark().indexOf('.') + 1),
                    octets(row.allocated())));
        }
        return table;
    }

    private static List<List<String>> tails(List<Measurement> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "Published",
                "p50, ns a packet",
                "p99.9, µs a burst",
                "Range",
                "Collections, ms an iteration",
                "Octets/op"));
        for (Measurement row : rows) {
            double[] tails = Arrays.stream(row.tails()).map(each -> each / 1000).toArray();
            table.add(List.of(
                    params(row),
                    number(row.median() / 64),
                    number(Measurement.median(tails)),
                    range(tails),
                    number(row.secondary().getOrDefault("gc.time", 0.0)),
                    octets(row.allocated())));
        }
        return table;
    }

    private static List<List<String>> builds(List<Measurement> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("Rules", "ms", "Range", "Octets a rule"));
        for (Measurement row : rows) {
            table.add(List.of(
                    params(row),
                    number(row.median()),
                    range(row.forks()),
                    number(row.secondary().getOrDefault("octetsPerRule", Double.NaN))));
        }
        return table;
    }

    private static List<List<String>> withoutEmptyColumns(List<List<String>> table) {
        List<Integer> kept = IntStream.range(0, table.get(0).size())
                .filter(column ->
                        table.stream().skip(1).anyMatch(row -> !row.get(column).isEmpty()))
                .boxed()
                .toList();
        return table.stream().map(row -> kept.stream().map(row::get).toList()).toList();
    }

    /** Parameters for a reader: {@code MIXED/100000/4096} is 100,000 rules and a ring of 4,096 packets. */
    private static String params(Measurement row) {
        List<String> words = new ArrayList<>();
        row.params().forEach((name, value) -> {
            String[] parts = value.split("/", -1);
            if (parts.length == 1) {
                words.add(
                        name.equals("ring") || name.equals("octets")
                                ? name + " " + value
                                : value.replace('_', ' ').toLowerCase(Locale.ROOT));
            } else {
                int count = Integer.parseInt(parts[1]);
                String kind = count == 1 ? "rule" : parts[0].equals("MIXED") ? "mixed rules" : "bindings";
                words.add(String.format(Locale.ROOT, "%,d %s", count, kind)
                        + (parts.length > 2 ? ", ring " + parts[2] : ""));
            }
        });
        return String.join(", ", words);
    }

    /** Floors first, then the rows that use them. */
    private static List<Measurement> sorted(List<Measurement> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(
                        row -> !row.benchmark().toLowerCase(Locale.ROOT).contains("floor")))
                .toList();
    }

    private static String octets(double value) {
        return value == 0 ? "0" : number(value);
    }

    private static String range(double[] values) {
        return values.length < 2
                ? ""
                : number(Arrays.stream(values).min().orElseThrow()) + " to "
                        + number(Arrays.stream(values).max().orElseThrow());
    }

    private static String number(double value) {
        return Double.isNaN(value)
                ? ""
                : String.format(
                        Locale.ROOT,
                        value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f",
                        value);
    }
}
