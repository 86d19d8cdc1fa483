package org.cam4j.experiments.report.picture;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.cam4j.training.run.RunFolder;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over a common axis, as PNG and as SVG. */
public final class LineChart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 340;

    private final XYChart chart;

    /**
     * Draws the lines.
     *
     * @param lines by name, each the places on the x axis and as many values
     */
    public LineChart(String title, String xAxis, String yAxis, Map<String, double[][]> lines) {
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setMarkerSize(4);
        lines.forEach((name, line) -> chart.addSeries(name, line[0], line[1]).setMarker(SeriesMarkers.CIRCLE));
    }

    /** As a picture. */
    public BufferedImage picture() {
        return BitmapEncoder.getBufferedImage(chart);
    }

    /** The SVG's bytes. */
    public byte[] svg() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
        return bytes.toByteArray();
    }

    /** Writes {@code NAME.png} and {@code NAME.svg}. */
    public void write(RunFolder folder, String name) throws IOException {
        folder.writeBytes(name + ".svg", svg());
        Pictures.write(picture(), folder, name + ".png");
    }
}
