package org.cam4j.experiments.papers.kim2020;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.run.RunIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws what several layers make of an image, {@code features.png}: a row an image, a column a layer, in the layer's own resolution, the mean of the layer's channels
 * stretched to the colors' range. Method: the layer's name, with the keys {@code rows} and {@code channels} of its maps.
 *
 * @param layers from left to right
 * @param images taken at equal distances over the test split
 */
record FeatureMapSheet(List<String> layers, int images) implements RunTask {
    private static final int SIDE = 128;

    FeatureMapSheet {
        layers = List.copyOf(layers);
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "feature-maps").with("layers", layers).with("images", images);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        Explainer explainer = Explainer.of(context.model().graph());
        List<String> columns = new ArrayList<>(List.of("image"));
        columns.addAll(layers);
        ContactSheet sheet = new ContactSheet(columns, SIDE);
        List<INDArray> shapes = new ArrayList<>();
        List<Sample> samples = Sample.spread(context.data().samples(Split.TEST), images);
        List<Skipped> skipped = context.forEach("feature maps", samples, batch -> {
            Explanation explanation =
                    explainer.explain(batch.images(), ClassSelection.top(1), layers, EnumSet.of(Signal.ACTIVATIONS));
            for (int image = 0; image < batch.samples().size(); image++) {
                Sample sample = batch.samples().get(image);
                List<BufferedImage> tiles =
                        new ArrayList<>(List.of(Pictures.of(sample.image().read())));
                shapes.clear();
                for (String layer : layers) {
                    INDArray activations = explanation.reading(image, 0, layer).activations(); // [C, h, w]
                    tiles.add(Pictures.of(enlarged(activations.mean(0))));
                    shapes.add(activations);
                }
                sheet.add(List.of(context.data().classNames().get(sample.label())), tiles);
            }
        });
        RunOutput output = new RunOutput(Map.of(), skipped, Map.of("features.png", sheet.draw(1)));
        for (int i = 0; i < shapes.size(); i++) {
            output = output.with(
                    layers.get(i),
                    Map.of(
                            "rows", value(shapes.get(i).size(1)),
                            "channels", value(shapes.get(i).size(0))));
        }
        return output;
    }

    /** A map {@code [h, w]} in colors, every position a square. */
    private static PixelImage enlarged(INDArray map) {
        int rows = (int) map.size(0);
        int columns = (int) map.size(1);
        double low = map.minNumber().doubleValue();
        double range = Math.max(map.maxNumber().doubleValue() - low, Double.MIN_NORMAL);
        byte[] rgb = new byte[rows * columns * 3];
        for (int i = 0; i < rows * columns; i++) {
            int color = ColorMap.VIRIDIS.rgb((map.getDouble(i / columns, i % columns) - low) / range);
            rgb[3 * i] = (byte) (color >> 16);
            rgb[3 * i + 1] = (byte) (color >> 8);
            rgb[3 * i + 2] = (byte) color;
        }
        return Pictures.enlarged(new PixelImage(rows, columns, rgb), Math.max(1, SIDE / columns));
    }

    private static MetricValue value(double exact) {
        return new MetricValue(exact, exact, exact, ThresholdSource.NOTHING);
    }
}
