package io.softwire46.mape.cli.html;

import java.util.List;
import java.util.Locale;

/**
 * Markup that is not escaped again: code, bars and pictures.
 *
 * <p>Immutable.
 *
 * @param html well-formed markup
 */
public record Markup(String html) {
    /** Part of a bar or picture: {@code good}, {@code bad}, {@code move}, {@code warn}, {@code same} or {@code none}, with its size. */
    public record Part(String style, double size) {}

    /**
     * A rectangle of a picture, in units of its width and height.
     *
     * @param style one of the styles, or a colour such as {@code hsl(200 60% 55%)}
     * @param x left side
     * @param y upper side
     * @param width its width
     * @param height its height
     * @param title text that appears over it
     */
    public record Rectangle(String style, double x, double y, double width, double height, String title) {}

    /** Returns text in the font of code. */
    public static Markup code(String text) {
        return new Markup("<code>" + HtmlPage.escape(text) + "</code>");
    }

    /** Returns text in the font of code, with an explanation below it. */
    public static Markup explained(String code, String explanation) {
        return new Markup(code(code).html() + "<br><span class=\"soft\">" + HtmlPage.escape(explanation) + "</span>");
    }

    /** Returns a horizontal bar of parts, whose sizes are shares of {@code whole}; the rest stays empty. */
    public static Markup bar(List<Part> parts, double whole) {
        StringBuilder html = new StringBuilder("<div class=\"bar\">");
        for (Part each : parts) {
            double percent = whole <= 0 ? 0 : each.size() * 100 / whole;
            html.append(
                    String.format(Locale.ROOT, "<i class=\"%s\" style=\"width:%.3f%%\"></i>", each.style(), percent));
        }
        return new Markup(html.append("</div>").toString());
    }

    /** Returns a key: styles with their meanings, one after the other. */
    public static Markup key(String... stylesAndMeanings) {
        StringBuilder html = new StringBuilder("<p class=\"key soft\">");
        for (int i = 0; i < stylesAndMeanings.length; i += 2) {
            html.append("<span><i class=\"")
                    .append(HtmlPage.escape(stylesAndMeanings[i]))
                    .append("\"></i>")
                    .append(HtmlPage.escape(stylesAndMeanings[i + 1]))
                    .append("</span> ");
        }
        return new Markup(html.append("</p>").toString());
    }

    /** Returns a picture of rectangles on an empty ground, as wide as the page and {@code height} pixels high. */
    public static Markup picture(double width, double height, String title, List<Rectangle> rectangles) {
        StringBuilder html = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %.2f %.2f\" style=\"height:%.0fpx\" role=\"img\" aria-label=\"",
                width,
                height,
                height));
        html.append(HtmlPage.escape(title)).append("\" preserveAspectRatio=\"none\">");
        html.append(String.format(Locale.ROOT, "<rect class=\"none\" width=\"%.2f\" height=\"%.2f\"/>", width, height));
        for (Rectangle each : rectangles) {
            boolean isColour = each.style().indexOf('(') >= 0;
            html.append(String.format(
                    Locale.ROOT,
                    "<rect %s=\"%s\" x=\"%.3f\" y=\"%.3f\" width=\"%.3f\" height=\"%.3f\">",
                    isColour ? "fill" : "class",
                    HtmlPage.escape(each.style()),
                    each.x(),
                    each.y(),
                    each.width(),
                    each.height()));
            html.append("<title>").append(HtmlPage.escape(each.title())).append("</title></rect>");
        }
        return new Markup(html.append("</svg>").toString());
    }
}
