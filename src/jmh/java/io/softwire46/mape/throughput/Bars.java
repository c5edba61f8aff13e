package io.softwire46.mape.throughput;

import java.awt.Color;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;

/** Horizontal bars with their values, one group per name and one colour per series. */
final class Bars {
    /**
     * One bar.
     *
     * @param name name of its group
     * @param series series, which has one colour in all groups
     * @param value its length
     */
    record Bar(String name, String series, double value) {}

    private Bars() {}

    /**
     * Returns a chart as an SVG element.
     *
     * @param limit position of a line; 0 for none
     */
    static String chart(String title, String unit, List<Bar> bars, List<String> series, double limit) {
        List<String> names = bars.stream().map(Bar::name).distinct().toList();
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (String each : series) {
            // an empty place keeps the order of the groups
            names.forEach(name -> data.addValue(null, each, name));
            bars.stream()
                    .filter(bar -> bar.series().equals(each))
                    .forEach(bar -> data.addValue(bar.value(), each, bar.name()));
        }
        JFreeChart chart = ChartFactory.createBarChart(
                null, null, unit, data, PlotOrientation.HORIZONTAL, series.size() > 1, false, false);
        Svg.style(chart);
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setRangeGridlinePaint(Svg.GRID);
        boolean byOutcome = series.equals(List.of("met", "missed"));
        // met and missed never occur in one group: stacked, the bars are in one line
        BarRenderer renderer = byOutcome ? new StackedBarRenderer() : new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.05);
        renderer.setMaximumBarWidth(0.5);
        renderer.setDefaultItemLabelsVisible(!byOutcome);
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        renderer.setDefaultItemLabelFont(Svg.TEXT);
        renderer.setDefaultItemLabelPaint(Svg.INK);
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator(
                "{2}", new DecimalFormat("#,##0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        int shown = data.getRowCount();
        for (int i = 0; i < shown; i++) {
            String name = data.getRowKey(i).toString();
            Color color = byOutcome ? name.equals("met") ? Svg.GOOD : Svg.BAD : Svg.SERIES.get(i % Svg.SERIES.size());
            renderer.setSeriesPaint(i, color);
        }
        plot.setRenderer(renderer);
        CategoryAxis groups = plot.getDomainAxis();
        groups.setMaximumCategoryLabelWidthRatio(0.5f);
        groups.setCategoryMargin(0.25);
        groups.setLowerMargin(0.01);
        groups.setUpperMargin(0.01);
        Svg.style(groups);
        NumberAxis values = (NumberAxis) plot.getRangeAxis();
        values.setUpperMargin(0.1);
        Svg.style(values);
        if (limit > 0) {
            plot.addRangeMarker(new ValueMarker(limit, Svg.INK, Svg.dashes(1.5f)));
        }
        int height = 90 + names.size() * (byOutcome ? 28 : 14 + 20 * shown);
        return Svg.draw(chart, title, 960, height);
    }
}
