package org.cam4j.layers.convolution;

import java.util.Map;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How a block's numbers are computed; maps are {@code [N, C, h, w]} in any order of memory. */
interface BlockComputation {
    /** The output; in training, keeps what {@link #backward} needs. */
    INDArray forward(INDArray input, BlockParameters parameters, boolean training, LayerWorkspaceMgr workspaces);

    /**
     * Writes the parameters' gradients, and for the statistics what an update takes off them.
     *
     * @param outputGradient left as it is
     * @return the input's gradient, null if it is not asked for
     */
    @Nullable
    INDArray backward(
            INDArray input,
            INDArray outputGradient,
            BlockParameters parameters,
            Map<String, INDArray> gradients,
            boolean inputGradient,
            LayerWorkspaceMgr workspaces);

    /** The gradient of the input after a forward pass of inference. */
    INDArray inputGradient(
            INDArray input,
            INDArray output,
            INDArray outputGradient,
            BlockParameters parameters,
            LayerWorkspaceMgr workspaces);

    /** Releases what was kept. */
    void clear();
}
