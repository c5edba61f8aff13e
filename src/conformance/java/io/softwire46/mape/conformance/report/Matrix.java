package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.conformance.report.StoredReport.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Several reports on one page: products by clauses.
 *
 * <p>Static methods only.
 */
public final class Matrix {
    private Matrix() {}

    /**
     * Returns the page.
     *
     * @param reports texts of {@code report.json}, in the order of the columns
     * @throws io.softwire46.mape.json.JsonException for a text that is none
     */
    public static String html(List<String> reports) {
        List<StoredReport> all = reports.stream().map(StoredReport::read).toList();
        Map<String, Row> ids = new LinkedHashMap<>();
        all.forEach(report -> report.properties().forEach(ids::putIfAbsent));
        StringBuilder out = new StringBuilder(1 << 16);
        out.append(Page.head("MAP-E conformance: products by clauses"));
        out.append("<header><p class=\"kicker\">MAP-E conformance</p><h1>Products by clauses</h1></header>\n");
        out.append("<p>A word is the result of a property. No word: the property is not part of that run, because the");
        out.append(" product does not play its role or the run was limited.</p>\n");
        out.append(
                "<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th>Clause</th><th>Property</th><th>Level</th>");
        all.forEach(report -> product(out, report));
        out.append("</tr></thead>\n<tbody>\n");
        summary(out, all);
        List<Map.Entry<String, Row>> rows = new ArrayList<>(ids.entrySet());
        rows.sort(Comparator.comparing(each -> Clause.order(each.getValue().clause())));
        rows.forEach(each -> row(out, each.getKey(), each.getValue(), all));
        return out.append("</tbody></table></div>\n").append(Page.FOOT).toString();
    }

    private static void product(StringBuilder out, StoredReport report) {
        out.append("<th>").append(Escaped.markup(Escaped.line(report.product())));
        out.append("<small>suite ")
                .append(Escaped.markup(Escaped.line(report.suite())))
                .append("</small></th>");
    }

    private static void summary(StringBuilder out, List<StoredReport> all) {
        out.append("<tr><td colspan=\"2\">MUST that pass</td><td></td>");
        for (StoredReport report : all) {
            List<Row> must = report.properties().values().stream()
                    .filter(row -> row.level() == Level.MUST)
                    .toList();
            long passed =
                    must.stream().filter(row -> row.result() == Result.PASS).count();
            out.append("<td><b>").append(passed).append("/").append(must.size()).append("</b></td>");
        }
        out.append("</tr>\n");
    }

    private static void row(StringBuilder out, String id, Row row, List<StoredReport> all) {
        out.append("<tr><td>").append(Clause.html(row.clause())).append("</td><td><b>");
        out.append(Escaped.markup(Escaped.line(id)))
                .append("</b></td><td>")
                .append(row.level())
                .append("</td>");
        for (StoredReport report : all) {
            Row own = report.properties().get(id);
            out.append("<td>").append(own == null ? "" : cell(own)).append("</td>");
        }
        out.append("</tr>\n");
    }

    private static String cell(Row row) {
        String style = row.result().toString().toLowerCase(Locale.ROOT);
        String mode = row.mode().isEmpty() ? "" : " <small>" + Escaped.markup(Escaped.line(row.mode())) + "</small>";
        return "<span class=\"result " + style + "\">" + Summary.name(row.result()) + "</span>" + mode
                + (row.differs() ? " <span class=\"result differs\">differs</span>" : "");
    }
}
