package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.BatchNormFolding;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.RealData;
import org.cam4j.training.head.Heads;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batch normalization folded into the convolutions of whole networks. */
class BackboneFoldingTest {
    @Test
    void thePublishedResNetKeepsItsLogits() throws IOException {
        Path weights = RealData.find("weights/resnet8-cifar10.h5");
        ComputationGraph graph = Networks.create(
                        NetworkSpec.of("resnet8", Heads.ORIGINAL, List.of()).weights(weights))
                .graph();
        Nd4j.getRandom().setSeed(4);
        assertFolded(graph, Nd4j.rand(DataType.FLOAT, 4, 3, 32, 32).muli(255), 1e-5);
    }

    private static void assertFolded(ComputationGraph graph, INDArray images, double tolerance) {
        ComputationGraph folded = BatchNormFolding.fold(graph);
        assertThat(Arrays.stream(graph.getLayers()).anyMatch(BatchNormalization.class::isInstance))
                .isTrue();
        assertThat(Arrays.stream(folded.getLayers()).noneMatch(BatchNormalization.class::isInstance))
                .isTrue();
        INDArray expected = logits(graph, images);
        double scale = Math.max(1, expected.amaxNumber().doubleValue());
        assertThat(logits(folded, images).sub(expected).amaxNumber().doubleValue() / scale)
                .isLessThan(tolerance);
    }

    private static INDArray logits(ComputationGraph graph, INDArray images) {
        return Explainer.of(graph)
                .explain(images, ClassSelection.same(0), Set.of(Signal.ACTIVATIONS))
                .logits();
    }
}
