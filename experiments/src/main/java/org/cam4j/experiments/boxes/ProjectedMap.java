package org.cam4j.experiments.boxes;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.layers.explain.TapGeometry;
import org.cam4j.training.model.CamModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One network's share in {@link Consensus}: its class map by CAM (Grad-CAM where its head is not linear in pooled maps), drawn again with the maps of an earlier
 * layer by {@link FeatureProjection}, from 0 to 1 on a grid of {@value #GRID} x {@value #GRID} cells. One forward pass.
 *
 * <p>The earlier layer is the one nearest to a stride of {@value #STRIDE}; of several the one of fewest channels, and of those the last. The input is enlarged where the
 * class map would be below {@value #CELLS} x {@value #CELLS} cells and the head allows it.
 */
final class ProjectedMap {
    /** Rows and columns of the result. */
    static final int GRID = 28;

    private static final double LAMBDA = 1;
    private static final int STRIDE = 8;
    private static final int CELLS = 10;

    private final CamModel model;
    private final Explainer explainer;
    private final CamMethod method;
    private final FeatureProjection projection = new FeatureProjection(LAMBDA);
    private final Preprocessing preprocessing;
    private final String features;

    /** Chooses the layer and the input's size: one or two passes over an empty image. */
    ProjectedMap(CamModel model) {
        this.model = model;
        this.explainer = Explainer.of(model.graph());
        this.method = CamMethods.byId(explainer.hasClassWeights() ? "cam" : "grad-cam");
        Preprocessing own = model.preprocessing();
        PixelImage empty = new PixelImage(1, 1, new byte[3]);
        Explanation first = explain(empty, own, 0, explainer.possibleTaps(), EnumSet.of(Signal.ACTIVATIONS));
        TapReading last = first.reading(0, 0, explainer.defaultTap());
        double cells = Math.min(last.height(), last.width());
        double larger = explainer.hasClassWeights() ? Math.max(1, CELLS / cells) : 1;
        preprocessing = new Preprocessing(
                (int) Math.round(own.height() * larger),
                (int) Math.round(own.width() * larger),
                own.channelOrder(),
                own.mean(),
                own.std());
        String chosen = explainer.possibleTaps().get(0);
        for (String tap : explainer.possibleTaps()) {
            TapReading now = first.reading(0, 0, tap);
            TapReading best = first.reading(0, 0, chosen);
            int nearer = Double.compare(distance(now, own), distance(best, own));
            if (nearer < 0 || (nearer == 0 && now.channels() <= best.channels())) {
                chosen = tap;
            }
        }
        features = chosen;
    }

    /** How far a tap's stride is from the wanted one; the rounding of a border counts for nothing. */
    private static double distance(TapReading tap, Preprocessing input) {
        double stride = (double) input.height() / tap.height();
        return Math.abs(Math.round(Math.log(stride / STRIDE) / Math.log(2)));
    }

    /** The layer whose maps are used. */
    String features() {
        return features;
    }

    /** Rows of the network's input. */
    int inputSize() {
        return preprocessing.height();
    }

    /**
     * One image's map.
     *
     * @param values {@code GRID * GRID} values from 0 to 1 in row order; all 0 where the network has no evidence at all
     * @param probabilities one a class
     */
    record Result(double[] values, float[] probabilities) {}

    Result of(PixelImage image, int label) {
        List<String> taps = List.of(explainer.defaultTap(), features);
        Explanation explanation = explain(image, preprocessing, label, taps, method.needs());
        TapReading last = explanation.reading(0, 0, explainer.defaultTap());
        TapReading earlier = explanation.reading(0, 0, features);
        AlignedResize ofFeatures = resize(earlier);
        float[] values = values(earlier.activations());
        double[][] maps = new double[(int) earlier.channels()][];
        for (int channel = 0; channel < maps.length; channel++) {
            maps[channel] = ofFeatures.apply(values, channel);
        }
        double[] classMap = fromZeroToOne(resize(last).apply(values(method.combine(last)), 0));
        return new Result(
                fromZeroToOne(projection.project(classMap, maps)),
                explanation.probabilities().getRow(0).toFloatVector());
    }

    private Explanation explain(
            PixelImage image, Preprocessing input, int label, List<String> taps, Set<Signal> needs) {
        INDArray pixels = input.apply(image);
        try (INDArray batch = pixels.reshape(1, input.channels(), input.height(), input.width())) {
            return explainer.explain(batch, ClassSelection.of(List.of(new int[] {label})), taps, needs);
        }
    }

    private AlignedResize resize(TapReading tap) {
        long[] input = {preprocessing.height(), preprocessing.width()};
        long[] map = {tap.height(), tap.width()};
        TapGeometry geometry = TapGeometry.of(model.graph(), tap.tap(), input, map);
        return new AlignedResize((int) map[0], (int) map[1], geometry, input, GRID);
    }

    private static float[] values(INDArray array) {
        return array.dup('c').reshape(array.length()).toFloatVector();
    }

    private static double[] fromZeroToOne(double[] values) {
        double low = Arrays.stream(values).min().orElse(0);
        double range = Arrays.stream(values).max().orElse(0) - low;
        return Arrays.stream(values)
                .map(value -> range > 0 ? (value - low) / range : 0)
                .toArray();
    }
}
