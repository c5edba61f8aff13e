package io.softwire46.mape.cli.html;

import java.util.List;

/**
 * A page with headings, paragraphs, tables and pictures. All texts are escaped. The page has its style in itself, follows the
 * browser's choice of light or dark, and fits narrow screens.
 *
 * <p>Not thread-safe: use one instance per page.
 */
public final class HtmlPage {
    private static final String STYLE = """
            :root { --ground: #f6f7f9; --card: #fff; --ink: #1a2230; --soft: #5b6675; --line: #dde2e9;
              --good: #1a7f45; --bad: #c22f2f; --move: #2b6cb0; --warn: #a37a00; --same: #8b98a9; --none: #dde3ea; }
            @media (prefers-color-scheme: dark) {
              :root { --ground: #12161d; --card: #1a2029; --ink: #e4e9f0; --soft: #9aa6b5; --line: #313a47;
                --good: #3fb56f; --bad: #f0716d; --move: #71a9ea; --warn: #d7b13f; --same: #75839a; --none: #2c3540; } }
            * { box-sizing: border-box; }
            html { color-scheme: light dark; }
            body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
            main { max-width: 1100px; margin: 0 auto; padding: 24px 16px 48px; overflow-wrap: anywhere; }
            h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 12px; }
            h2 { font-size: 1.2rem; margin: 36px 0 10px; }
            h3 { font-size: 1rem; margin: 22px 0 6px; }
            p { margin: 6px 0; }
            .soft { color: var(--soft); }
            .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px;
              margin: 0 0 14px; overflow-x: auto; }
            .card > h3:first-child { margin-top: 0; }
            table { border-collapse: collapse; width: 100%; }
            th { text-align: left; color: var(--soft); font-weight: 600; font-size: 0.85rem; }
            th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
            tr:last-child td { border-bottom: 0; }
            .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            td code { white-space: nowrap; }
            code { font: 0.88em/1.45 ui-monospace, Menlo, Consolas, monospace; }
            svg { display: block; width: 100%; margin: 4px 0; border-radius: 4px; }
            .bar { display: flex; height: 14px; border-radius: 4px; overflow: hidden; background: var(--none);
              min-width: 80px; }
            .bar i { display: block; height: 100%; }
            td > .bar { margin-top: 4px; }
            .key span { display: inline-block; margin-right: 14px; }
            .key i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px;
              vertical-align: -1px; }
            .good { background: var(--good); fill: var(--good); } .bad { background: var(--bad); fill: var(--bad); }
            .move { background: var(--move); fill: var(--move); } .warn { background: var(--warn); fill: var(--warn); }
            .same { background: var(--same); fill: var(--same); }
            .none { background: var(--none); fill: var(--none); }
            """;

    private final StringBuilder body = new StringBuilder();
    private final String title;

    /** Begins a page. */
    public HtmlPage(String title) {
        this.title = title;
    }

    /** Returns text for use in elements and quoted attributes. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c < ' ' && c != '\n' && c != '\t' ? 0xfffd : c);
            }
        });
        return escaped.toString();
    }

    /** Adds a heading of a section. */
    public HtmlPage section(String heading) {
        body.append("<h2>").append(escape(heading)).append("</h2>\n");
        return this;
    }

    /** Adds a heading below that of a section. */
    public HtmlPage heading(String heading) {
        body.append("<h3>").append(escape(heading)).append("</h3>\n");
        return this;
    }

    /** Adds a paragraph. */
    public HtmlPage paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Adds a paragraph of less weight. */
    public HtmlPage note(String text) {
        body.append("<p class=\"soft\">").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Begins a card, which {@link #endCard} ends; wide content scrolls in it. */
    public HtmlPage beginCard() {
        body.append("<div class=\"card\">\n");
        return this;
    }

    /** Ends a card. */
    public HtmlPage endCard() {
        body.append("</div>\n");
        return this;
    }

    /**
     * Adds a table.
     *
     * @param headings a heading that begins with {@code #} is that of a column of numbers
     * @param rows cells: a {@link Markup}, or any value, whose text is escaped
     */
    public HtmlPage table(List<String> headings, List<List<Object>> rows) {
        body.append("<table><thead><tr>");
        for (String heading : headings) {
            boolean isNumber = heading.startsWith("#");
            body.append(isNumber ? "<th class=\"number\">" : "<th>")
                    .append(escape(isNumber ? heading.substring(1) : heading))
                    .append("</th>");
        }
        body.append("</tr></thead><tbody>\n");
        for (List<Object> row : rows) {
            body.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                body.append(headings.get(i).startsWith("#") ? "<td class=\"number\">" : "<td>");
                Object cell = row.get(i);
                body.append(cell instanceof Markup markup ? markup.html() : escape(String.valueOf(cell)))
                        .append("</td>");
            }
            body.append("</tr>\n");
        }
        body.append("</tbody></table>\n");
        return this;
    }

    /** Adds a picture or other markup. */
    public HtmlPage markup(Markup markup) {
        body.append(markup.html()).append('\n');
        return this;
    }

    /** Returns the page. */
    public String html() {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + escape(title) + "</title>\n<style>\n" + STYLE + "</style></head>\n<body><main>\n<h1>" + escape(title)
                + "</h1>\n" + body + "</main></body></html>\n";
    }
}
