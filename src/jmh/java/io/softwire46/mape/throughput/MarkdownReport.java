package io.softwire46.mape.throughput;

import java.util.List;

/** Writes a report as Markdown: tables and text, no pictures. */
final class MarkdownReport {
    private MarkdownReport() {}

    static String text(Report report) {
        StringBuilder out = new StringBuilder("# " + report.title() + "\n\n");
        report.facts()
                .forEach(fact -> out.append("* ")
                        .append(fact.get(0))
                        .append(": ")
                        .append(fact.get(1))
                        .append('\n'));
        out.append('\n');
        report.tiles()
                .forEach(tile -> out.append("* **")
                        .append(tile.get(0))
                        .append(' ')
                        .append(tile.get(1))
                        .append("** ")
                        .append(tile.get(2))
                        .append('\n'));
        for (Report.Section section : report.sections()) {
            out.append("\n## ").append(section.title()).append('\n');
            if (!section.text().isEmpty()) {
                out.append('\n').append(section.text()).append('\n');
            }
            if (!section.table().isEmpty()) {
                out.append('\n');
                row(out, section.table().get(0));
                row(out, section.table().get(0).stream().map(each -> "---").toList());
                section.table().stream().skip(1).forEach(each -> row(out, each));
            }
        }
        return out.toString();
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append("| ")
                .append(String.join(
                        " | ", cells.stream().map(MarkdownReport::escape).toList()))
                .append(" |\n");
    }

    private static String escape(String cell) {
        return cell.replace("|", "\\|");
    }
}
