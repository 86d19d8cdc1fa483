package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;

/**
 * What Rescaling and Normalization in front of a model do to the pixels, as {@code (x - mean) / std} of each color.
 *
 * <pre>
 * Rescaling      y = x * scale + offset
 * Normalization  y = (x - mean) / max(sqrt(variance), 1e-7)
 * </pre>
 */
record InputScale(List<Double> mean, List<Double> std) {
    static final InputScale NONE = new InputScale(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

    private static final int COLORS = 3;
    private static final double LEAST_DEVIATION = 1e-7;

    static boolean reads(LayerConfig layer) {
        return layer.kind().equals("Rescaling") || layer.kind().equals("Normalization");
    }

    /**
     * This, and then a layer.
     *
     * @param channelAxis of the images, counted with the batch
     * @throws IOException if the layer does something else with the colors
     */
    InputScale then(LayerConfig layer, LayerWeights weights, int channelAxis) throws IOException {
        return layer.kind().equals("Rescaling")
                ? rescaled(layer, layer.numbers("scale"), layer.numbers("offset"))
                : normalized(layer, weights, channelAxis);
    }

    private InputScale rescaled(LayerConfig layer, double[] scale, double[] offset) throws IOException {
        double[] factor = colors(layer, "scale", scale);
        double[] shift = offset.length == 0 ? new double[COLORS] : colors(layer, "offset", offset);
        double[] means = new double[COLORS];
        double[] deviations = new double[COLORS];
        for (int color = 0; color < COLORS; color++) {
            means[color] = -shift[color] / factor[color];
            deviations[color] = 1 / factor[color];
        }
        if (Arrays.stream(factor).anyMatch(value -> value <= 0)) {
            throw layer.refusedValue("scale", "numbers above 0");
        }
        return then(means, deviations);
    }

    private InputScale normalized(LayerConfig layer, LayerWeights weights, int channelAxis) throws IOException {
        layer.require("invert", false);
        JsonNode axis = layer.value("axis");
        boolean all = axis == null || (axis.isArray() && axis.isEmpty());
        int found = axis == null || all ? 0 : (axis.isArray() ? axis.path(0) : axis).asInt();
        if (axis != null
                && !all
                && ((axis.isArray() && axis.size() != 1) || (found != channelAxis && found != channelAxis - 4))) {
            throw layer.refusedValue("axis", channelAxis + ", the colors");
        }
        double[] mean = layer.numbers("mean");
        double[] variance = layer.numbers("variance");
        if (mean.length == 0) {
            long[] shape = all ? new long[0] : new long[] {COLORS};
            mean = weights.read("mean", shape).toDoubleVector();
            variance = weights.read("variance", shape).toDoubleVector();
            weights.ignore("count");
        }
        double[] deviations = Arrays.stream(colors(layer, "variance", variance))
                .map(value -> Math.max(Math.sqrt(value), LEAST_DEVIATION))
                .toArray();
        return then(colors(layer, "mean", mean), deviations);
    }

    private InputScale then(double[] means, double[] deviations) {
        List<Double> newMean = new ArrayList<>();
        List<Double> newStd = new ArrayList<>();
        for (int color = 0; color < COLORS; color++) {
            newMean.add(mean.get(color) + std.get(color) * means[color]);
            newStd.add(std.get(color) * deviations[color]);
        }
        return new InputScale(newMean, newStd);
    }

    /** One number for each color. */
    private static double[] colors(LayerConfig layer, String key, double[] values) throws IOException {
        if ((values.length != 1 && values.length != COLORS)
                || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw layer.refusedValue(key, "one number or three");
        }
        return values.length == COLORS ? values : new double[] {values[0], values[0], values[0]};
    }

    Preprocessing preprocessing(int height, int width) {
        return new Preprocessing(height, width, ChannelOrder.RGB, plain(mean), plain(std));
    }

    /** One number where all are the same. */
    private static List<Double> plain(List<Double> values) {
        return values.stream().distinct().count() == 1 ? values.subList(0, 1) : values;
    }
}
