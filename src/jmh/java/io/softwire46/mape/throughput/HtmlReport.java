package io.softwire46.mape.throughput;

import java.util.List;

/**
 * Writes a report as one self-contained HTML page: no scripts, fonts or external images. It follows the light or dark mode of the
 * reader's system.
 */
final class HtmlReport {
    private static final String STYLE = """
            :root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #1a2230; --muted: #5b6678; --grid: #dde2ea;
              --good: #1f8a4c; --bad: #c8372d; --accent: #2457c5;
              --series0: #2f6fd6; --series1: #e08a1e; --series2: #1f9a78; --series3: #a64bc4; --series4: #6b7686; --series5: #c9433b;
              --series6: #12a1bd; --series7: #8a7a1c; }
            @media (prefers-color-scheme: dark) {
              :root { --page: #11151c; --card: #1a202b; --ink: #e8ecf3; --muted: #9aa6b8; --grid: #323c4c;
                --good: #4cc47f; --bad: #ff7468; --accent: #84aefc;
                --series0: #6ea3ff; --series1: #f2ac55; --series2: #45c9a2; --series3: #cb86e4; --series4: #a3aebf; --series5: #ff8279;
                --series6: #4fcbe3; --series7: #cdbb54; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
            main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
            h1 { font-size: 30px; margin: 0 0 12px; letter-spacing: -0.01em; }
            h2 { font-size: 20px; margin: 0 0 8px; }
            p { margin: 0 0 12px; color: var(--muted); max-width: 80ch; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0 0 24px; font-size: 14px; }
            dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
            nav { margin: 0 0 24px; font-size: 14px; line-height: 1.9; }
            nav a { color: var(--accent); margin-right: 14px; text-decoration: none; white-space: nowrap; }
            .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(175px, 1fr)); gap: 12px; margin: 0 0 24px; }
            .tile, section { background: var(--card); border: 1px solid var(--grid); border-radius: 10px; }
            .tile { padding: 14px 16px; } .tile b { font-size: 26px; line-height: 1.2; }
            .tile span { display: block; color: var(--muted); font-size: 13px; }
            section { padding: 20px; margin: 0 0 20px; }
            svg { display: block; width: 100%; height: auto; margin: 4px 0 12px; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
            th { text-align: left; color: var(--muted); font-weight: 600; }
            th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
            td.number, th.number { text-align: right; }
            .met { color: var(--good); font-weight: 600; } .missed { color: var(--bad); font-weight: 600; }
            """;

    private HtmlReport() {}

    static String text(Report report) {
        StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        out.append(escape(report.title())).append("</title>\n<style>\n").append(STYLE);
        out.append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(escape(report.title()))
                .append("</h1>\n<dl>\n");
        for (List<String> fact : report.facts()) {
            out.append("<dt>").append(escape(fact.get(0))).append("</dt><dd>").append(escape(fact.get(1)));
            out.append("</dd>\n");
        }
        out.append("</dl>\n<div class=\"tiles\">\n");
        for (List<String> tile : report.tiles()) {
            out.append("<div class=\"tile\"><b>").append(escape(tile.get(0))).append("</b> ");
            out.append(escape(tile.get(1)))
                    .append("<span>")
                    .append(escape(tile.get(2)))
                    .append("</span></div>\n");
        }
        out.append("</div>\n<nav>\n");
        for (int i = 0; i < report.sections().size(); i++) {
            out.append("<a href=\"#s").append(i).append("\">");
            out.append(escape(report.sections().get(i).title())).append("</a>\n");
        }
        out.append("</nav>\n");
        for (int i = 0; i < report.sections().size(); i++) {
            section(out, "s" + i, report.sections().get(i));
        }
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void section(StringBuilder out, String id, Report.Section section) {
        out.append("<section id=\"")
                .append(id)
                .append("\">\n<h2>")
                .append(escape(section.title()))
                .append("</h2>\n");
        if (!section.text().isEmpty()) {
            out.append("<p>").append(escape(section.text())).append("</p>\n");
        }
        section.charts().forEach(chart -> out.append(chart).append('\n'));
        if (!section.table().isEmpty()) {
            out.append("<div class=\"wide\"><table>\n");
            for (int i = 0; i < section.table().size(); i++) {
                row(out, section.table(), i);
            }
            out.append("</table></div>\n");
        }
        out.append("</section>\n");
    }

    private static void row(StringBuilder out, List<List<String>> table, int row) {
        String tag = row == 0 ? "th" : "td";
        out.append("<tr>");
        for (int column = 0; column < table.get(row).size(); column++) {
            String cell = table.get(row).get(column);
            String style =
                    isNumeric(table, column) ? "number" : cell.equals("met") || cell.equals("missed") ? cell : "";
            out.append('<')
                    .append(tag)
                    .append(style.isEmpty() ? "" : " class=\"" + style + "\"")
                    .append('>');
            out.append(escape(cell)).append("</").append(tag).append('>');
        }
        out.append("</tr>\n");
    }

    /** Returns whether a column contains only numbers below its heading. */
    private static boolean isNumeric(List<List<String>> table, int column) {
        return table.stream().skip(1).allMatch(row -> row.get(column).matches("[0-9.,]*"))
                && table.stream().skip(1).anyMatch(row -> !row.get(column).isEmpty());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
