package org.cam4j.training.internal.layer;

import org.nd4j.linalg.activations.Activation;

/**
 * A convolution as the papers' tables give it.
 *
 * @param out output channels
 * @param kernel rows and columns of the kernel
 * @param stride step in both directions
 * @param padding rows and columns of zeros on each side; TensorFlow's SAME takes its place where the variant asks for it
 * @param dilation distance between neighboring elements of the kernel, 1 for a dense one
 * @param activation what follows the convolution, or its batch normalization
 */
public record Convolution(int out, Extent kernel, int stride, Extent padding, int dilation, Activation activation) {
    /** Rows and columns. */
    public record Extent(int rows, int columns) {
        public int[] toArray() {
            return new int[] {rows, columns};
        }
    }

    /** A square kernel, stride 1, ReLU, and the padding that keeps the size. */
    public static Convolution of(int out, int kernel) {
        return of(out, kernel, kernel);
    }

    /** A kernel of odd rows and columns, stride 1, ReLU, and the padding that keeps the size. */
    public static Convolution of(int out, int rows, int columns) {
        Extent padding = new Extent((rows - 1) / 2, (columns - 1) / 2);
        return new Convolution(out, new Extent(rows, columns), 1, padding, 1, Activation.RELU);
    }

    public Convolution withStride(int newStride) {
        return new Convolution(out, kernel, newStride, padding, dilation, activation);
    }

    public Convolution withPadding(int newPadding) {
        return new Convolution(out, kernel, stride, new Extent(newPadding, newPadding), dilation, activation);
    }

    /** Spreads the kernel, and the padding with it. */
    public Convolution withDilation(int factor) {
        Extent wider = new Extent(padding.rows * factor, padding.columns * factor);
        return new Convolution(out, kernel, stride, wider, dilation * factor, activation);
    }

    public Convolution with(Activation newActivation) {
        return new Convolution(out, kernel, stride, padding, dilation, newActivation);
    }

    /** The rows of the output for an input of {@code rows} rows. */
    public int outputRows(int rows, boolean same) {
        return outputSize(rows, same, kernel.rows, padding.rows);
    }

    /** The columns of the output for an input of {@code columns} columns. */
    public int outputColumns(int columns, boolean same) {
        return outputSize(columns, same, kernel.columns, padding.columns);
    }

    private int outputSize(int size, boolean same, int length, int border) {
        return same
                ? (size + stride - 1) / stride
                : Math.floorDiv(size + 2 * border - dilation * (length - 1) - 1, stride) + 1;
    }
}
