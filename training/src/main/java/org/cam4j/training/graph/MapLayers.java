package org.cam4j.training.graph;

import java.util.Locale;
import org.cam4j.layers.convolution.MaxPooling;
import org.cam4j.training.internal.layer.Convolution;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Layers that change maps and have no parameters. */
final class MapLayers {
    private MapLayers() {}

    static MaxPooling maximum(Convolution window, ConvolutionMode mode) {
        MaxPooling.Builder layer = new MaxPooling.Builder()
                .kernelSize(window.kernel().toArray())
                .stride(window.stride(), window.stride())
                .convolutionMode(mode);
        boolean same = mode == ConvolutionMode.Same;
        return (same ? layer : layer.padding(window.padding().toArray())).build();
    }

    /** @param countPadding whether the zeros of the padding count in the divisor */
    static SubsamplingLayer average(Convolution window, boolean countPadding) {
        return new SubsamplingLayer.Builder(PoolingType.AVG)
                .convolutionMode(ConvolutionMode.Truncate)
                .avgPoolIncludePadInDivisor(countPadding)
                .kernelSize(window.kernel().toArray())
                .stride(window.stride(), window.stride())
                .padding(window.padding().toArray())
                .build();
    }

    /**
     * Local response normalization across channels, as Caffe defines it:
     *
     * <pre>
     * y[c] = x[c] / (1 + alpha / size * sum of x[j]^2 over the size channels around c)^beta
     * </pre>
     *
     * <p>Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012, section 3.3, and Deeplearning4j do not divide alpha by the
     * number of channels.
     */
    static LocalResponseNormalization localResponse(int size, double alpha, double beta) {
        return new LocalResponseNormalization.Builder(1, size, alpha / size, beta).build();
    }

    /**
     * How Deeplearning4j gets the number of positions of a window without padding.
     *
     * @param ceil whether that number is rounded up: Deeplearning4j knows no ceil mode; TensorFlow's SAME is the same where it pads one row behind the last
     */
    static ConvolutionMode mode(int size, int kernel, int stride, boolean ceil) {
        int missing = (stride - (size - kernel) % stride) % stride; // rows behind the last that rounding up needs
        int same = Math.max(((size + stride - 1) / stride - 1) * stride + kernel - size, 0);
        if (!ceil || missing == 0) {
            return ConvolutionMode.Truncate;
        }
        if (missing != 1 || same != 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Rounding up %d rows with kernel %d and stride %d is not supported.",
                    size,
                    kernel,
                    stride));
        }
        return ConvolutionMode.Same;
    }
}
