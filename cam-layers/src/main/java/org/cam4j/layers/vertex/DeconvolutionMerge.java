package org.cam4j.layers.vertex;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Joins deep feature maps with shallow ones of twice the size, {@code ([N, C, h, w], [N, C, 2h, 2w]) -> [N, C, 2h, 2w]}: the deep ones are enlarged by a
 * deconvolution of each channel with one fixed kernel, then joined with the shallow ones by OR. An axis of length 1 in both (a signal {@code [N, C, 1, T]}) is
 * left alone.
 *
 * <pre>
 * merged[k] = OR(deconvolution(f5_3[k], r), f4_3[k])      (eq. 2 and 4)
 * </pre>
 *
 * <p>Kim et al. 2020, wide class activation maps: f5_3 is VGG's conv5_3 {@code [512, 14, 14]}, the first input; f4_3 is conv4_3 {@code [512, 28, 28]}, the second;
 * r: {@link Kernel}. The kernel is not learned here: for a learned one put a Deconvolution2D layer in front and choose {@link Kernel#NONE}.
 */
public final class DeconvolutionMerge extends MapVertex {
    /** How the deep maps are enlarged. */
    public enum Kernel {
        /** Bilinear interpolation: 4 taps (1, 3, 3, 1)/4 on each axis, stride 2, padding 1 (eq. 3); zeros outside the map. */
        BILINEAR,
        /** Every value copied to a block: 2 taps (1, 1) on each axis, stride 2, no padding. */
        COPY,
        /** Not at all: both inputs have the same size already. */
        NONE
    }

    /** OR of real values. */
    public enum Or {
        /** {@code max(a, b)}: for every threshold, {a >= t} or {b >= t} is {max(a, b) >= t}. Equal values pass the gradient to the deep maps. */
        MAXIMUM,
        /** {@code a + b - a*b}: the probability of either of two independent events; meant for values in [0, 1]. */
        PROBABILISTIC_SUM
    }

    private final Kernel kernel;
    private final Or or;

    /** Bilinear kernel and element-wise maximum. */
    public DeconvolutionMerge() {
        this(Kernel.BILINEAR, Or.MAXIMUM);
    }

    /**
     * With a given kernel and OR.
     *
     * @param kernel how the deep maps are enlarged
     * @param or how both are joined
     */
    @JsonCreator
    public DeconvolutionMerge(@JsonProperty("kernel") Kernel kernel, @JsonProperty("or") Or or) {
        this.kernel = Objects.requireNonNull(kernel, "DeconvolutionMerge: kernel is missing.");
        this.or = Objects.requireNonNull(or, "DeconvolutionMerge: or is missing.");
    }

    /** How the deep maps are enlarged. */
    @JsonProperty("kernel")
    public Kernel kernel() {
        return kernel;
    }

    /** How both are joined. */
    @JsonProperty("or")
    public Or or() {
        return or;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        InputTypeConvolutional[] maps = maps(inputs);
        String problem = mismatch(shape(maps[0]), shape(maps[1]));
        if (problem != null) {
            throw new InvalidInputTypeException("DeconvolutionMerge: " + problem);
        }
        return maps[1];
    }

    private static long[] shape(InputTypeConvolutional type) {
        return new long[] {1, type.getChannels(), type.getHeight(), type.getWidth()};
    }

    /** What is wrong with these two shapes {@code [N, C, H, W]}, or null. */
    private @Nullable String mismatch(long[] deep, long[] shallow) {
        boolean fits = deep[0] == shallow[0] && deep[1] == shallow[1];
        for (int axis = 2; axis < 4; axis++) {
            fits &= shallow[axis] == deep[axis] * stride(deep[axis], shallow[axis]);
        }
        return fits
                ? null
                : "found deep maps %s and shallow maps %s, expected the same [N, C] and %s; give the deep maps first."
                        .formatted(
                                Arrays.toString(deep),
                                Arrays.toString(shallow),
                                kernel == Kernel.NONE ? "the same size" : "shallow maps of twice the height and width");
    }

    private int stride(long deep, long shallow) {
        return kernel == Kernel.NONE || (deep == 1 && shallow == 1) ? 1 : 2;
    }

    @Override
    public GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            @Nullable INDArray parameters,
            boolean initialise,
            DataType networkType) {
        return new Instance(this, graph, name, index, networkType);
    }

    @Override
    List<Object> settings() {
        return List.of(kernel, or);
    }

    @Override
    public DeconvolutionMerge clone() {
        return new DeconvolutionMerge(kernel, or);
    }

    @SuppressWarnings("overrides")
    private static final class Instance extends MapVertexRuntime {
        private final DeconvolutionMerge merge;

        Instance(DeconvolutionMerge merge, ComputationGraph graph, String name, int index, DataType type) {
            super(merge, graph, name, index, type);
            this.merge = merge;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray shallow = maps(1);
            INDArray merged = workspaces.createUninitialized(
                    ArrayType.ACTIVATIONS, shallow.dataType(), shallow.shape(), 'c'); // [N, C, 2h, 2w]
            enlarge(maps(0), shallow, merged);
            if (merge.or == Or.MAXIMUM) {
                return Transforms.max(merged, shallow, false);
            }
            INDArray product = merged.mul(shallow);
            return merged.addi(shallow).subi(product);
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            INDArray deep = maps(0);
            INDArray shallow = maps(1);
            INDArray enlarged = Nd4j.createUninitialized(shallow.dataType(), shallow.shape(), 'c'); // [N, C, 2h, 2w]
            enlarge(deep, shallow, enlarged);
            INDArray shallowGradient =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, shallow.dataType(), shallow.shape(), 'c');
            INDArray enlargedGradient = enlarged; // the values are not needed any more where it is overwritten
            if (merge.or == Or.MAXIMUM) {
                Transforms.step(shallowGradient.assign(shallow).subi(enlarged), false)
                        .muli(outputGradient());
                enlargedGradient.assign(outputGradient()).subi(shallowGradient);
            } else {
                shallowGradient.assign(enlarged).rsubi(1).muli(outputGradient());
                enlargedGradient.assign(shallow).rsubi(1).muli(outputGradient());
            }
            INDArray deepGradient =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, deep.dataType(), deep.shape(), 'c');
            shrink(enlargedGradient, deepGradient);
            return new Pair<>(null, new INDArray[] {deepGradient, shallowGradient});
        }

        /**
         * Deconvolution of each channel, into {@code enlarged}. It is the input gradient of the depthwise convolution that {@link #shrink} does; of {@code shallow}
         * only the shape counts.
         */
        private void enlarge(INDArray deep, INDArray shallow, INDArray enlarged) {
            String problem = merge.mismatch(deep.shape(), shallow.shape());
            if (problem != null) {
                throw new IllegalArgumentException(this + ": " + problem);
            }
            if (merge.kernel == Kernel.NONE) {
                enlarged.assign(deep);
                return;
            }
            INDArray weights = weights(deep, shallow);
            Nd4j.exec(DynamicCustomOp.builder("depthwise_conv2d_bp")
                    .addInputs(shallow, weights, deep)
                    .addIntegerArguments(arguments(deep, shallow))
                    .addOutputs(enlarged, weights.ulike())
                    .build());
        }

        /** The transpose of {@link #enlarge}: {@code [N, C, 2h, 2w] -> [N, C, h, w]}. */
        private void shrink(INDArray enlarged, INDArray deep) {
            if (merge.kernel == Kernel.NONE) {
                deep.assign(enlarged);
                return;
            }
            Nd4j.exec(DynamicCustomOp.builder("depthwise_conv2d")
                    .addInputs(enlarged, weights(deep, enlarged))
                    .addIntegerArguments(arguments(deep, enlarged))
                    .addOutputs(deep)
                    .build());
        }

        private int[] arguments(INDArray deep, INDArray shallow) {
            int strideHeight = merge.stride(deep.size(2), shallow.size(2));
            int strideWidth = merge.stride(deep.size(3), shallow.size(3));
            double[] vertical = taps(strideHeight);
            double[] horizontal = taps(strideWidth);
            return new int[] {
                vertical.length,
                horizontal.length,
                strideHeight,
                strideWidth,
                (vertical.length - strideHeight) / 2,
                (horizontal.length - strideWidth) / 2, // padding
                1,
                1, // dilation
                0,
                0 // explicit padding, NCHW
            };
        }

        private double[] taps(int stride) {
            if (stride == 1) {
                return new double[] {1};
            }
            return merge.kernel == Kernel.BILINEAR ? new double[] {0.25, 0.75, 0.75, 0.25} : new double[] {1, 1};
        }

        /** The kernel, once for every channel: {@code [kH, kW, C, 1]}. */
        private INDArray weights(INDArray deep, INDArray shallow) {
            double[] vertical = taps(merge.stride(deep.size(2), shallow.size(2)));
            double[] horizontal = taps(merge.stride(deep.size(3), shallow.size(3)));
            INDArray kernel = Nd4j.create(vertical)
                    .reshape(vertical.length, 1)
                    .mmul(Nd4j.create(horizontal).reshape(1, horizontal.length));
            long channels = deep.size(1);
            return Nd4j.zeros(deep.dataType(), kernel.length(), channels)
                    .addiColumnVector(kernel.castTo(deep.dataType()).reshape('c', kernel.length(), 1))
                    .reshape('c', vertical.length, horizontal.length, channels, 1);
        }

        @Override
        public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
                INDArray @Nullable [] masks, @Nullable MaskState state, int examples) {
            return masks == null ? null : new Pair<>(masks[1], state);
        }
    }
}
