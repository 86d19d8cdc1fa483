package org.cam4j.training.backbone;

import org.nd4j.linalg.activations.Activation;

/**
 * A square convolution as the papers' tables give it.
 *
 * @param out output channels
 * @param kernel rows and columns of the kernel
 * @param stride step in both directions
 * @param padding rows and columns of zeros on each side; TensorFlow's SAME takes its place where the variant asks for it
 * @param activation what follows the convolution, or its batch normalisation
 */
public record Convolution(int out, int kernel, int stride, int padding, Activation activation) {
    /** Stride 1, ReLU, and the padding that keeps the size. */
    static Convolution of(int out, int kernel) {
        return new Convolution(out, kernel, 1, (kernel - 1) / 2, Activation.RELU);
    }

    Convolution withStride(int newStride) {
        return new Convolution(out, kernel, newStride, padding, activation);
    }

    Convolution withPadding(int newPadding) {
        return new Convolution(out, kernel, stride, newPadding, activation);
    }

    Convolution with(Activation newActivation) {
        return new Convolution(out, kernel, stride, padding, newActivation);
    }

    /** The size of the output for an input of {@code size} rows or columns. */
    int outputSize(int size, boolean same) {
        return same ? (size + stride - 1) / stride : (size + 2 * padding - kernel) / stride + 1;
    }
}
