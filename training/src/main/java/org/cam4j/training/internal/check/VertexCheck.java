package org.cam4j.training.internal.check;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.layers.attention.AttentionVertices.Operation;
import org.cam4j.layers.convolution.Padding;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.layers.merge.OrMerge;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.layers.pooling.GlobalMaxPooling;
import org.cam4j.layers.pooling.LogSumExpPooling;
import org.cam4j.layers.pooling.PositionScale;
import org.cam4j.layers.pooling.ThresholdedAveragePooling;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Checks the numbers of a vertex against what comes in, and says what goes out.
 *
 * @param part names the vertex
 * @param format the order of the axes of every map in the network
 */
record VertexCheck(Part part, CNN2DFormat format) {
    private static final int MOST_INPUTS = 1000;
    private static final String OWN = "org.cam4j.";

    /** The vertices of cam4j that pool whole maps. */
    private static final List<Class<?>> POOLING = List.of(
            GlobalAveragePooling.class,
            GlobalMaxPooling.class,
            LogSumExpPooling.class,
            ThresholdedAveragePooling.class,
            WeightedGlobalAveragePooling.class);

    Shape output(@Nullable GraphVertex vertex, List<Shape> in) throws IOException {
        if (vertex == null || !ClassAllowList.allows(vertex.getClass())) {
            throw part.refuse(
                    "its class",
                    vertex == null ? null : vertex.getClass().getSimpleName(),
                    "a vertex that cam4j knows");
        }
        if (vertex instanceof FrozenVertex frozen) {
            if (frozen.getUnderlying() instanceof FrozenVertex) {
                throw part.refuse("the frozen vertex", "frozen itself", "any other vertex");
            }
            return output(frozen.getUnderlying(), in);
        }
        part.within(
                "the number of inputs",
                in.size(),
                Math.max(1, vertex.minVertexInputs()),
                Math.min(MOST_INPUTS, vertex.maxVertexInputs()));
        Shape first = in.get(0);
        if (in.stream().anyMatch(other -> other.copies() != first.copies()) && !(vertex instanceof StackVertex)) {
            throw part.refuse("its inputs", in, "parts of as large batches");
        }
        if (vertex.getClass().getName().startsWith(OWN)) {
            return own(vertex, in);
        }
        if (vertex instanceof LayerVertex layer) {
            if (layer.getLayerConf() == null) {
                throw part.refuse("its layer", null, "a layer that cam4j knows");
            }
            Shape prepared = prepared(layer.getPreProcessor(), first);
            return new LayerCheck(part, format).output(layer.getLayerConf().getLayer(), prepared);
        }
        if (vertex instanceof PreprocessorVertex preprocessor) {
            return prepared(preprocessor.getPreProcessor(), first);
        }
        return joined(vertex, in);
    }

    private Shape joined(GraphVertex vertex, List<Shape> in) throws IOException {
        Shape first = in.get(0);
        if (vertex instanceof MergeVertex merge) {
            int axis = first.isMap() && format == CNN2DFormat.NHWC ? 3 : 1;
            part.within("mergeAxis", merge.getMergeAxis(), axis, axis);
            long channels = 0;
            for (Shape shape : in) {
                same(in, shape.withChannels(first.channels()), first);
                channels += shape.channels();
            }
            return first.withChannels(channels);
        }
        if (vertex instanceof ElementWiseVertex elementWise) {
            if (elementWise.getOp() == null) {
                throw part.refuse("op", null, "Add, Subtract, Product, Average or Max");
            }
            Shape largest = in.stream()
                    .reduce((a, b) -> a.values() >= b.values() ? a : b)
                    .orElse(first);
            for (Shape shape : in) { // one value of each channel is spread over the map
                boolean single = shape.isMap() && shape.height() == 1 && shape.width() == 1;
                same(
                        in,
                        single ? Shape.map(shape.channels(), largest.height(), largest.width(), shape.copies()) : shape,
                        largest);
            }
            return largest;
        }
        if (vertex instanceof StackVertex) {
            long copies = 0;
            for (Shape shape : in) {
                same(in, shape.withCopies(first.copies()), first);
                copies += shape.copies();
            }
            return first.withCopies(copies);
        }
        return single(vertex, first);
    }

    private void same(List<Shape> in, Shape shape, Shape expected) throws IOException {
        if (!shape.equals(expected)) {
            throw part.refuse("its inputs", in, "shapes that fit together");
        }
    }

    private Shape single(GraphVertex vertex, Shape in) throws IOException {
        if (vertex instanceof UnstackVertex unstack) {
            part.within("stackSize", unstack.getStackSize(), 1, in.copies());
            part.within("from", unstack.getFrom(), 0, unstack.getStackSize() - 1L);
            if (in.copies() % unstack.getStackSize() != 0) {
                throw part.refuse("stackSize", unstack.getStackSize(), "a divisor of " + in.copies());
            }
            return in.withCopies(in.copies() / unstack.getStackSize());
        }
        if (vertex instanceof SubsetVertex subset) {
            if (in.isMap() && format != CNN2DFormat.NCHW) {
                throw part.refuse("its input", in + " in NHWC", "maps in NCHW or a vector");
            }
            part.within("to", subset.getTo(), 0, in.channels() - 1);
            part.within("from", subset.getFrom(), 0, subset.getTo());
            return in.withChannels(subset.getTo() - subset.getFrom() + 1L);
        }
        if (vertex instanceof PoolHelperVertex) { // leaves out the first row and column
            if (!in.isMap() || in.height() < 2 || in.width() < 2 || format != CNN2DFormat.NCHW) {
                throw part.refuse("its input", in, "maps of at least 2 x 2 in NCHW");
            }
            return Shape.map(in.channels(), in.height() - 1, in.width() - 1, in.copies());
        }
        if (vertex instanceof L2NormalizeVertex normalize) {
            int rank = in.isMap() ? 4 : 2;
            int[] axes = normalize.getDimension();
            if (axes != null && Arrays.stream(axes).anyMatch(axis -> axis < 1 || axis >= rank)) {
                throw part.refuse("dimension", axes, String.format(Locale.ROOT, "numbers from 1 to %d", rank - 1));
            }
        } else if (vertex instanceof ScaleVertex scale) {
            part.within("scaleFactor", scale.getScaleFactor(), -Float.MAX_VALUE, Float.MAX_VALUE);
        } else if (vertex instanceof ShiftVertex shift) {
            part.within("shiftFactor", shift.getShiftFactor(), -Float.MAX_VALUE, Float.MAX_VALUE);
        } else {
            throw part.refuse("its class", vertex.getClass().getSimpleName(), "a vertex that cam4j knows");
        }
        return in;
    }

    private Shape own(GraphVertex vertex, List<Shape> in) throws IOException {
        Shape first = in.get(0);
        if (!first.isMap() || format != CNN2DFormat.NCHW) {
            throw part.refuse("its input", first + " in " + format, "maps in NCHW");
        }
        for (Shape other : in) {
            boolean whole = vertex instanceof ResidualSum
                    || vertex instanceof OrMerge
                    || AttentionVertices.describe(vertex).operation() == Operation.COMPLEMENTARY_MAPS;
            boolean perChannel = other.channels() == first.channels() && other.height() == 1 && other.width() == 1;
            boolean perPosition =
                    other.channels() == 1 && other.height() == first.height() && other.width() == first.width();
            if (!other.equals(first) && (whole || !(perChannel || perPosition))) {
                throw part.refuse("its inputs", in, "shapes that fit together");
            }
        }
        if (POOLING.contains(vertex.getClass())) {
            return Shape.vector(first.channels(), first.copies());
        }
        if (vertex instanceof Padding padding) {
            return Shape.map(
                    first.channels(),
                    first.height() + padding.top() + padding.bottom(),
                    first.width() + padding.left() + padding.right(),
                    first.copies());
        }
        if (vertex instanceof PositionScale scale) {
            part.same("the number of rows", scale.rows().length, first.height());
            part.same("the number of columns", scale.columns().length, first.width());
            return first;
        }
        AttentionVertices.Description known = AttentionVertices.describe(vertex);
        long size = known.operation() == Operation.GROUP_MEAN ? (long) known.number() : 1;
        if (first.channels() % size != 0) {
            throw part.refuse("size", size, "a divisor of " + first.channels() + " channels");
        }
        return first.withChannels(AttentionVertices.outputChannels(vertex, first.channels()));
    }

    private Shape prepared(@Nullable InputPreProcessor preprocessor, Shape in) throws IOException {
        if (preprocessor == null) {
            return in;
        }
        if (!ClassAllowList.allows(preprocessor.getClass())) {
            throw part.refuse("preProcessor", preprocessor.getClass().getSimpleName(), "one that cam4j knows");
        }
        Shape maps;
        boolean flattens = preprocessor instanceof CnnToFeedForwardPreProcessor;
        if (preprocessor instanceof CnnToFeedForwardPreProcessor flat) {
            maps = Shape.map(flat.getNumChannels(), flat.getInputHeight(), flat.getInputWidth(), in.copies());
        } else if (preprocessor instanceof FeedForwardToCnnPreProcessor unfold) {
            maps = Shape.map(unfold.getNumChannels(), unfold.getInputHeight(), unfold.getInputWidth(), in.copies());
        } else {
            throw part.refuse("preProcessor", preprocessor.getClass().getSimpleName(), "one that cam4j knows");
        }
        part.within("preProcessor's channels", maps.channels(), 1, Part.LARGEST_EXTENT);
        part.within("preProcessor's height", maps.height(), 1, Part.LARGEST_EXTENT);
        part.within("preProcessor's width", maps.width(), 1, Part.LARGEST_EXTENT);
        if (in.isMap() ? !in.equals(maps) : in.values() != maps.values()) {
            throw part.refuse("preProcessor", maps, in + ", as comes in");
        }
        return flattens ? Shape.vector((long) (maps.values() / maps.copies()), in.copies()) : maps;
    }
}
