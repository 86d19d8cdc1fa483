package org.cam4j.layers.explain;

import java.util.ArrayDeque;
import java.util.Deque;
import org.cam4j.layers.internal.ClassHead;
import org.cam4j.layers.internal.LayerAccess;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;

/**
 * The positions of a tap's cells on the input: cell i of a row or column has its receptive field's center at pixel {@code start + step * i}.
 *
 * <p>Stretching a map over the image instead, as usual, displaces it: with TensorFlow's SAME padding an even input is padded at its end only, so that the last
 * map of a MobileNet lies 15 pixels further right and below than stretching says.
 *
 * @param rows along the height
 * @param columns along the width
 */
public record TapGeometry(Axis rows, Axis columns) {
    /**
     * One direction.
     *
     * @param start input pixel of cell 0's center, from 0; between two pixels where it ends in .5
     * @param step input pixels from cell to cell
     */
    public record Axis(double start, double step) {
        /** Cells stretched evenly over the input. */
        public static Axis even(long input, long cells) {
            double step = (double) input / cells;
            return new Axis((step - 1) / 2, step);
        }
    }

    /**
     * Follows the first input of every vertex back to the image. Where that does not explain the tap's size, cells are spread evenly.
     *
     * @param tap out of {@link Explainer#possibleTaps}
     * @param input rows and columns of the image
     * @param map rows and columns of the tap's maps
     */
    public static TapGeometry of(ComputationGraph graph, String tap, long[] input, long[] map) {
        Deque<GraphVertex> path = new ArrayDeque<>();
        for (GraphVertex vertex = graph.getVertex(tap);
                !vertex.isInputVertex();
                vertex = ClassHead.producer(graph, vertex)) {
            path.push(vertex);
        }
        return new TapGeometry(axis(path, 0, input[0], map[0]), axis(path, 1, input[1], map[1]));
    }

    private static Axis axis(Deque<GraphVertex> path, int axis, long input, long cells) {
        double start = 0;
        double step = 1;
        long size = input;
        for (GraphVertex vertex : path) {
            Layer layer = LayerAccess.configuration(vertex);
            if (layer instanceof ZeroPaddingLayer zeros) {
                int before = zeros.getPadding()[2 * axis];
                start -= before * step;
                size += before + zeros.getPadding()[2 * axis + 1];
                continue;
            }
            Window window = Window.of(layer, axis);
            if (window != null) {
                start += (window.extent() - 1) / 2.0 * step - window.before(size) * step;
                step *= window.stride;
                size = window.after(size);
            }
        }
        return size == cells ? new Axis(start, step) : Axis.even(input, cells);
    }

    /** A layer that slides over its input. */
    private record Window(int kernel, int stride, int dilation, int padding, ConvolutionMode mode) {
        static @Nullable Window of(@Nullable Layer layer, int axis) {
            if (layer instanceof ConvolutionLayer one && !(layer instanceof Deconvolution2D)) {
                return new Window(
                        one.getKernelSize()[axis],
                        one.getStride()[axis],
                        one.getDilation()[axis],
                        one.getPadding()[axis],
                        one.getConvolutionMode());
            }
            if (layer instanceof SubsamplingLayer one) {
                return new Window(
                        one.getKernelSize()[axis],
                        one.getStride()[axis],
                        one.getDilation()[axis],
                        one.getPadding()[axis],
                        one.getConvolutionMode());
            }
            return null;
        }

        int extent() {
            return dilation * (kernel - 1) + 1;
        }

        long after(long size) {
            return mode == ConvolutionMode.Same
                    ? (size + stride - 1) / stride
                    : (size + 2L * padding - extent()) / stride + 1;
        }

        long before(long size) {
            return mode == ConvolutionMode.Same
                    ? Math.max(0, (after(size) - 1) * stride + extent() - size) / 2
                    : padding;
        }
    }
}
