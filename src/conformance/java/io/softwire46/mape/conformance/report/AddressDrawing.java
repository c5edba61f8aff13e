package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.judge.IpText;
import io.softwire46.mape.conformance.report.AddressFields.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws the bit fields of a MAP address as a bar with a legend.
 *
 * <p>Static methods only.
 */
final class AddressDrawing {
    private AddressDrawing() {}

    /**
     * Returns the drawing; "" for an address that no rule matches.
     *
     * @param other address whose fields are compared, or null
     */
    static String html(String title, byte[] address, byte @Nullable [] other, Setup setup) {
        List<Segment> segments = AddressFields.of(address, setup);
        if (segments.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("<figure class=\"address\"><figcaption>");
        out.append(Escaped.markup(title))
                .append(" <code>")
                .append(IpText.of(address))
                .append("</code></figcaption>");
        out.append("<svg viewBox=\"0 0 128 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"128 bits\">");
        for (Segment each : segments) {
            boolean differs = !AddressFields.isEqual(each, address, other);
            out.append("<rect class=\"").append(each.kind()).append("\" x=\"").append(each.from());
            out.append("\" y=\"0\" width=\"").append(each.to() - each.from()).append("\" height=\"10\"/>");
            if (differs) {
                out.append("<rect class=\"mark\" x=\"").append(each.from());
                out.append("\" y=\"8\" width=\"")
                        .append(each.to() - each.from())
                        .append("\" height=\"2\"/>");
            }
        }
        out.append("</svg><dl>");
        for (Segment each : segments) {
            boolean differs = !AddressFields.isEqual(each, address, other);
            out.append("<div").append(differs ? " class=\"differs\"" : "").append("><dt><span class=\"key ");
            out.append(each.kind()).append("\"></span>").append(each.name()).append(" <small>bits ");
            out.append(each.from()).append("–").append(each.to() - 1).append("</small></dt><dd><code>");
            out.append(Escaped.markup(each.value())).append("</code></dd></div>");
        }
        return out.append("</dl></figure>").toString();
    }
}
