package org.cam4j.training.wsol;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.recipe.TrainRecipe;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Drawn images of 32x32 and the network {@code mini} for them: a few steps take seconds. */
final class DrawnProblem {
    static final int SIZE = 32;
    static final int CLASSES = 4;

    private DrawnProblem() {}

    static Dataset data() {
        return Parts.open(new Parts.Options(CLASSES, SIZE, 0.45, 2, 10, 24, 8, 8), 1);
    }

    static CamModel plain(String head) throws IOException {
        Kernels.switchOn();
        return Networks.create(NetworkSpec.of("mini", head, data().classNames()).size(SIZE, SIZE));
    }

    /** A choice whose heads are small enough for tests. */
    static WsolConfig small(WsolMethod rival) {
        boolean hasUnits = rival.hyperparameters().stream()
                .anyMatch(setting -> setting.name().equals("units"));
        return WsolConfig.parse(hasUnits ? rival.id() + ":units=16" : rival.id());
    }

    /** The network before the method adds layers. */
    static CamModel plain(WsolConfig choice) throws IOException {
        return plain(choice.method().head("gap"));
    }

    static CamModel network(WsolConfig choice) throws IOException {
        return choice.network(plain(choice), 1);
    }

    static TrainRecipe recipe(WsolConfig choice, int epochs) {
        return TrainRecipe.fromScratch().batchSize(8).epochs(epochs).wsol(choice);
    }

    /** Noise that gets stronger from left to right, so that attention does too. */
    static INDArray images(int count) {
        Nd4j.getRandom().setSeed(7);
        INDArray ramp = Nd4j.linspace(DataType.FLOAT, 0.1, 0.1, DrawnProblem.SIZE);
        return Nd4j.rand(DataType.FLOAT, count, 3, DrawnProblem.SIZE, DrawnProblem.SIZE)
                .addi(1)
                .mul(ramp.reshape(1, 1, 1, DrawnProblem.SIZE));
    }

    /** One layer of a forward pass. */
    static INDArray layer(Map<String, INDArray> activations, String layer) {
        return Objects.requireNonNull(activations.get(layer), layer);
    }

    /** Every class in turn. */
    static int[] labels(int count) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES;
        }
        return labels;
    }

    /** Without smoothing. */
    static float[][] targets(int[] labels) {
        return TrainingGraph.Inputs.oneHot(labels, CLASSES).toFloatMatrix();
    }

    /** The training of a choice on its own network. */
    static TrainingGraph training(String choice) throws IOException {
        WsolConfig rival = WsolConfig.parse(choice);
        return rival.training(DrawnProblem.network(rival), 1);
    }

    /** What goes in for {@link #labels}. */
    static TrainingGraph.Inputs feed(TrainingGraph training, INDArray images, long seed) {
        int[] labels = labels((int) images.size(0));
        return training.feed(images, labels, targets(labels), new Random(seed));
    }
}
