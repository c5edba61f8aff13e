package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.adapter.CapabilitiesCodec;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.ExitStatus;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results as one page, which loads nothing and runs no script.
 *
 * <p>Static methods only.
 */
final class HtmlReport {
    private HtmlReport() {}

    static String of(RunResult run) {
        Capabilities target = run.target();
        StringBuilder out = new StringBuilder(1 << 18);
        out.append(Page.head("MAP-E conformance: " + target.name() + " " + target.version()));
        out.append("<header><p class=\"kicker\">MAP-E conformance ").append(Escaped.markup(run.suite()));
        out.append("</p><h1>")
                .append(Escaped.markup(Escaped.line(target.name())))
                .append(" <span>");
        out.append(Escaped.markup(Escaped.line(target.version()))).append("</span></h1>");
        boolean conforms = run.exit() == ExitStatus.CONFORMS;
        out.append("<p class=\"verdict ").append(conforms ? "pass" : "fail").append("\">");
        out.append(Summary.verdict(run))
                .append(" <small>exit status ")
                .append(run.exit())
                .append("</small></p>");
        notes(out, run.remarks());
        notes(
                out,
                run.unmetKnown().stream()
                        .map(line -> "Known failure that is expired or was not met: " + line)
                        .toList());
        out.append("</header>\n").append(Rings.html(run.properties()));
        out.append("<nav>");
        if (run.properties().stream().anyMatch(each -> !each.cases().isEmpty())) {
            out.append("<a href=\"#failures\">Failures</a>");
        }
        out.append("<a href=\"#results\">Results by clause</a><a href=\"#environment\">Environment</a>");
        out.append("<a href=\"#not-tested\">Not tested</a></nav>\n");
        failures(out, run.properties());
        out.append(ResultsTable.html(run.properties()));
        environment(out, run);
        notSupported(out, run.properties());
        out.append("<section id=\"not-tested\"><h2>Not tested</h2>");
        list(out, NotTested.LIST);
        return out.append("</section>\n").append(Page.FOOT).toString();
    }

    private static void notes(StringBuilder out, List<String> notes) {
        notes.forEach(note -> out.append("<p class=\"note\">")
                .append(Escaped.markup(Escaped.line(note)))
                .append("</p>"));
    }

    private static void failures(StringBuilder out, List<PropertyResult> properties) {
        if (properties.stream().allMatch(each -> each.cases().isEmpty())) {
            return;
        }
        out.append("<section id=\"failures\"><h2>Failures</h2>\n");
        for (PropertyResult each : properties) {
            for (int i = 0; i < each.cases().size(); i++) {
                out.append(FailureHtml.of(each, i));
            }
        }
        out.append("</section>\n");
    }

    private static void environment(StringBuilder out, RunResult run) {
        out.append("<section id=\"environment\"><h2>Environment</h2><dl class=\"environment\">");
        entry(out, "Kit", Escaped.markup(run.kit()));
        entry(out, "Suite", Escaped.markup(run.suite()));
        entry(out, "Seed", CaseJson.seedText(run.seed()));
        entry(out, "Started", run.started().toString());
        entry(
                out,
                "Product",
                Escaped.markup(
                        Escaped.line(run.target().name() + " " + run.target().version())));
        entry(out, "Home page", link(run.target().homepage()));
        out.append("</dl><details><summary>declared capabilities</summary><pre>");
        StringBuilder json = new StringBuilder();
        JsonWriter writer = JsonWriter.indented(json).beginObject();
        CapabilitiesCodec.write(writer, run.target());
        writer.endObject();
        out.append(Escaped.markup(json.toString())).append("</pre></details></section>\n");
    }

    private static void entry(StringBuilder out, String name, String html) {
        out.append("<div><dt>").append(name).append("</dt><dd>").append(html).append("</dd></div>");
    }

    /** A link to a page; any other address is text. */
    static String link(@Nullable String url) {
        if (url == null) {
            return "–";
        }
        String text = Escaped.markup(Escaped.line(url));
        return url.matches("https?://\\S+") ? "<a href=\"" + text + "\">" + text + "</a>" : text;
    }

    private static void notSupported(StringBuilder out, List<PropertyResult> properties) {
        out.append("<section><h2>Classes outside of the declared limits</h2>");
        List<String> lines = properties.stream()
                .filter(each -> !each.notSupported().isEmpty())
                .map(each -> each.property().id() + ": " + String.join(", ", each.notSupported()))
                .toList();
        if (lines.isEmpty()) {
            out.append("<p>None.</p>");
        } else {
            list(out, lines);
        }
        out.append("</section>\n");
    }

    private static void list(StringBuilder out, List<String> lines) {
        out.append("<ul class=\"plain\">");
        lines.forEach(line -> out.append("<li>").append(Escaped.markup(line)).append("</li>"));
        out.append("</ul>");
    }
}
