package org.cam4j.training.internal.check;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.cam4j.layers.convolution.ChannelDeconvolution;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.convolution.MaxPooling;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Checks the numbers of a layer against what comes in, and says what goes out. The native operations trust both: a pooling with stride 0 divides by it, a cropping below
 * 0 reads outside of the array.
 *
 * @param part names the layer
 * @param format the order of the axes of every map in the network
 */
record LayerCheck(Part part, CNN2DFormat format) {
    private static final int LARGEST_FACTOR = 64;
    private static final double LARGEST_NUMBER = 1e6;
    private static final int YOLO_NUMBERS = 5;

    /** The taps of a fixed deconvolution that interpolates. */
    private static final int MOST_TAPS = 4;

    Shape output(@Nullable Layer layer, Shape in) throws IOException {
        if (layer == null || !ClassAllowList.allows(layer.getClass())) {
            throw part.refuse(
                    "its class", layer == null ? null : layer.getClass().getSimpleName(), "a layer that cam4j knows");
        }
        if (layer instanceof FrozenLayer frozen) {
            if (frozen.getLayer() instanceof FrozenLayer) {
                throw part.refuse("the frozen layer", "frozen itself", "any other layer");
            }
            return output(frozen.getLayer(), in);
        }
        if (layer instanceof Deconvolution2D deconvolution) {
            return deconvolution(deconvolution, map(in));
        }
        if (layer instanceof ConvolutionLayer convolution) {
            return convolution(convolution, map(in));
        }
        if (layer instanceof SubsamplingLayer pooling) {
            return pooling(pooling, map(in));
        }
        if (layer instanceof FeedForwardLayer dense) {
            return dense(dense, in);
        }
        return withoutWeights(layer, in);
    }

    private Shape withoutWeights(Layer layer, Shape in) throws IOException {
        if (layer instanceof LocalResponseNormalization normalization) {
            return normalization(normalization, map(in));
        }
        if (layer instanceof GlobalPoolingLayer pooling) {
            return globalPooling(pooling, map(in));
        }
        if (layer instanceof Upsampling2D upsampling) {
            format("format", upsampling.getFormat());
            int[] size = part.within("size", upsampling.getSize(), 2, 1, LARGEST_FACTOR);
            return Shape.map(in.channels(), map(in).height() * size[0], in.width() * size[1], in.copies());
        }
        if (layer instanceof ZeroPaddingLayer padding) {
            format("dataFormat", padding.getDataFormat());
            int[] sides = part.within("padding", padding.getPadding(), 4, 0, Part.LARGEST_SIZE);
            return Shape.map(
                    in.channels(),
                    map(in).height() + sides[0] + sides[1],
                    in.width() + sides[2] + sides[3],
                    in.copies());
        }
        if (layer instanceof Cropping2D cropping) {
            return cropping(cropping, map(in));
        }
        if (layer instanceof SpaceToDepthLayer blocks) {
            return spaceToDepth(blocks, map(in));
        }
        if (layer instanceof PReLULayer prelu) {
            return prelu(prelu, in);
        }
        if (layer instanceof Yolo2OutputLayer yolo) {
            return yolo(yolo, map(in));
        }
        return in; // activation
    }

    private Shape map(Shape in) throws IOException {
        if (!in.isMap()) {
            throw part.refuse("its input", in, "maps [channels, height, width]");
        }
        return in;
    }

    private void format(String field, @Nullable CNN2DFormat found) throws IOException {
        if (found != format) {
            throw part.refuse(field, found, format + ", as in the other layers");
        }
    }

    private Shape convolution(ConvolutionLayer layer, Shape in) throws IOException {
        format("cnn2dDataFormat", layer.getCnn2dDataFormat());
        int[] kernel = part.within("kernelSize", layer.getKernelSize(), 2, 1, Part.LARGEST_SIZE);
        long out = channels(layer, in);
        long perOutput = in.channels();
        if (layer instanceof DepthwiseConvolution2D depthwise) {
            int multiplier = (int) part.within("depthMultiplier", depthwise.getDepthMultiplier(), 1, Part.LARGEST_SIZE);
            part.same("nOut", out, in.channels() * multiplier);
            perOutput = 1;
        } else if (layer instanceof SeparableConvolution2D separable) {
            int multiplier = (int) part.within("depthMultiplier", separable.getDepthMultiplier(), 1, Part.LARGEST_SIZE);
            part.weights(in.channels(), multiplier, kernel[0], kernel[1]);
            part.weights(in.channels(), multiplier, out);
            perOutput *= multiplier;
        } else if (layer instanceof ConvolutionBlock block) {
            part.within("epsilon", block.getEpsilon(), 0, 1);
            part.within("decay", block.getDecay(), 0, 1);
            if (block.isDepthwise()) {
                part.same("nOut", out, in.channels());
                perOutput = 1;
            }
        }
        if (!(layer instanceof SeparableConvolution2D)) {
            part.weights(perOutput, out, kernel[0], kernel[1]);
        }
        int[] stride = part.within("stride", layer.getStride(), 2, 1, Part.LARGEST_SIZE);
        int[] padding = part.within("padding", layer.getPadding(), 2, 0, Part.LARGEST_SIZE);
        int[] dilation = part.within("dilation", layer.getDilation(), 2, 1, Part.LARGEST_SIZE);
        long[] size = windows(layer.getConvolutionMode(), kernel, stride, padding, dilation, in);
        part.work(perOutput, kernel[0], kernel[1], size[0], size[1], out, in.copies());
        unfolded(in.channels(), kernel, size, in.copies());
        return Shape.map(out, size[0], size[1], in.copies());
    }

    /** Without oneDNN a convolution copies every window. */
    private void unfolded(long channels, int[] kernel, long[] size, long copies) throws IOException {
        Shape windows = Shape.map(channels, size[0], size[1], copies);
        if (windows.values() * kernel[0] * kernel[1] > 4.0 * Part.MOST_VALUES) {
            throw part.refuse(
                    "kernelSize",
                    kernel,
                    String.format(
                            Locale.ROOT, "a smaller one: its windows hold more than %d values", 4 * Part.MOST_VALUES));
        }
    }

    private long channels(FeedForwardLayer layer, Shape in) throws IOException {
        part.within("nIn", layer.getNIn(), 1, Part.LARGEST_EXTENT);
        long out = part.within("nOut", layer.getNOut(), 1, Part.LARGEST_EXTENT);
        part.same("nIn", layer.getNIn(), in.channels());
        return out;
    }

    /** Rows and columns behind a window that slides over maps. */
    private long[] windows(
            @Nullable ConvolutionMode mode, int[] kernel, int[] stride, int[] padding, int[] dilation, Shape in)
            throws IOException {
        long[] from = {in.height(), in.width()};
        long[] size = new long[2];
        for (int axis = 0; axis < 2; axis++) {
            long reach = reach(kernel, dilation, axis);
            long room = from[axis] + 2L * padding[axis];
            if (mode == ConvolutionMode.Same) {
                size[axis] = (from[axis] + stride[axis] - 1) / stride[axis];
                if ((size[axis] - 1) * stride[axis] + reach < from[axis] - 1) {
                    throw part.refuse("stride", stride, "one whose windows of mode Same reach to the end of the maps");
                }
            } else if (mode != ConvolutionMode.Truncate && mode != ConvolutionMode.Strict) {
                throw part.refuse("convolutionMode", mode, "Truncate, Strict or Same");
            } else if (reach > room) {
                throw part.refuse(
                        "kernelSize",
                        kernel,
                        String.format(
                                Locale.ROOT,
                                "a window within the %d padded %s, found one of %d",
                                room,
                                axis == 0 ? "rows" : "columns",
                                reach));
            } else if (mode == ConvolutionMode.Strict && (room - reach) % stride[axis] != 0) {
                throw part.refuse(
                        "stride", stride, "one that divides " + (room - reach) + ", as its mode Strict demands");
            } else {
                size[axis] = (room - reach) / stride[axis] + 1;
            }
        }
        return size;
    }

    private static long reach(int[] kernel, int[] dilation, int axis) {
        return (kernel[axis] - 1L) * dilation[axis] + 1;
    }

    private Shape deconvolution(Deconvolution2D layer, Shape in) throws IOException {
        format("cnn2dDataFormat", layer.getCnn2dDataFormat());
        boolean ofEachChannel = layer instanceof ChannelDeconvolution;
        int[] kernel =
                part.within("kernelSize", layer.getKernelSize(), 2, 1, ofEachChannel ? MOST_TAPS : Part.LARGEST_SIZE);
        int[] stride = part.within("stride", layer.getStride(), 2, 1, LARGEST_FACTOR);
        int[] padding = part.within("padding", layer.getPadding(), 2, 0, Part.LARGEST_SIZE);
        int[] dilation = part.within("dilation", layer.getDilation(), 2, 1, Part.LARGEST_SIZE);
        long out = channels(layer, in);
        if (ofEachChannel) {
            part.same("nOut", out, in.channels());
        }
        part.weights(ofEachChannel ? 1 : in.channels(), out, kernel[0], kernel[1]);
        ConvolutionMode mode = layer.getConvolutionMode();
        if (mode != ConvolutionMode.Same && mode != ConvolutionMode.Truncate && mode != ConvolutionMode.Strict) {
            throw part.refuse("convolutionMode", mode, "Truncate, Strict or Same");
        }
        long[] size = {in.height(), in.width()};
        for (int axis = 0; axis < 2; axis++) {
            long reach = reach(kernel, dilation, axis);
            if (mode == ConvolutionMode.Same) {
                size[axis] *= stride[axis];
            } else {
                size[axis] = stride[axis] * (size[axis] - 1) + reach - 2L * padding[axis];
                if (padding[axis] >= reach || size[axis] < 1) {
                    throw part.refuse("padding", padding, "less than the kernel, and something left of the maps");
                }
            }
        }
        part.work(ofEachChannel ? 1 : in.channels(), kernel[0], kernel[1], in.height(), in.width(), out);
        unfolded(out, kernel, new long[] {in.height(), in.width()}, in.copies());
        return Shape.map(out, size[0], size[1], in.copies());
    }

    private Shape pooling(SubsamplingLayer layer, Shape in) throws IOException {
        format("cnn2dDataFormat", layer.getCnn2dDataFormat());
        int[] kernel = part.within("kernelSize", layer.getKernelSize(), 2, 1, Part.LARGEST_SIZE);
        int[] stride = part.within("stride", layer.getStride(), 2, 1, Part.LARGEST_SIZE);
        int[] padding = part.within("padding", layer.getPadding(), 2, 0, Part.LARGEST_SIZE);
        int[] dilation = part.within("dilation", layer.getDilation(), 2, 1, Part.LARGEST_SIZE);
        poolingType(layer.getPoolingType(), layer.getPnorm());
        if (layer instanceof MaxPooling && layer.getPoolingType() != PoolingType.MAX) {
            throw part.refuse("poolingType", layer.getPoolingType(), "MAX");
        }
        if (layer.getPoolingType() == PoolingType.SUM) { // Deeplearning4j has it for whole maps alone
            throw part.refuse("poolingType", layer.getPoolingType(), "MAX, AVG or PNORM");
        }
        for (int axis = 0; axis < 2; axis++) {
            if (layer.getConvolutionMode() != ConvolutionMode.Same && padding[axis] >= reach(kernel, dilation, axis)) {
                throw part.refuse("padding", padding, "less than the window, which else lies in the padding alone");
            }
        }
        long[] size = windows(layer.getConvolutionMode(), kernel, stride, padding, dilation, in);
        part.work(in.channels(), kernel[0], kernel[1], size[0], size[1], in.copies());
        return Shape.map(in.channels(), size[0], size[1], in.copies());
    }

    private void poolingType(@Nullable PoolingType type, int power) throws IOException {
        if (type == null) {
            throw part.refuse("poolingType", null, "MAX, AVG, SUM or PNORM");
        }
        if (type == PoolingType.PNORM) {
            part.within("pnorm", power, 1, LARGEST_FACTOR);
        }
    }

    private Shape globalPooling(GlobalPoolingLayer layer, Shape in) throws IOException {
        poolingType(layer.getPoolingType(), layer.getPnorm());
        int[] dimensions = layer.getPoolingDimensions();
        int[] ofMaps = format == CNN2DFormat.NCHW ? new int[] {2, 3} : new int[] {1, 2};
        boolean standard = dimensions == null || dimensions.length == 0;
        if (standard ? format == CNN2DFormat.NHWC : !Arrays.equals(dimensions, ofMaps)) {
            throw part.refuse("poolingDimensions", dimensions, Arrays.toString(ofMaps) + ", height and width");
        }
        return layer.isCollapseDimensions()
                ? Shape.vector(in.channels(), in.copies())
                : Shape.map(in.channels(), 1, 1, in.copies());
    }

    private Shape dense(FeedForwardLayer layer, Shape in) throws IOException {
        if (layer instanceof LossLayer || layer instanceof DropoutLayer) {
            return in;
        }
        if (layer instanceof CnnLossLayer loss) {
            format("format", loss.getFormat());
            return map(in);
        }
        if (layer instanceof BatchNormalization normalization) {
            part.within("eps", normalization.getEps(), 0, 1);
            part.within("decay", normalization.getDecay(), 0, 1);
            if (in.isMap()) {
                format("cnn2DFormat", normalization.getCnn2DFormat());
            }
            part.same("nOut", channels(layer, in), in.channels());
            return in;
        }
        if (in.isMap()) {
            throw part.refuse("its input", in, "a vector; a preprocessor that flattens maps is missing");
        }
        long out = channels(layer, in);
        part.weights(in.channels(), out);
        return Shape.vector(out, in.copies());
    }

    private Shape normalization(LocalResponseNormalization layer, Shape in) throws IOException {
        format("dataFormat", layer.getDataFormat());
        part.within("n", layer.getN(), 1, Math.min(255, 2.0 * in.channels() + 1));
        part.within("k", layer.getK(), 0, LARGEST_NUMBER);
        part.within("alpha", layer.getAlpha(), 0, LARGEST_NUMBER);
        part.within("beta", layer.getBeta(), 0, LARGEST_NUMBER);
        return in;
    }

    private Shape cropping(Cropping2D layer, Shape in) throws IOException {
        format("dataFormat", layer.getDataFormat());
        int[] sides = part.within("cropping", layer.getCropping(), 4, 0, Part.LARGEST_SIZE);
        long height = in.height() - sides[0] - sides[1];
        long width = in.width() - sides[2] - sides[3];
        if (height < 1 || width < 1) {
            throw part.refuse(
                    "cropping",
                    sides,
                    String.format(Locale.ROOT, "less than the %d rows and %d columns", in.height(), in.width()));
        }
        return Shape.map(in.channels(), height, width, in.copies());
    }

    private Shape spaceToDepth(SpaceToDepthLayer layer, Shape in) throws IOException {
        format("dataFormat", layer.getDataFormat());
        long block = part.within("blockSize", layer.getBlockSize(), 1, LARGEST_FACTOR);
        if (in.height() % block != 0 || in.width() % block != 0) {
            throw part.refuse(
                    "blockSize",
                    block,
                    String.format(Locale.ROOT, "a divisor of %d rows and %d columns", in.height(), in.width()));
        }
        return Shape.map(in.channels() * block * block, in.height() / block, in.width() / block, in.copies());
    }

    private Shape prelu(PReLULayer layer, Shape in) throws IOException {
        long[] expected = {in.channels()};
        if (in.isMap() && format == CNN2DFormat.NCHW) {
            expected = new long[] {in.channels(), in.height(), in.width()};
        } else if (in.isMap()) {
            expected = new long[] {in.height(), in.width(), in.channels()};
        }
        int rank = expected.length;
        if (!Arrays.equals(layer.getInputShape(), expected)) {
            throw part.refuse("inputShape", Arrays.toString(layer.getInputShape()), Arrays.toString(expected));
        }
        long[] shared = layer.getSharedAxes();
        if (shared != null && Arrays.stream(shared).anyMatch(axis -> axis < 1 || axis > rank)) {
            throw part.refuse(
                    "sharedAxes", Arrays.toString(shared), String.format(Locale.ROOT, "numbers from 1 to %d", rank));
        }
        part.weights(expected);
        return in;
    }

    private Shape yolo(Yolo2OutputLayer layer, Shape in) throws IOException {
        format("format", layer.getFormat());
        INDArray boxes = layer.getBoundingBoxes();
        long count = boxes == null || boxes.rank() != 2 ? 0 : boxes.size(0);
        if (count < 1 || in.channels() % count != 0 || in.channels() / count <= YOLO_NUMBERS) {
            throw part.refuse(
                    "the number of boundingBoxes",
                    count,
                    String.format(
                            Locale.ROOT,
                            "one that divides %d channels into more than %d",
                            in.channels(),
                            YOLO_NUMBERS));
        }
        return in;
    }
}
