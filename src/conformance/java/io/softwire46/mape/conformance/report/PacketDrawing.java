package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.report.PacketFields.Field;
import io.softwire46.mape.conformance.report.PacketFields.Layer;
import java.util.List;

/**
 * Draws the headers of a packet in rows of 32 bits, as RFCs do, with the field that differs marked.
 *
 * <p>Static methods only.
 */
final class PacketDrawing {
    private static final int ROW_BITS = 32;

    private PacketDrawing() {}

    /**
     * Returns the drawing.
     *
     * @param title above it, escaped by this method
     */
    static String html(String title, byte[] octets, Difference difference) {
        List<Layer> layers = PacketFields.of(octets);
        StringBuilder out = new StringBuilder("<figure class=\"packet\"><figcaption>");
        out.append(Escaped.markup(title))
                .append(" <span>")
                .append(octets.length)
                .append(" octets</span></figcaption>");
        for (Layer layer : layers) {
            out.append("<div class=\"layer\"><b>")
                    .append(Escaped.markup(layer.name()))
                    .append("</b><div class=\"bits\">");
            int bit = 0;
            for (Field field : layer.fields()) {
                field(out, field, difference.isAbout(layers, layer, field, bit), difference);
                bit += field.bits();
            }
            out.append("</div></div>");
        }
        return out.append("</figure>").toString();
    }

    private static void field(StringBuilder out, Field field, boolean marked, Difference difference) {
        int columns = Math.min(field.bits(), ROW_BITS);
        out.append("<div class=\"f").append(marked ? " differs" : "").append(columns < 8 ? " narrow" : "");
        out.append("\" style=\"grid-column:span ").append(columns).append("\"><i>");
        out.append(Escaped.markup(field.name())).append("</i><code>");
        out.append(Escaped.markup(field.value())).append("</code>");
        if (marked) {
            out.append("<em>allowed ")
                    .append(Escaped.markup(cut(difference.allowed())))
                    .append("</em>");
        }
        out.append("</div>");
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
