package org.cam4j.benchmarks.networks;

import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over one thing that grows, as SVG. */
final class CostChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int TICKS = 60;
    private static final List<Color> COLORS =
            List.of(new Color(0x1976D2), new Color(0xD32F2F), new Color(0x388E3C), new Color(0xF57C00));

    private CostChart() {}

    /**
     * Draws a line for every entry.
     *
     * @param axis what grows
     * @param values where it stands
     * @param logarithmic whether the values' axis is
     * @param lines milliseconds at every value, by name
     */
    static byte[] svg(String axis, List<Integer> values, boolean logarithmic, Map<String, List<Double>> lines)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(axis)
                .yAxisTitle("milliseconds")
                .build();
        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setXAxisLogarithmic(logarithmic);
        styler.setXAxisTickMarkSpacingHint(TICKS);
        styler.setYAxisTickMarkSpacingHint(TICKS);
        styler.setXAxisMaxLabelCount(values.size() + 1);
        styler.setDecimalPattern("#");
        styler.setYAxisMin(0.0);
        if (!logarithmic) {
            styler.setXAxisMin(0.0);
        }
        int drawn = 0;
        for (Map.Entry<String, List<Double>> line : lines.entrySet()) {
            XYSeries series = chart.addSeries(line.getKey(), values, line.getValue());
            Color color = COLORS.get(drawn++ % COLORS.size());
            series.setLineColor(color);
            series.setMarkerColor(color);
            series.setMarker(SeriesMarkers.CIRCLE);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
        String svg = bytes.toString(StandardCharsets.UTF_8);
        return svg.replaceAll("(\\d\\.\\d)\\d+", "$1").getBytes(StandardCharsets.UTF_8); // a tenth of a pixel is enough
    }
}
