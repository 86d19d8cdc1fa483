package org.cam4j.experiments.report.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Bars of every class side by side, one color a method, as figure 8 of Meng et al. 2019. */
public final class ClassChart {
    private static final int WIDTH_OF_CLASS = 26;
    private static final int MARGIN = 160;
    private static final int HEIGHT = 420;
    private static final int UPRIGHT = 90;

    private ClassChart() {}

    /**
     * Draws the bars.
     *
     * @param values percent by method and class; all methods have the same classes, at least one
     * @param title above it
     */
    public static BufferedImage of(Map<String, Map<String, Double>> values, String title) {
        int classes = values.values().stream().mapToInt(Map::size).max().orElse(1);
        CategoryChart chart = new CategoryChartBuilder()
                .width(MARGIN + WIDTH_OF_CLASS * Math.max(8, classes))
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("class")
                .yAxisTitle("percent")
                .build();
        chart.getStyler().setXAxisLabelRotation(UPRIGHT);
        chart.getStyler().setXAxisMaxLabelCount(Math.max(2, classes)); // one is refused
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        values.forEach((method, ofClass) -> {
            if (!ofClass.isEmpty()) {
                chart.addSeries(method, List.copyOf(ofClass.keySet()), List.copyOf(ofClass.values()));
            }
        });
        return BitmapEncoder.getBufferedImage(chart);
    }
}
