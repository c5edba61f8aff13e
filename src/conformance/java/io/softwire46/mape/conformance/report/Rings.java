package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.judge.Level;
import java.util.List;
import java.util.Locale;

/**
 * A ring per level that shows how many of its properties have which result.
 *
 * <p>Static methods only.
 */
final class Rings {
    private static final double RADIUS = 15.9155; // of a circle whose circumference is 100

    private Rings() {}

    static String html(List<PropertyResult> properties) {
        StringBuilder out = new StringBuilder("<div class=\"rings\">");
        for (Level level : Level.values()) {
            List<PropertyResult> own = properties.stream()
                    .filter(each -> each.property().level() == level)
                    .toList();
            ring(out, level, own);
        }
        return out.append("</div>\n").toString();
    }

    private static void ring(StringBuilder out, Level level, List<PropertyResult> own) {
        long passed = count(own, Result.PASS);
        out.append("<div class=\"ring\"><svg viewBox=\"0 0 42 42\" role=\"img\" aria-label=\"");
        out.append(level)
                .append(": ")
                .append(passed)
                .append(" of ")
                .append(own.size())
                .append(" pass\">");
        out.append("<circle class=\"ground\" cx=\"21\" cy=\"21\" r=\"15.9155\"/>");
        double at = 0;
        for (Result result : Result.values()) {
            double share = own.isEmpty() ? 0 : 100.0 * count(own, result) / own.size();
            if (share > 0) {
                out.append(String.format(
                        Locale.ROOT,
                        "<circle class=\"arc %s\" cx=\"21\" cy=\"21\" r=\"%.4f\" stroke-dasharray=\"%.3f %.3f\""
                                + " stroke-dashoffset=\"%.3f\"><title>%s: %d</title></circle>",
                        result.toString().toLowerCase(Locale.ROOT),
                        RADIUS,
                        share,
                        100 - share,
                        25 - at,
                        Summary.name(result),
                        count(own, result)));
                at += share;
            }
        }
        out.append("<text x=\"21\" y=\"21\">")
                .append(passed)
                .append("/")
                .append(own.size())
                .append("</text></svg>");
        out.append("<b>").append(level).append("</b><ul>");
        for (Result result : Result.values()) {
            if (count(own, result) > 0) {
                out.append("<li><span class=\"dot ")
                        .append(result.toString().toLowerCase(Locale.ROOT))
                        .append("\"></span>")
                        .append(count(own, result))
                        .append(' ')
                        .append(Summary.name(result))
                        .append("</li>");
            }
        }
        out.append("</ul></div>");
    }

    private static long count(List<PropertyResult> own, Result result) {
        return own.stream().filter(each -> each.result() == result).count();
    }
}
