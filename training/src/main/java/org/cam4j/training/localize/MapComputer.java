package org.cam4j.training.localize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.Target;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.localize.ImageMaps.ClassMaps;
import org.cam4j.training.model.CamModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network over samples and makes the score maps of several methods from one forward and at most one backward pass a batch.
 * Methods that run the network again do so image by image, after that.
 */
public final class MapComputer {
    /** Images that go through the network at once; the last digits of a map depend on it. */
    public static final int BATCH_SIZE = ImagePass.BATCH_SIZE;

    private final CamModel model;
    private final List<CamMethod> methods;
    private final Explainer explainer;
    private final String tap;
    private final Set<Signal> needs = EnumSet.of(Signal.ACTIVATIONS);
    private final int threads;

    /** Reads the network at its default tap, see {@link #MapComputer(CamModel, List, Optional, int)}. */
    public MapComputer(CamModel model, List<CamMethod> methods, int threads) {
        this(model, methods, Optional.empty(), threads);
    }

    /**
     * Finds the model's tap.
     *
     * @param methods may be empty: then samples are classified only
     * @param tap the layer that is read, out of {@link Explainer#possibleTaps}; the default tap where it is empty
     * @param threads that decode images ahead of the network
     * @throws IllegalArgumentException when the network has no tap that the methods could read
     */
    public MapComputer(CamModel model, List<CamMethod> methods, Optional<String> tap, int threads) {
        this(model, methods, Explainer.of(model.graph()).withBlocks(model.blocks()), tap, threads);
    }

    private MapComputer(
            CamModel model, List<CamMethod> methods, Explainer explainer, Optional<String> tap, int threads) {
        this.model = model;
        this.methods = List.copyOf(methods);
        this.explainer = explainer;
        this.tap = tap.orElseGet(explainer::defaultTap);
        this.threads = threads;
        methods.forEach(method -> needs.addAll(method.needs()));
    }

    /**
     * The same with other blocks than the model's, see {@link Explainer#withBlocks}.
     *
     * @throws IllegalArgumentException if one does not exist
     */
    public MapComputer withBlocks(List<String> blocks) {
        return new MapComputer(model, methods, explainer.withBlocks(blocks), Optional.of(tap), threads);
    }

    /** The same with another score than the class's logit, see {@link Explainer#withTarget}. */
    public MapComputer withTarget(Target target) {
        return new MapComputer(model, methods, explainer.withTarget(target), Optional.of(tap), threads);
    }

    /** The layer that is read. */
    public String tap() {
        return tap;
    }

    /** How many blocks methods with several layers read. */
    public int blocks() {
        return explainer.blocks().size();
    }

    /** Whether the network's head is linear in pooled maps, so that methods that need class weights can be used. */
    public boolean hasClassWeights() {
        return explainer.hasClassWeights();
    }

    /** Receives every sample, in order. */
    @FunctionalInterface
    public interface Sink {
        void accept(ImageMaps located) throws IOException;
    }

    /**
     * Explains every sample.
     *
     * @param selection which classes of the images of a batch
     * @return the samples whose image could not be read
     * @throws IllegalArgumentException when the tap does not exist, with the nearest names, or the methods need class weights that it has not
     */
    public List<Skipped> run(List<Sample> samples, Function<List<Sample>, ClassSelection> selection, Sink sink)
            throws IOException {
        return new ImagePass(model, BATCH_SIZE, threads)
                .run(
                        samples,
                        batch -> {
                            Explanation explanation = explainer.explain(
                                    batch.images(), selection.apply(batch.samples()), List.of(tap), needs);
                            for (int image = 0; image < batch.samples().size(); image++) {
                                sink.accept(maps(
                                        batch.samples().get(image),
                                        batch.pixels().get(image),
                                        explanation,
                                        image));
                            }
                        },
                        done -> {});
    }

    /**
     * Explains one image whose pixels are at hand.
     *
     * @param sample whose image it is; its own source is not read
     */
    public ImageMaps locate(Sample sample, PixelImage image, ClassSelection selection) {
        INDArray pixels = model.preprocessing().apply(image); // [C, H, W]
        INDArray batch = pixels.reshape(1, pixels.size(0), pixels.size(1), pixels.size(2)); // [1, C, H, W]
        return maps(sample, () -> image, explainer.explain(batch, selection, List.of(tap), needs), 0);
    }

    /** The class that each sample is labeled with. */
    public static ClassSelection groundTruth(List<Sample> samples) {
        return ClassSelection.of(
                samples.stream().map(sample -> new int[] {sample.label()}).toList());
    }

    /** What the maps of a model are measured on: the class that each sample is labeled with; the first number of a regression. */
    public static Function<List<Sample>, ClassSelection> measured(CamModel model) {
        return model.outputKind() == OutputKind.REGRESSION
                ? samples -> ClassSelection.same(0)
                : MapComputer::groundTruth;
    }

    private ImageMaps maps(Sample sample, ImageSource pixels, Explanation explanation, int image) {
        List<ClassMaps> classes = new ArrayList<>();
        int[] labels = explanation.classes(image);
        for (int slot = 0; slot < labels.length; slot++) {
            TapReading reading = explanation.reading(image, slot, tap);
            Map<String, ScoreMap> maps = new LinkedHashMap<>();
            for (CamMethod method : methods) {
                maps.put(method.id(), scoreMap(method.combine(reading)));
            }
            classes.add(new ClassMaps(labels[slot], maps));
        }
        return new ImageMaps(
                sample, pixels, explanation.probabilities().getRow(image).toFloatVector(), classes);
    }

    private static ScoreMap scoreMap(INDArray map) {
        int height = (int) map.size(0);
        int width = (int) map.size(1);
        return new ScoreMap(map.dup('c').reshape(height * (long) width).toDoubleVector(), height, width);
    }
}
