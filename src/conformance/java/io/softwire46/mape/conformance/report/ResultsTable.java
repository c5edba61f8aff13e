package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.judge.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of results by clause, with filters that need no script.
 *
 * <p>Static methods only.
 */
final class ResultsTable {
    private ResultsTable() {}

    static String html(List<PropertyResult> properties) {
        StringBuilder out = new StringBuilder("<section class=\"results\" id=\"results\"><h2>Results by clause</h2>\n");
        filter(
                out,
                "r",
                "Result",
                List.of("all", "bad", "pass", "other"),
                List.of("all", "not passed", "passed", "known or unsupported"));
        List<String> levels =
                List.of(Level.values()).stream().map(Level::toString).toList();
        out.append("<br>");
        filter(out, "l", "Level", prepend("all", levels), prepend("all", levels));
        out.append(
                "<table class=\"cards\"><thead><tr><th>Clause</th><th>Property</th><th>Level</th><th>Result</th><th>Statement</th>");
        out.append("<th>Checks</th></tr></thead>\n<tbody>\n");
        properties.stream()
                .sorted(Comparator.comparing(
                        each -> Clause.order(each.property().clause())))
                .forEach(each -> row(out, each));
        return out.append("</tbody></table></section>\n").toString();
    }

    private static List<String> prepend(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    private static void filter(StringBuilder out, String name, String label, List<String> values, List<String> texts) {
        out.append("<span class=\"filter\">").append(label).append("</span>");
        for (int i = 0; i < values.size(); i++) {
            String id = name + "-" + values.get(i).toLowerCase(Locale.ROOT);
            out.append("<input type=\"radio\" name=\"")
                    .append(name)
                    .append("\" id=\"")
                    .append(id)
                    .append('"');
            out.append(i == 0 ? " checked" : "")
                    .append("><label for=\"")
                    .append(id)
                    .append("\">");
            out.append(texts.get(i)).append("</label>");
        }
        out.append('\n');
    }

    private static void row(StringBuilder out, PropertyResult each) {
        out.append("<tr class=\"r-").append(group(each.result())).append(" l-");
        out.append(each.property().level().toString().toLowerCase(Locale.ROOT)).append("\"><td data-label=\"Clause\">");
        out.append(Clause.html(each.property().clause())).append("</td><td data-label=\"Property\"><b>");
        out.append(Escaped.markup(each.property().id())).append("</b></td><td data-label=\"Level\">");
        out.append(each.property().level())
                .append("</td><td data-label=\"Result\">")
                .append(badge(each));
        out.append("</td><td data-label=\"Statement\">")
                .append(Escaped.markup(each.property().statement()));
        detail(out, each);
        out.append("</td><td data-label=\"Checks\">").append(each.effective()).append("</td></tr>\n");
    }

    private static String group(Result result) {
        return switch (result) {
            case PASS -> "pass";
            case KNOWN, UNSUPPORTED -> "other";
            default -> "bad";
        };
    }

    /** The result as a coloured word. */
    static String badge(PropertyResult each) {
        return "<span class=\"result " + each.result().toString().toLowerCase(Locale.ROOT) + "\">"
                + Summary.name(each.result()) + "</span>"
                + (each.differs() ? " <span class=\"result differs\">differs</span>" : "");
    }

    private static void detail(StringBuilder out, PropertyResult each) {
        for (int i = 0; i < each.cases().size(); i++) {
            String directory = CaseDirectory.name(each, i);
            String id = Escaped.markup(directory.substring(directory.indexOf('/') + 1));
            out.append(" <a href=\"#")
                    .append(id)
                    .append("\">")
                    .append(each.cases().get(i).judgement().mode())
                    .append("</a>");
        }
        if (!each.reason().isEmpty()) {
            out.append("<p class=\"reason\">")
                    .append(Escaped.markup(Escaped.line(each.reason())))
                    .append("</p>");
        }
        if (each.classes().isEmpty()
                && each.notSupported().isEmpty()
                && each.failedClasses().isEmpty()) {
            return;
        }
        out.append("<details><summary>classes</summary><p>");
        classes(out, "failed", each.failedClasses());
        SortedMap<String, Integer> passed = new TreeMap<>(each.classes());
        passed.keySet().removeAll(each.failedClasses().keySet());
        classes(out, "passed", passed);
        if (!each.notSupported().isEmpty()) {
            out.append("<b>not supported</b> ").append(Escaped.markup(String.join(", ", each.notSupported())));
        }
        out.append("</p></details>");
    }

    private static void classes(StringBuilder out, String name, Map<String, Integer> classes) {
        if (!classes.isEmpty()) {
            out.append("<b>").append(name).append("</b> ");
            out.append(Escaped.markup(classes.entrySet().stream()
                            .map(each -> each.getKey() + " (" + each.getValue() + ")")
                            .collect(Collectors.joining(", "))))
                    .append("<br>");
        }
    }
}
