package org.cam4j.layers.internal.vertex;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer that computes the gradient of its input alone, without those of its parameters. */
public interface InputDifferentiable {
    /**
     * The gradient of the input, as the layer behaves at inference: stored statistics, no dropout.
     *
     * @param output of the layer's last pass, which was one of inference
     * @param outputGradient of the same shape; left as it is
     * @param workspaces where the result is allocated
     * @return of the input's shape
     */
    INDArray inputGradient(INDArray output, INDArray outputGradient, LayerWorkspaceMgr workspaces);
}
