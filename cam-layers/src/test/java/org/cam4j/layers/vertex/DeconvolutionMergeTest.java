package org.cam4j.layers.vertex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.cam4j.layers.vertex.DeconvolutionMerge.Kernel;
import org.cam4j.layers.vertex.DeconvolutionMerge.Or;
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

class DeconvolutionMergeTest {
    @ParameterizedTest
    @CsvSource({
        "BILINEAR, MAXIMUM, 4, 4", "BILINEAR, PROBABILISTIC_SUM, 3, 5", "BILINEAR, MAXIMUM, 1, 6",
        "COPY, MAXIMUM, 4, 4", "COPY, PROBABILISTIC_SUM, 3, 5", "COPY, PROBABILISTIC_SUM, 1, 6",
    })
    void outputIsTheDeconvolutionOrTheShallowMap(Kernel kernel, Or or, int height, int width) {
        Nd4j.getRandom().setSeed(9);
        INDArray deep = Nd4j.rand(DataType.FLOAT, 2, 3, height, width);
        INDArray shallow = Nd4j.rand(DataType.FLOAT, 2, 3, height == 1 ? 1 : 2 * height, 2 * width);
        INDArray merged = merge(new DeconvolutionMerge(kernel, or), deep, shallow);
        assertThat(merged.shape()).isEqualTo(shallow.shape());
        for (int n = 0; n < 2; n++) {
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < shallow.size(2); y++) {
                    for (int x = 0; x < shallow.size(3); x++) {
                        double a = deconvolved(deep, kernel, n, c, y, x);
                        double b = shallow.getDouble(n, c, y, x);
                        double expected = or == Or.MAXIMUM ? Math.max(a, b) : a + b - a * b;
                        assertThat(merged.getDouble(n, c, y, x)).isCloseTo(expected, within(1e-6));
                    }
                }
            }
        }
    }

    /** out[s*i + k - p] += in[i] * r[k] on each axis, gathered for one output position. */
    private static double deconvolved(INDArray deep, Kernel kernel, int n, int c, int y, int x) {
        double sum = 0;
        for (int i = 0; i < deep.size(2); i++) {
            for (int j = 0; j < deep.size(3); j++) {
                double vertical = deep.size(2) == 1 ? 1 : tap(kernel, y, i);
                sum += deep.getDouble(n, c, i, j) * vertical * tap(kernel, x, j);
            }
        }
        return sum;
    }

    private static double tap(Kernel kernel, int output, int input) {
        double[] taps = kernel == Kernel.BILINEAR ? new double[] {0.25, 0.75, 0.75, 0.25} : new double[] {1, 1};
        int position = output - 2 * input + (taps.length - 2) / 2;
        return position >= 0 && position < taps.length ? taps[position] : 0;
    }

    @Test
    void aConstantMapStaysConstantInside() {
        INDArray merged = merge(
                new DeconvolutionMerge(),
                Nd4j.ones(DataType.FLOAT, 1, 1, 3, 3),
                Nd4j.zeros(DataType.FLOAT, 1, 1, 6, 6));
        assertThat(merged.getDouble(0, 0, 2, 3)).isCloseTo(1, within(1e-6));
        assertThat(merged.getDouble(0, 0, 0, 3)).isCloseTo(0.75, within(1e-6)); // zeros outside
        assertThat(merged.getDouble(0, 0, 5, 5)).isCloseTo(0.5625, within(1e-6));
    }

    @Test
    void withoutAKernelBothInputsHaveTheSameSize() {
        INDArray a = Nd4j.createFromArray(new float[] {1, 0, 5, 2}).reshape(1, 1, 2, 2);
        INDArray b = Nd4j.createFromArray(new float[] {0, 3, 4, 2}).reshape(1, 1, 2, 2);
        assertThat(merge(new DeconvolutionMerge(Kernel.NONE, Or.MAXIMUM), a, b)
                        .reshape(4)
                        .toFloatVector())
                .containsExactly(1, 3, 5, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "BILINEAR, 14, 14, 29, 28, 3",
        "COPY, 14, 14, 28, 28, 4",
        "NONE, 14, 14, 28, 28, 3",
        "COPY, 1, 4, 2, 4, 3"
    })
    void sizesThatDoNotFitAreRefused(Kernel kernel, int h, int w, int height, int width, int channels) {
        DeconvolutionMerge merge = new DeconvolutionMerge(kernel, Or.MAXIMUM);
        assertThatThrownBy(() -> merge.getOutputType(
                        0, InputType.convolutional(h, w, 3), InputType.convolutional(height, width, channels)))
                .isInstanceOf(InvalidInputTypeException.class)
                .hasMessageContaining(
                        "found deep maps [1, 3, %d, %d] and shallow maps [1, %d, %d, %d]",
                        h, w, channels, height, width)
                .hasMessageContaining("give the deep maps first");
        assertThatThrownBy(() -> merge(
                        merge,
                        Nd4j.ones(DataType.FLOAT, 2, 3, h, w),
                        Nd4j.ones(DataType.FLOAT, 2, channels, height, width)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("DeconvolutionMerge 'head': found deep maps [2, 3, ");
    }

    @Test
    void vggsTapsFit() {
        assertThat(new DeconvolutionMerge()
                        .getOutputType(0, InputType.convolutional(14, 14, 512), InputType.convolutional(28, 28, 512)))
                .isEqualTo(InputType.convolutional(28, 28, 512));
        assertThat(new DeconvolutionMerge()
                        .getOutputType(0, InputType.convolutional(1, 50, 64), InputType.convolutional(1, 100, 64)))
                .isEqualTo(InputType.convolutional(1, 100, 64));
    }

    private static INDArray merge(DeconvolutionMerge merge, INDArray deep, INDArray shallow) {
        GraphVertex running = VertexNetwork.running(merge);
        running.setInput(0, deep, LayerWorkspaceMgr.noWorkspaces());
        running.setInput(1, shallow, LayerWorkspaceMgr.noWorkspaces());
        return running.doForward(false, LayerWorkspaceMgr.noWorkspaces());
    }
}
