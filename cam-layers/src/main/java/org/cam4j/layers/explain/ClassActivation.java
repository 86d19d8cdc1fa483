package org.cam4j.layers.explain;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.internal.onednn.FastKernels;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Class activation maps of any convolutional network of Deeplearning4j.
 *
 * <pre>{@code
 * try (ClassActivation cam = ClassActivation.of(graph).method("grad-cam").layers("layer4").build()) {
 *     for (ActivationMap map : cam.explain(images)) { // [N, 3, H, W]
 *         map.overlay(photo).write(Path.of("out.png"));
 *     }
 * }
 * }</pre>
 *
 * <p>A batch costs one forward pass and, for methods that need gradients, one backward pass per explained class of an image, for all layers together. Methods that
 * run the network again (Score-CAM, Ablation-CAM, {@code @flip}, ...) say so in {@link CamMethod#description}. Nothing is added to the network or left in it.
 * Explaining a network while it is trained is not allowed.
 */
public final class ClassActivation implements AutoCloseable {
    static {
        FastKernels.allow();
    }

    private final CamMethod method;
    private final List<String> layers;
    private final ClassSelection classes;
    private @Nullable Explainer explainer;

    private ClassActivation(Explainer explainer, CamMethod method, List<String> layers, ClassSelection classes) {
        this.explainer = explainer;
        this.method = method;
        this.layers = List.copyOf(layers);
        this.classes = classes;
    }

    /**
     * Explains a graph with one image input.
     *
     * @param graph initialized
     */
    public static Builder of(ComputationGraph graph) {
        return new Builder(graph, Map.of());
    }

    /**
     * Explains a sequence of layers, as a graph with a copy of its parameters: later training of the network has no effect on it. In {@link Builder#layers} its layers have
     * their own names or their numbers from 0; in the maps they have their numbers.
     *
     * @param network initialized
     */
    public static Builder of(MultiLayerNetwork network) {
        Map<String, String> numbers = new HashMap<>();
        for (Layer layer : network.getLayers()) {
            numbers.put(layer.conf().getLayer().getLayerName(), String.valueOf(layer.getIndex()));
        }
        return new Builder(network.toComputationGraph(), numbers);
    }

    /**
     * The maps of a batch, ordered by image, then class (most probable first unless {@link Builder#classes} was called), then layer.
     *
     * @param images {@code [N,C,H,W]}, preprocessed as the network expects
     * @throws IllegalArgumentException if the images have another shape, or a class does not exist
     * @throws IllegalStateException if this was closed
     */
    public List<ActivationMap> explain(INDArray images) {
        return explain(images, classes);
    }

    /**
     * The maps of a batch for given classes.
     *
     * @param images {@code [N,C,H,W]}, preprocessed as the network expects
     * @param selection the classes of each image
     * @throws IllegalArgumentException if the images have another shape, or a class does not exist
     * @throws IllegalStateException if this was closed
     */
    public List<ActivationMap> explain(INDArray images, ClassSelection selection) {
        Explainer open = explainer;
        if (open == null) {
            throw new IllegalStateException(
                    "This ClassActivation is closed; build another with ClassActivation.of(network), inside the try block.");
        }
        Explanation explanation = open.explain(images, selection, layers, method.needs());
        List<ActivationMap> maps = new ArrayList<>();
        for (int image = 0; image < explanation.images(); image++) {
            int[] chosen = explanation.classes(image);
            for (int slot = 0; slot < chosen.length; slot++) {
                double probability = explanation.probabilities().getDouble(image, chosen[slot]);
                for (String layer : layers) {
                    INDArray map = method.combine(explanation.reading(image, slot, layer)); // [h, w]
                    maps.add(new ActivationMap(image, chosen[slot], probability, method.id(), layer, scores(map)));
                }
            }
        }
        return maps;
    }

    private static ScoreMap scores(INDArray map) {
        return new ScoreMap(map.ravel().toDoubleVector(), (int) map.size(0), (int) map.size(1));
    }

    /** The target layers. */
    public List<String> layers() {
        return layers;
    }

    /** Releases the network and this thread's working memory. May be called more than once. */
    @Override
    public void close() {
        if (explainer != null) {
            explainer = null;
            Explainer.releaseMemory();
        }
    }

    /** What is explained, and how. Only the network must be given. */
    public static final class Builder {
        private static final ClassSelection TOP = ClassSelection.top(1);

        private final ComputationGraph graph;
        private final Map<String, String> names;
        private CamMethod method = CamMethods.byId("grad-cam");
        private List<String> layers = List.of();
        private ClassSelection classes = TOP;
        private Optional<String> output = Optional.empty();

        private Builder(ComputationGraph graph, Map<String, String> names) {
            this.graph = graph;
            this.names = names;
        }

        /**
         * The CAM method; default {@code grad-cam}.
         *
         * @param id such as {@code cam}, {@code grad-cam++} or {@code score-cam@channels128}, see {@link CamMethods#byId}
         * @throws IllegalArgumentException if there is none: the message names the nearest match
         */
        public Builder method(String id) {
            return method(CamMethods.byId(id));
        }

        /** A CAM method of your own program. */
        public Builder method(CamMethod newMethod) {
            method = newMethod;
            return this;
        }

        /** The target layers, by name; by default the last maps before the pooling. */
        public Builder layers(String... names) {
            layers = List.of(names);
            return this;
        }

        /** The classes that are explained for every image; by default the most probable class of each image. */
        public Builder classes(int... indices) {
            classes = ClassSelection.same(indices);
            return this;
        }

        /** Which classes are explained, for example {@code ClassSelection.top(5)}. */
        public Builder classes(ClassSelection selection) {
            classes = selection;
            return this;
        }

        /** The output that is explained, by name, of a network with several. */
        public Builder output(String name) {
            output = Optional.of(name);
            return this;
        }

        /**
         * Finds the layers in the network.
         *
         * @throws IllegalArgumentException if the network cannot be explained, a layer does not exist (the message lists the nearest names), or the method needs
         *     class weights where there are none
         */
        public ClassActivation build() {
            Explainer explainer = output.map(name -> Explainer.of(graph, name)).orElseGet(() -> Explainer.of(graph));
            List<String> chosen = layers.isEmpty()
                    ? List.of(explainer.defaultTap())
                    : layers.stream()
                            .map(name -> names.getOrDefault(name, name))
                            .toList();
            chosen.forEach(explainer::requireTap);
            Set<Signal> needs = EnumSet.copyOf(method.needs());
            if (needs.contains(Signal.CLASS_WEIGHTS)
                    && !(explainer.hasClassWeights() && chosen.equals(List.of(explainer.defaultTap())))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        explainer.hasClassWeights()
                                ? "Method '%s' needs class weights, which belong to layer '%s'; found layers %s. Leave out layers(...), or use grad-cam."
                                : "Method '%s' needs class weights, and the network has no linear layer right after the pooling of '%s'; found layers %s. Use grad-cam.",
                        method.id(),
                        explainer.defaultTap(),
                        chosen));
            }
            return new ClassActivation(explainer, method, chosen, classes);
        }
    }
}
