package io.softwire46.mape.throughput;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

/**
 * Creates charts as SVG elements whose colours are variables of the page's style sheet, so that one picture suits light and dark
 * mode.
 *
 * <p>A chart is drawn in placeholder colours; their variable names replace them in the text.
 */
final class Svg {
    static final Color INK = new Color(1, 2, 1);
    static final Color MUTED = new Color(1, 2, 2);
    static final Color GRID = new Color(1, 2, 3);
    static final List<Color> SERIES = List.of(
            new Color(1, 3, 1),
            new Color(1, 3, 2),
            new Color(1, 3, 3),
            new Color(1, 3, 4),
            new Color(1, 3, 5),
            new Color(1, 3, 6),
            new Color(1, 3, 7),
            new Color(1, 3, 8));
    static final Color GOOD = new Color(1, 4, 1);
    static final Color BAD = new Color(1, 4, 2);
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Color NOTHING = new Color(0, 0, 0, 0);

    private Svg() {}

    static BasicStroke stroke(float width) {
        return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    static BasicStroke dashes(float width) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0);
    }

    static void style(Axis axis) {
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
        axis.setLabelPaint(MUTED);
        axis.setTickLabelPaint(INK);
        axis.setAxisLinePaint(GRID);
        axis.setTickMarkPaint(GRID);
    }

    static void style(JFreeChart chart) {
        chart.setBackgroundPaint(NOTHING);
        chart.setBorderVisible(false);
        Plot plot = chart.getPlot();
        plot.setBackgroundPaint(NOTHING);
        plot.setOutlineVisible(false);
        LegendTitle legend = chart.getLegend();
        if (legend != null) {
            legend.setBackgroundPaint(NOTHING);
            legend.setItemPaint(INK);
            legend.setItemFont(TEXT);
            legend.setFrame(BlockBorder.NONE);
        }
    }

    /** Draws a chart; the page scales it to its width. */
    static String draw(JFreeChart chart, String description, int width, int height) {
        SVGGraphics2D graphics = new SVGGraphics2D(width, height);
        chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
        String text = graphics.getSVGElement(null, false, new ViewBox(0, 0, width, height), null, null);
        text = named(text, INK, "ink");
        text = named(text, MUTED, "muted");
        text = named(text, GRID, "grid");
        text = named(text, GOOD, "good");
        text = named(text, BAD, "bad");
        for (int i = 0; i < SERIES.size(); i++) {
            text = named(text, SERIES.get(i), "series" + i);
        }
        text = text.replaceAll("font-family: ?[^;\"]*", "font-family: inherit");
        return text.replaceFirst(
                "<svg ",
                "<svg role=\"img\" aria-label=\"" + HtmlReport.escape(description) + "\" style=\"max-width: " + width
                        + "px\" ");
    }

    private static String named(String text, Color color, String name) {
        String plain = String.format(Locale.ROOT, "%d,%d,%d", color.getRed(), color.getGreen(), color.getBlue());
        return text.replace("rgb(" + plain + ")", "var(--" + name + ")")
                .replace("rgb(" + plain.replace(",", ", ") + ")", "var(--" + name + ")");
    }
}
