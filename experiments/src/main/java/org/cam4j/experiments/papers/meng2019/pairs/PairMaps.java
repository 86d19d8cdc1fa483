package org.cam4j.experiments.papers.meng2019.pairs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.localize.ImagePass;
import org.cam4j.training.model.CamModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Maps of a class against each of several others: of the score that tells the two apart, a sum of the network's outputs. The weights of Grad-CAM are linear in the score, so
 * that one forward pass for every eight outputs that any of the scores needs, and one backward pass for each, give the maps of all pairs at all blocks.
 *
 * <p>Meng et al., 2019, section 3.2, step A.
 */
public final class PairMaps {
    private static final int BATCH_SIZE = 4;
    private static final int OUTPUTS_AT_ONCE = 8;

    /** Which outputs tell two classes apart. */
    @FunctionalInterface
    public interface Scores {
        /**
         * The outputs whose weighted sum is high for the class and low for the other.
         *
         * @return weight by index of the output
         */
        Map<Integer, Double> against(int label, int other);

        /** The difference of the two logits of a classifier of all classes. */
        static Scores differences() {
            return (label, other) -> Map.of(label, 1.0, other, -1.0);
        }
    }

    /** Receives every sample, in order. */
    @FunctionalInterface
    public interface Sink {
        /**
         * The maps of an image.
         *
         * @param own of the class's own output, by method
         * @param pairs by the other class, then by method
         */
        void accept(Sample sample, Map<String, ScoreMap> own, Map<Integer, Map<String, ScoreMap>> pairs)
                throws IOException;
    }

    private final CamModel model;
    private final List<CamMethod> methods;
    private final Scores scores;
    private final Explainer explainer;
    private final Set<Signal> needs = EnumSet.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    private final int threads;

    /**
     * Finds the network's tap and blocks.
     *
     * @param methods Grad-CAM, and its fusions over blocks
     * @param taps the layers of methods that fuse several
     * @param threads that decode images ahead of the network
     */
    public PairMaps(CamModel model, List<CamMethod> methods, BlockTaps taps, Scores scores, int threads) {
        this.model = model;
        this.methods = List.copyOf(methods);
        this.scores = scores;
        this.threads = threads;
        this.explainer = Explainer.of(model.graph()).withBlocks(taps.of(model));
        for (CamMethod method : methods) {
            if (!(method.id().equals("grad-cam") || CamMethods.fusesLayers(method))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Maps of pairs by '%s': expected grad-cam or multi-layer-fusion, whose weights are linear in"
                                + " the score.",
                        method.id()));
            }
            needs.addAll(method.needs());
        }
    }

    /**
     * Explains every sample.
     *
     * @param others the classes that images of a label are compared with
     * @return the samples whose image could not be read
     */
    public List<Skipped> run(List<Sample> samples, IntFunction<int[]> others, Sink sink) throws IOException {
        return new ImagePass(model, BATCH_SIZE, threads).run(samples, batch -> accept(batch, others, sink), done -> {});
    }

    private void accept(ImagePass.Images batch, IntFunction<int[]> others, Sink sink) throws IOException {
        List<int[]> outputs = batch.samples().stream()
                .map(sample -> outputs(sample.label(), others.apply(sample.label())))
                .toList();
        List<Map<Integer, Weights>> weights = new ArrayList<>();
        List<TapReading> readings = new ArrayList<>();
        read(batch.images(), outputs, weights, readings);
        for (int image = 0; image < batch.samples().size(); image++) {
            Sample sample = batch.samples().get(image);
            TapReading reading = readings.get(image);
            Map<Integer, Weights> ofImage = weights.get(image);
            Map<Integer, Map<String, ScoreMap>> pairs = new LinkedHashMap<>();
            for (int other : others.apply(sample.label())) {
                pairs.put(other, maps(reading, Weights.sum(ofImage, scores.against(sample.label(), other))));
            }
            sink.accept(sample, maps(reading, Weights.sum(ofImage, Map.of(sample.label(), 1.0))), pairs);
            release(reading);
        }
    }

    /** The weights of every output of every image, and one reading of each image; a few outputs at a time, whose gradients are freed at once: all would fill the memory. */
    private void read(
            INDArray images, List<int[]> outputs, List<Map<Integer, Weights>> weights, List<TapReading> readings) {
        int most = outputs.stream().mapToInt(ofImage -> ofImage.length).max().orElse(0);
        for (int begin = 0; begin < most; begin += OUTPUTS_AT_ONCE) {
            int from = begin;
            List<int[]> part = outputs.stream()
                    .map(all -> all.length > from
                            ? Arrays.copyOfRange(all, from, Math.min(all.length, from + OUTPUTS_AT_ONCE))
                            : new int[] {all[0]}) // done with, but each image explains something
                    .toList();
            Explanation explanation = explainer.explain(images, ClassSelection.of(part), needs);
            for (int image = 0; image < part.size(); image++) {
                if (begin == 0) {
                    weights.add(new LinkedHashMap<>());
                }
                for (int slot = 0; slot < part.get(image).length; slot++) {
                    TapReading reading = explanation.reading(image, slot, explainer.defaultTap());
                    weights.get(image).put(part.get(image)[slot], Weights.of(reading));
                    if (begin == 0 && slot == 0) {
                        readings.add(reading);
                    } else {
                        release(reading);
                    }
                }
            }
        }
    }

    private static void release(TapReading reading) {
        List<TapReading> all = new ArrayList<>(List.of(reading));
        if (reading.has(Signal.BLOCKS)) {
            all.addAll(reading.blocks());
        }
        for (TapReading one : all) {
            close(one.gradients());
            close(one.activations());
        }
    }

    private static void close(INDArray array) {
        if (array.closeable()) {
            array.close();
        }
    }

    private int[] outputs(int label, int[] others) {
        Set<Integer> outputs = new LinkedHashSet<>(List.of(label));
        for (int other : others) {
            outputs.addAll(scores.against(label, other).keySet());
        }
        return outputs.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The weights of Grad-CAM of one score, {@code [C]} each. */
    private record Weights(INDArray tap, List<INDArray> blocks) {
        static Weights of(TapReading reading) {
            List<TapReading> blocks = reading.has(Signal.BLOCKS) ? reading.blocks() : List.of();
            return new Weights(
                    channelWeights(reading),
                    blocks.stream().map(PairMaps::channelWeights).toList());
        }

        /** Of a sum of scores. */
        static Weights sum(Map<Integer, Weights> weights, Map<Integer, Double> factors) {
            Weights sum = null;
            for (Map.Entry<Integer, Double> factor : factors.entrySet()) {
                Weights one =
                        Objects.requireNonNull(weights.get(factor.getKey())).times(factor.getValue());
                sum = sum == null ? one : sum.plus(one);
            }
            return Objects.requireNonNull(sum, "a score of no output");
        }

        private Weights times(double factor) {
            return new Weights(
                    tap.mul(factor),
                    blocks.stream().map(block -> block.mul(factor)).toList());
        }

        private Weights plus(Weights other) {
            return new Weights(
                    tap.add(other.tap),
                    IntStream.range(0, blocks.size())
                            .mapToObj(block -> blocks.get(block).add(other.blocks.get(block)))
                            .toList());
        }
    }

    /** Grad-CAM's weights of the channels (its eq. 1), linear in the score: {@code [C]}. */
    private static INDArray channelWeights(TapReading reading) {
        return reading.gradients().mean(1, 2);
    }

    /** Grad-CAM's map (its eq. 2) of weights, also of those of several scores added up: {@code [h,w]}. */
    private static INDArray gradCam(TapReading reading, INDArray weights) {
        return Transforms.relu(reading.weightedSum(weights), false);
    }

    private Map<String, ScoreMap> maps(TapReading reading, Weights weights) {
        List<INDArray> blocks = IntStream.range(0, weights.blocks().size())
                .mapToObj(block ->
                        gradCam(reading.blocks().get(block), weights.blocks().get(block)))
                .toList();
        Map<String, ScoreMap> maps = new LinkedHashMap<>();
        for (CamMethod method : methods) {
            INDArray map = CamMethods.fusesLayers(method)
                    ? CamMethods.fuse(method, blocks)
                    : gradCam(reading, weights.tap()); // [h, w]
            maps.put(method.id(), new ScoreMap(map.dup('c').ravel().toDoubleVector(), (int) map.size(0), (int)
                    map.size(1)));
        }
        return maps;
    }
}
