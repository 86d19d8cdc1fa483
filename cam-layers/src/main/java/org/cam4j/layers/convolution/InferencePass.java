package org.cam4j.layers.convolution;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.zip.CRC32;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.cam4j.layers.internal.onednn.ChannelsLastMaps;
import org.cam4j.layers.internal.onednn.OneDnn;
import org.cam4j.layers.internal.onednn.OneDnnOp;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inference through a block of one shape: batch normalization is folded into the convolution.
 *
 * <pre>
 * W' = W * gamma / sqrt(var + epsilon)        b' = beta + (b - mean) * gamma / sqrt(var + epsilon)
 * </pre>
 *
 * <p>W' and b' are computed again when the checksum of the layer's parameters is another one.
 */
final class InferencePass {
    private static final long NEVER = -1;

    private final OneDnnPrimitives shaped;
    private final ConvolutionBlock block;
    private final boolean bias;
    private final OneDnnOp layWeights;
    private final OneDnnOp convolve;
    private long laidOut = NEVER;
    private @Nullable INDArray foldedBias;

    private @Nullable OneDnnOp layWeightsBackward;
    private @Nullable OneDnnOp toInput;
    private @Nullable OneDnnOp activateBackward;
    private long laidOutBackward = NEVER;

    InferencePass(OneDnnPrimitives shaped) {
        this.shaped = shaped;
        block = shaped.block();
        bias = block.hasBias() || block.isBatchNormalization();
        convolution_forward.primitive_desc forward =
                shaped.forward(dnnl.prop_kind.forward_inference, bias, shaped.withActivation());
        memory weights = new memory(forward.weights_desc(), OneDnn.engine());
        layWeights = shaped.layWeights(weights);
        convolve = shaped.forward(forward, weights, bias);
    }

    INDArray forward(INDArray maps, BlockParameters parameters, LayerWorkspaceMgr workspaces) {
        long checksum = checksum(parameters.flat());
        if (checksum != laidOut || block.getWeightNoise() != null) {
            layOut(parameters);
            laidOut = checksum;
        }
        if (foldedBias != null) {
            convolve.with(DNNL_ARG_BIAS, foldedBias);
        }
        INDArray input = ChannelsLastMaps.from(maps, ArrayType.FF_WORKING_MEM, workspaces);
        INDArray output = ChannelsLastMaps.create(shaped.outputShape, ArrayType.ACTIVATIONS, workspaces);
        convolve.with(DNNL_ARG_SRC, input).with(DNNL_ARG_DST, output).run();
        return output;
    }

    INDArray inputGradient(
            INDArray output, INDArray outputGradient, BlockParameters parameters, LayerWorkspaceMgr workspaces) {
        if (toInput == null) {
            convolution_backward_data.primitive_desc description = shaped.backwardData();
            memory weights = new memory(description.weights_desc(), OneDnn.engine());
            layWeightsBackward = shaped.layWeights(weights);
            toInput = shaped.backwardData(description, weights);
            activateBackward = shaped.linear() ? null : shaped.activateBackward();
        }
        long checksum = checksum(parameters.flat());
        if (layWeightsBackward != null && checksum != laidOutBackward) {
            try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                layWeightsBackward
                        .with(DNNL_ARG_FROM, foldedWeights(parameters))
                        .run();
            }
            laidOutBackward = checksum;
        }
        INDArray delta = ChannelsLastMaps.from(outputGradient, ArrayType.ACTIVATION_GRAD, workspaces);
        if (activateBackward != null) {
            INDArray masked = ChannelsLastMaps.create(shaped.outputShape, ArrayType.ACTIVATION_GRAD, workspaces);
            activateBackward
                    .with(DNNL_ARG_DST, ChannelsLastMaps.from(output, ArrayType.ACTIVATION_GRAD, workspaces))
                    .with(DNNL_ARG_DIFF_DST, delta)
                    .with(DNNL_ARG_DIFF_SRC, masked)
                    .run();
            delta = masked;
        }
        INDArray result = ChannelsLastMaps.create(shaped.inputShape, ArrayType.ACTIVATION_GRAD, workspaces);
        toInput.with(DNNL_ARG_DIFF_DST, delta).with(DNNL_ARG_DIFF_SRC, result).run();
        return result;
    }

    private void layOut(BlockParameters parameters) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            layWeights.with(DNNL_ARG_FROM, foldedWeights(parameters)).run();
            if (block.isBatchNormalization()) {
                foldedBias = parameters.shift(parameters.scale(block.getEpsilon()));
            } else {
                foldedBias = parameters.bias();
            }
        }
    }

    private INDArray foldedWeights(BlockParameters parameters) {
        INDArray weights = parameters.weights();
        return block.isBatchNormalization()
                ? weights.mul(parameters.scale(block.getEpsilon()).reshape(block.getNOut(), 1, 1, 1))
                : weights;
    }

    /** Reads every parameter: whoever changes one, by whatever way, is noticed. */
    private static long checksum(INDArray flat) {
        CRC32 sum = new CRC32();
        try (Bytes bytes = new Bytes(flat)) {
            sum.update(bytes.asByteBuffer());
        }
        return sum.getValue();
    }

    /** The bytes of an array in place. */
    private static final class Bytes extends BytePointer {
        private static final long serialVersionUID = 1;

        Bytes(INDArray array) {
            super((org.bytedeco.javacpp.Pointer) null);
            address = OneDnn.addressOf(array);
            capacity = array.length() * Float.BYTES;
            limit = capacity;
        }
    }
}
