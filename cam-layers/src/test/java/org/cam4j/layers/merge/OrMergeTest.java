package org.cam4j.layers.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cam4j.layers.internal.vertex.VertexNetwork;
import org.cam4j.layers.merge.OrMerge.Or;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OrMergeTest {
    private static final INDArray FIRST =
            Nd4j.createFromArray(new float[] {1, 0, 0.5f, 2}).reshape(1, 1, 2, 2);
    private static final INDArray SECOND =
            Nd4j.createFromArray(new float[] {0, 3, 0.5f, -2}).reshape(1, 1, 2, 2);

    @ParameterizedTest
    @CsvSource({"MAXIMUM, 1, 3, 0.5, 2", "PROBABILISTIC_SUM, 1, 3, 0.75, 4", "MEAN, 0.5, 1.5, 0.5, 0"})
    void joinsBothMaps(Or or, float a, float b, float c, float d) {
        assertThat(merge(new OrMerge(or), FIRST, SECOND).reshape(4).toFloatVector())
                .containsExactly(a, b, c, d);
    }

    @ParameterizedTest
    @CsvSource({"14, 28, 3", "28, 14, 3", "14, 14, 4"})
    void otherShapesAreRefused(int height, int width, int channels) {
        OrMerge merge = new OrMerge();
        assertThatThrownBy(() -> merge.getOutputType(
                        0, InputType.convolutional(14, 14, 3), InputType.convolutional(height, width, channels)))
                .isInstanceOf(InvalidInputTypeException.class)
                .hasMessageContaining("found maps [3, 14, 14] and [%d, %d, %d]", channels, height, width)
                .hasMessageContaining("put a deconvolution behind the smaller");
        assertThatThrownBy(() -> merge(
                        merge,
                        Nd4j.ones(DataType.FLOAT, 2, 3, 14, 14),
                        Nd4j.ones(DataType.FLOAT, 2, channels, height, width)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("OrMerge 'head': found maps [2, 3, 14, 14]");
    }

    @Test
    void theMeansGlobalAverageIsTheMeanOfTheGlobalAverages() {
        INDArray merged = merge(new OrMerge(Or.MEAN), FIRST, SECOND);
        assertThat(merged.meanNumber().doubleValue())
                .isEqualTo(
                        (FIRST.meanNumber().doubleValue() + SECOND.meanNumber().doubleValue()) / 2);
    }

    private static INDArray merge(OrMerge merge, INDArray first, INDArray second) {
        GraphVertex running = VertexNetwork.running(merge);
        running.setInput(0, first, LayerWorkspaceMgr.noWorkspaces());
        running.setInput(1, second, LayerWorkspaceMgr.noWorkspaces());
        return running.doForward(false, LayerWorkspaceMgr.noWorkspaces());
    }
}
