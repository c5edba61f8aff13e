package io.softwire46.mape.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The contents of a report, without its form.
 *
 * <p>Immutable.
 *
 * @param title the measured suite
 * @param facts machine, JDK and time, as name and value
 * @param tiles the main figures: value, unit, and description
 * @param sections in order
 */
record Report(String title, List<List<String>> facts, List<List<String>> tiles, List<Section> sections) {
    /**
     * A table with introductory text and charts.
     *
     * @param title title of the section
     * @param text a sentence or two
     * @param charts SVG elements
     * @param table the first row is the heading; may be empty
     */
    record Section(String title, String text, List<String> charts, List<List<String>> table) {}

    static Report of(Results results, Properties machine) {
        List<Goal> goals = Goals.of(results);
        List<Section> sections = new ArrayList<>();
        sections.add(GoalSection.of(goals));
        sections.addAll(LineRateSection.of(results));
        sections.addAll(RowSections.of(results));
        sections.add(method());
        return new Report("MAP-E throughput", facts(results, machine), Tiles.of(results, goals), sections);
    }

    private static List<List<String>> facts(Results results, Properties machine) {
        String memory = machine.getProperty(Machine.MEMORY, "unknown");
        return List.of(
                List.of(
                        "Processor",
                        machine.getProperty(Machine.PROCESSOR, "unknown") + ", "
                                + machine.getProperty(Machine.CORES, "?") + " cores"),
                List.of(
                        "Memory",
                        memory.endsWith(" kB")
                                ? Long.parseLong(memory.replace(" kB", "")) / 1_048_576 + " GiB"
                                : memory),
                List.of("System", machine.getProperty(Machine.SYSTEM, "unknown")),
                List.of("JDK", machine.getProperty(Machine.JDK, results.machine())),
                List.of(
                        "Measured",
                        machine.getProperty(Machine.WHEN, "unknown") + ", size "
                                + machine.getProperty(Machine.SIZE, "unknown") + ", "
                                + results.rows().size() + " rows"));
    }

    private static Section method() {
        return new Section(
                "How it is measured",
                "Times are of the header work of one thread, in place, without reading from or writing to a network. Each row runs in"
                        + " virtual machines of its own (forks) that take turns with those of its floor; a fork counts as the median of its"
                        + " iterations, a row as the median of its forks, and the range is from the fastest fork to the slowest. The store floor reads"
                        + " 24 octets of each packet and writes 40 before it; the gather floor reads one random line of 64 octets per packet as well,"
                        + " from a table with one line per rule; the copy floor copies the same payload. Packets are IPv4 of 64 octets in UDP unless a row says otherwise."
                        + " Allocation is JMH's gc.alloc.rate.norm; 0 where there are no more than what JMH itself allocates in an iteration.",
                List.of(),
                List.of());
    }
}
