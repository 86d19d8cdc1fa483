package org.cam4j.training.internal.weights;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How a tensor of a weights file (torch's layout) lies in a parameter of a Deeplearning4j layer. */
public enum TensorLayout {
    /** Convolutions {@code [out, in, kH, kW]} and vectors: the same in both. */
    SAME {
        @Override
        public long[] fileShape(long[] parameter) {
            return parameter.length == 2 && parameter[0] == 1 ? new long[] {parameter[1]} : parameter.clone();
        }

        @Override
        public INDArray toParameter(INDArray tensor, long[] parameter) {
            return tensor.reshape(parameter);
        }
    },
    /** A linear layer: {@code [out, in]} in the file, {@code [in, out]} in the layer. */
    LINEAR {
        @Override
        public long[] fileShape(long[] parameter) {
            return new long[] {parameter[1], parameter[0]};
        }

        @Override
        public INDArray toParameter(INDArray tensor, long[] parameter) {
            return tensor.transpose();
        }
    };

    /** The tensor's shape in the file for a parameter of this shape. */
    public abstract long[] fileShape(long[] parameter);

    /** The tensor as the parameter wants it. */
    public abstract INDArray toParameter(INDArray tensor, long[] parameter);

    /** The parameter as the file wants it. */
    public INDArray toTensor(INDArray parameter) {
        long[] shape = fileShape(parameter.shape());
        return switch (this) {
            case SAME -> parameter.dup('c').reshape(shape);
            case LINEAR -> parameter.transpose().dup('c');
        };
    }
}
