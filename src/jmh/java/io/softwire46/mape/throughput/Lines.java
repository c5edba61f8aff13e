package io.softwire46.mape.throughput;

import java.awt.geom.Ellipse2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart of frames per second of full links by frame size, with the rates of one core as horizontal dashes. */
final class Lines {
    /**
     * The rate of one core.
     *
     * @param name name of the row
     * @param nanos nanoseconds per packet
     */
    record Capacity(String name, double nanos) {}

    private Lines() {}

    static String chart(List<Capacity> capacities) {
        XYSeriesCollection data = new XYSeriesCollection();
        for (int link : LineRate.LINKS) {
            XYSeries series = new XYSeries(link + " GbE");
            LineRate.FRAMES.forEach(frame ->
                    series.add(frame.doubleValue(), LineRate.millionFrames(link, LineRate.tunnelFrame(frame))));
            data.addSeries(series);
        }
        List<Capacity> shown = capacities.stream()
                .filter(each -> each.name().startsWith("encap"))
                .toList();
        for (Capacity each : shown) {
            XYSeries series = new XYSeries("one core, " + each.name());
            LineRate.FRAMES.forEach(frame -> series.add(frame.doubleValue(), 1000 / each.nanos()));
            data.addSeries(series);
        }
        JFreeChart chart = ChartFactory.createXYLineChart(
                null,
                "frame on the IPv4 side, octets",
                "million frames a second",
                data,
                PlotOrientation.VERTICAL,
                true,
                false,
                false);
        Svg.style(chart);
        XYPlot plot = chart.getXYPlot();
        plot.setRangeGridlinePaint(Svg.GRID);
        plot.setDomainGridlinePaint(Svg.GRID);
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        int links = LineRate.LINKS.size();
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, Svg.SERIES.get(i % Svg.SERIES.size()));
            renderer.setSeriesStroke(i, i < links ? Svg.stroke(2.5f) : Svg.dashes(2));
            renderer.setSeriesShapesVisible(i, i < links);
            renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
        }
        plot.setRenderer(renderer);
        LogAxis range = new LogAxis("million frames a second");
        range.setBase(2);
        range.setTickUnit(new NumberTickUnit(1)); // marks at powers of two
        range.setNumberFormatOverride(new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        range.setSmallestValue(0.1);
        Svg.style(range);
        plot.setRangeAxis(range);
        NumberAxis domain = (NumberAxis) plot.getDomainAxis();
        domain.setRange(0, 1560);
        Svg.style(domain);
        return Svg.draw(chart, "Frames a second of full links by frame size, and what one core forwards", 960, 460);
    }
}
