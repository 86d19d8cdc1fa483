package org.cam4j.training.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.PerturbationScores;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * On a network whose probability of class 0 is the sigmoid of {@value #SLOPE} times the mean red of its input, of 28 x 28 pixels: one step of the curves is one
 * row's worth of pixels. The image's upper half is red (1), its lower half is not: 0, or -1 where that speaks against the class.
 */
class PerturbedImageTest {
    private static final int SIZE = 28;
    private static final int GRID = NormalizedMap.GRID;
    private static final int SLOPE = 8;
    private static final double WHOLE = sigmoid(0.5);

    @Test
    void aPerfectMapDeletesTheEvidenceFirst() throws IOException {
        double[] curve = confidences(upper(1, 0), 0).deletion();
        assertThat(curve).hasSize(29);
        for (int step = 0; step <= 28; step++) {
            assertThat(curve[step]).as("step " + step).isCloseTo(sigmoid(Math.max(0, 14 - step) / 28.0), within(1e-6));
        }
    }

    @Test
    void anInvertedMapDeletesTheEvidenceLast() throws IOException {
        double[] curve = confidences(upper(0, 1), 0).deletion();
        for (int step = 0; step <= 28; step++) {
            assertThat(curve[step]).as("step " + step).isCloseTo(sigmoid(Math.min(14, 28 - step) / 28.0), within(1e-6));
        }
    }

    @Test
    void insertionBeginsBlurredAndEndsWithTheImage() throws IOException {
        double[] perfect = confidences(upper(1, 0), 0).insertion();
        double[] inverted = confidences(upper(0, 1), 0).insertion();
        assertThat(perfect).hasSize(29);
        assertThat(perfect[0]).isEqualTo(inverted[0]).isBetween(0.5, WHOLE - 0.01); // what blurring takes over the edge
        assertThat(perfect[28]).isCloseTo(WHOLE, within(1e-6));
        assertThat(perfect[14]).isGreaterThan(WHOLE); // the image's own red and the blurred red below it
        assertThat(PerturbationScores.area(perfect)).isGreaterThan(PerturbationScores.area(inverted) + 0.01);
    }

    @Test
    void hidingWhatDoesNotMatterChangesNothing() throws IOException {
        PerturbationScores found = confidences(upper(1, 0), 0);
        assertThat(found.whole()).isCloseTo(WHOLE, within(1e-6));
        assertThat(found.explanation()).isCloseTo(WHOLE, within(1e-3)); // the map is resized, its edge is soft
    }

    @Test
    void hidingWhatSpeaksAgainstTheClassRaisesIt() throws IOException {
        PerturbationScores found = confidences(upper(1, 0), 127.5);
        assertThat(found.whole()).isCloseTo(sigmoid(0), within(1e-6));
        assertThat(found.explanation()).isCloseTo(sigmoid(0.5), within(1e-3));
    }

    @Test
    void aMapOfZerosLeavesNothing() throws IOException {
        PerturbationScores found = confidences(new double[GRID * GRID], 0);
        assertThat(found.explanation()).isCloseTo(0.5, within(1e-6));
        assertThat(found.deletion()[14]).as("equal values go in row order").isCloseTo(0.5, within(1e-6));
    }

    @Test
    void theClassIsTheLabels() throws IOException {
        EvaluatedImage other = observed(1, upper(1, 0), 0);
        assertThat(other.confidences().orElseThrow().whole()).isCloseTo(1 - WHOLE, within(1e-6));
    }

    @Test
    void aBoxIsNoMap() throws IOException {
        Sample sample = sample(0);
        EvaluatedImage box = EvaluatedImage.ofBox(sample, new Box(0, 0, 9, 9));
        assertThat(PerturbedImage.of(model(0), sample.image().read())
                        .observed(box)
                        .confidences())
                .isEmpty();
    }

    private static PerturbationScores confidences(double[] map, double mean) throws IOException {
        return observed(0, map, mean).confidences().orElseThrow();
    }

    private static EvaluatedImage observed(int label, double[] map, double mean) throws IOException {
        Sample sample = sample(label);
        return PerturbedImage.of(model(mean), sample.image().read())
                .observed(EvaluatedImage.ofMap(sample, new ScoreMap(map, GRID, GRID)));
    }

    private static double[] upper(double above, double below) {
        double[] map = new double[GRID * GRID];
        for (int i = 0; i < map.length; i++) {
            map[i] = i < map.length / 2 ? above : below;
        }
        return map;
    }

    private static Sample sample(int label) {
        byte[] rgb = new byte[SIZE * SIZE * 3];
        for (int i = 0; i < rgb.length / 2; i += 3) {
            rgb[i] = (byte) 255;
        }
        PixelImage image = new PixelImage(SIZE, SIZE, rgb);
        return new Sample("half", label, SIZE, SIZE, List.of(), Optional.empty(), () -> image);
    }

    /** Pixels become {@code (value - mean) / (255 - mean)}. */
    private static CamModel model(double mean) {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "input")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .setOutputs("output")
                .build());
        graph.init();
        graph.getLayer("output").setParam("W", Nd4j.createFromArray(new float[][] {{SLOPE, 0}, {0, 0}, {0, 0}}));
        graph.getLayer("output").setParam("b", Nd4j.zeros(1, 2));
        Preprocessing preprocessing =
                new Preprocessing(SIZE, SIZE, Preprocessing.ChannelOrder.RGB, List.of(mean), List.of(255 - mean));
        return new CamModel(graph, preprocessing, List.of("red", "other"), "toy", "gap", Map.of());
    }

    private static double sigmoid(double meanRed) {
        return 1 / (1 + Math.exp(-SLOPE * meanRed));
    }
}
