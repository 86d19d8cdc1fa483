package org.cam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.Networks;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolConfig;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.ParallelWrapper.TrainingMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

/** ParallelWrapper copies a network through its configuration: the layers and vertices of cam4j train in the copies as well, with the fast kernels. */
class ParallelNetworksTest {
    private static final int WORKERS = 2;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gap", "wide"})
    void learnsWithTwoWorkers(String head) throws Exception {
        lossFalls(model("mini", head).graph(), TrainingMode.AVERAGING, 6);
    }

    @Test
    void learnsWithSharedGradients() throws Exception {
        lossFalls(model("mini", "gap").graph(), TrainingMode.SHARED_GRADIENTS, 12);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"gmp", "lse", "wgap", "tap"})
    void learnsWithEveryPooling(String head) throws Exception {
        lossFalls(model("resnet8", head).graph(), TrainingMode.AVERAGING, 6);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"adl", "cbam", "danet"})
    void learnsWithTheLayersOfAWsolMethod(String method) throws Exception {
        CamModel model = Trainer.of(model("mini", "gap"), Batches.data(new String[1]))
                .recipe(TrainRecipe.fromScratch().wsol(WsolConfig.parse(method)))
                .model();
        lossFalls(model.graph(), TrainingMode.AVERAGING, 18);
    }

    private static CamModel model(String backbone, String head) throws IOException {
        return Networks.named(backbone)
                .head(head)
                .size(ColoredSquares.SIZE, ColoredSquares.SIZE)
                .classes(ColoredSquares.CLASSES)
                .create();
    }

    private static void lossFalls(ComputationGraph graph, TrainingMode mode, int epochs) throws Exception {
        List<DataSet> training = ColoredSquares.draw(48, 1).asList();
        DataSet others = ColoredSquares.draw(24, 2);
        double before = graph.score(others);
        try (ParallelWrapper wrapper = new ParallelWrapper.Builder<>(graph)
                .workers(WORKERS)
                .prefetchBuffer(2 * WORKERS)
                .trainingMode(mode)
                .averagingFrequency(1)
                .build()) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                wrapper.fit(new ListDataSetIterator<>(training, 8));
            }
        }
        assertThat(graph.score(others)).isLessThan(0.8 * before);
    }
}
