package org.cam4j.layers.convolution;

import java.util.Locale;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;

/**
 * Kernels by which a deconvolution of stride 2 interpolates, on each axis: 4 taps (1, 3, 3, 1)/4 with padding 1 and 3 taps (1, 2, 1)/2 bilinearly, zeros outside
 * the map; 2 taps (1, 1) copy; 1 tap leaves the axis alone. As an initial value of Deeplearning4j's Deconvolution2D, channel c of the output is channel c of the
 * input, so enlarged.
 *
 * <p>Long et al., "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015, section 3.3.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
final class BilinearKernel implements IWeightInit {
    private static final long serialVersionUID = 1;

    /** One kernel for every channel: {@code [kH, kW, C, 1]}. */
    static INDArray ofEachChannel(long[] shape, DataType type) {
        INDArray kernels = Nd4j.createUninitialized(DataType.DOUBLE, shape, 'c');
        double[] vertical = taps(shape[0]);
        double[] horizontal = taps(shape[1]);
        for (int i = 0; i < vertical.length; i++) {
            for (int j = 0; j < horizontal.length; j++) {
                kernels.slice(i).slice(j).assign(vertical[i] * horizontal[j]);
            }
        }
        return kernels.castTo(type);
    }

    /** {@inheritDoc} The shape is {@code [in, out, kH, kW]}. */
    @Override
    public INDArray init(double fanIn, double fanOut, long[] shape, char order, INDArray view) {
        INDArray weights = view.assign(0).reshape(order, shape);
        double[] vertical = taps(shape[2]);
        double[] horizontal = taps(shape[3]);
        for (long c = 0; c < Math.min(shape[0], shape[1]); c++) {
            for (int i = 0; i < vertical.length; i++) {
                for (int j = 0; j < horizontal.length; j++) {
                    weights.putScalar(new long[] {c, c, i, j}, vertical[i] * horizontal[j]);
                }
            }
        }
        return weights;
    }

    private static double[] taps(long count) {
        return switch ((int) count) {
            case 1 -> new double[] {1};
            case 2 -> new double[] {1, 1};
            case 3 -> new double[] {0.5, 1, 0.5};
            case 4 -> new double[] {0.25, 0.75, 0.75, 0.25};
            default ->
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "Deconvolution: found a kernel of %d taps on an axis, expected 1 to 4.", count));
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BilinearKernel;
    }

    @Override
    public int hashCode() {
        return BilinearKernel.class.hashCode();
    }
}
