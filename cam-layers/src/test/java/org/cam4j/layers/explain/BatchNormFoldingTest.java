package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.cam4j.layers.cam.Signal;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchNormFoldingTest {
    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void foldedNetworksGiveTheSame(ToyGraph toy) {
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            ComputationGraph graph = toy.classifier(type);
            INDArray parameters = graph.params().dup();
            ComputationGraph folded = BatchNormFolding.fold(graph);
            INDArray images = ToyGraph.images(type, 4, 5);
            Explanation expected = explain(graph, images);
            Explanation found = explain(folded, images);
            assertThat(found.logits().sub(expected.logits()).amaxNumber().doubleValue())
                    .isLessThan(type == DataType.FLOAT ? 1e-5 : 1e-12);
            assertThat(graph.params()).isEqualTo(parameters);
        }
    }

    @Test
    void onlyConvolutionsWithoutActivationThatFeedTheNormalizationAloneAreMerged() {
        ComputationGraph residual = BatchNormFolding.fold(ToyGraph.RESIDUAL.classifier(DataType.DOUBLE));
        assertThat(normalizations(residual)).isEqualTo(2);
        assertThat(residual.getVertex("norm1").getLayer().getParam("b").length())
                .isEqualTo(4);
        assertThat(residual.getConfiguration().getVertices())
                .containsKeys("norm1", "norm2", "norm3", "norm4", "norm5")
                .doesNotContainKeys("conv1", "depthwise", "conv3")
                .containsKeys("conv4");
        assertThat(normalizations(BatchNormFolding.fold(ToyGraph.BATCH_NORM.classifier(DataType.DOUBLE))))
                .isZero();
        assertThat(normalizations(BatchNormFolding.fold(ToyGraph.CHANNELS_LAST.classifier(DataType.DOUBLE))))
                .isEqualTo(1);
    }

    @Test
    void readingsAtTheNormalizationsNameAreTheSame() {
        ComputationGraph graph = ToyGraph.RESIDUAL.classifier(DataType.DOUBLE);
        EnumSet<Signal> both = EnumSet.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
        INDArray images = ToyGraph.images(DataType.DOUBLE, 1, 6);
        for (String tap : List.of("norm1", "norm2", "add")) {
            INDArray expected = Explainer.of(graph)
                    .explain(images, ClassSelection.same(1), List.of(tap), both)
                    .reading(0, 0, tap)
                    .gradients();
            INDArray found = Explainer.of(BatchNormFolding.fold(graph))
                    .explain(images, ClassSelection.same(1), List.of(tap), both)
                    .reading(0, 0, tap)
                    .gradients();
            assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-12);
        }
    }

    private static Explanation explain(ComputationGraph graph, INDArray images) {
        return Explainer.of(graph).explain(images, ClassSelection.same(0), EnumSet.of(Signal.ACTIVATIONS));
    }

    private static long normalizations(ComputationGraph graph) {
        return Arrays.stream(graph.getLayers())
                .filter(BatchNormalization.class::isInstance)
                .count();
    }
}
