package org.cam4j.experiments.backend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.cam4j.layers.explain.ClassActivation;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Numbers by which two backends are compared: for the network {@code mini} with every head and for one network of every
 * family of backbones, the probabilities of a forward pass, a Grad-CAM map, and loss and parameters after one training
 * step. Images and initial weights come from Java's random numbers, which are the same on every backend.
 */
public final class BackendNumbers {
    /**
     * Rows and columns of the images: few, but so many that batch normalization of the last maps, 2 x 2 in Inception v3, has more than two values per channel, of which rounding
     * errors of the variance would come back enlarged.
     */
    private static final int SIZE = 128;

    private static final int IMAGES = 4;
    private static final int MOST_VALUES = 256;
    private static final float NO_SPREAD = 1e-6F;
    private static final double SMALL = 0.01;
    private static final List<String> CLASSES = List.of("a", "b", "c");

    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Set<String> kinds = new TreeSet<>();

    private BackendNumbers() {}

    /** The networks that are compared. */
    public static List<NetworkSpec> networks() {
        List<NetworkSpec> networks = new ArrayList<>();
        Heads.ids().forEach(head -> networks.add(NetworkSpec.of("mini", head, CLASSES)));
        Set<Class<?>> families = new LinkedHashSet<>();
        for (Backbone backbone : Backbones.all()) {
            if (families.add(backbone.getClass()) && !backbone.id().equals("mini")) {
                networks.add(NetworkSpec.of(backbone.id(), "gap", CLASSES).size(SIZE, SIZE));
            }
        }
        return List.copyOf(networks);
    }

    /**
     * Computes the numbers on the backend of this process.
     *
     * @throws IOException never for these networks, which read no file
     */
    public static BackendNumbers compute(List<NetworkSpec> networks) throws IOException {
        BackendNumbers numbers = new BackendNumbers();
        for (NetworkSpec network : networks) {
            numbers.add(network);
        }
        return numbers;
    }

    /** By network and quantity, such as {@code mini gap probabilities}; of long arrays 256 values. */
    public Map<String, float[]> values() {
        return Map.copyOf(values);
    }

    /** The simple names of the classes of all layers and vertices of these networks. */
    public Set<String> kinds() {
        return Set.copyOf(kinds);
    }

    private void add(NetworkSpec spec) throws IOException {
        String name = spec.backbone() + " " + spec.head();
        ComputationGraph graph = Networks.create(spec).graph();
        graph.getConfiguration()
                .getVertices()
                .values()
                .forEach(vertex -> kinds.add(
                        vertex instanceof LayerVertex layer
                                ? layer.getLayerConf().getLayer().getClass().getSimpleName()
                                : vertex.getClass().getSimpleName()));
        Random random = new Random(1);
        graph.paramTable().values().forEach(parameter -> initialize(parameter, random));
        int size = spec.height() == 0 ? Backbones.byId(spec.backbone()).inputSize() : spec.height();
        INDArray images = Nd4j.create(uniform(IMAGES * 3 * size * size, random), new long[] {IMAGES, 3, size, size});
        put(name + " probabilities", graph.outputSingle(images));
        try (ClassActivation cam = ClassActivation.of(graph).method("grad-cam").build()) {
            put(name + " Grad-CAM", cam.explain(images).get(0).array());
        }
        INDArray labels = Nd4j.zeros(IMAGES, CLASSES.size());
        for (int i = 0; i < IMAGES; i++) {
            labels.putScalar(i, i % CLASSES.size(), 1);
        }
        graph.fit(new DataSet(images, labels));
        values.put(name + " loss", new float[] {(float) graph.score()});
        put(name + " parameters after a step", graph.params());
    }

    /** Replaces random weights by others of He et al. (2015), of the classifier by small ones; constants stay. */
    private static void initialize(INDArray parameter, Random random) {
        if (parameter.length() < 2 || parameter.stdNumber(false).floatValue() < NO_SPREAD) {
            return;
        }
        boolean classifier = parameter.rank() == 2 || parameter.size(0) == CLASSES.size();
        double deviation = classifier ? SMALL : Math.sqrt(2.0 * parameter.size(0) / parameter.length());
        float[] weights = new float[Math.toIntExact(parameter.length())];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (deviation * random.nextGaussian());
        }
        parameter.assign(Nd4j.create(weights, parameter.shape()));
    }

    private static float[] uniform(int count, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat();
        }
        return numbers;
    }

    private void put(String name, INDArray array) {
        INDArray flat = array.dup('c').reshape(array.length());
        int step = (int) Math.max(1, flat.length() / MOST_VALUES);
        float[] some = new float[(int) ((flat.length() + step - 1) / step)];
        for (int i = 0; i < some.length; i++) {
            some[i] = flat.getFloat((long) i * step);
        }
        values.put(name, some);
    }
}
