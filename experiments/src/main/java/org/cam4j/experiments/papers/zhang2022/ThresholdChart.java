package org.cam4j.experiments.papers.zhang2022;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.evaluation.boxes.AutomaticThreshold;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The curve that the automatic threshold is chosen from, as Zhang et al. 2022 draw it in figure 3: the differences in red, their mean in blue. */
public final class ThresholdChart {
    private static final Color DIFFERENCES = new Color(0xD32F2F);
    private static final Color MEAN = new Color(0x1976D2);

    private ThresholdChart() {}

    /**
     * Draws the curve of a map.
     *
     * @param title above it
     * @param width in pixels
     * @param height in pixels
     */
    public static BufferedImage of(AutomaticThreshold.Curve curve, String title, int width, int height) {
        List<Double> thresholds = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        for (int step = 0; step < curve.thresholds().length; step++) {
            if (!Double.isNaN(curve.differences()[step])) {
                thresholds.add(curve.thresholds()[step]);
                differences.add(curve.differences()[step]);
                means.add(curve.meanDifference());
            }
        }
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle("threshold")
                .yAxisTitle("difference D")
                .build();
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(9, height / 28));
        XYStyler styler = chart.getStyler();
        styler.setXAxisMin(0.0);
        styler.setXAxisMax(1.0);
        styler.setYAxisMin(0.0);
        styler.setLegendVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setAxisTitleFont(font);
        styler.setAxisTickLabelsFont(font);
        styler.setMarkerSize(Math.max(3, height / 60));
        if (!thresholds.isEmpty()) {
            XYSeries red = chart.addSeries("difference", thresholds, differences);
            red.setLineColor(DIFFERENCES);
            red.setMarkerColor(DIFFERENCES);
            red.setMarker(SeriesMarkers.CIRCLE);
            XYSeries blue = chart.addSeries("mean", thresholds, means);
            blue.setLineColor(MEAN);
            blue.setMarker(SeriesMarkers.NONE);
        }
        return BitmapEncoder.getBufferedImage(chart);
    }
}
