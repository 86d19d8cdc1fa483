package org.cam4j.layers.convolution;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The parameters that a pass uses.
 *
 * @param table by name; views of the flat array unless there is weight noise
 * @param flat all of the layer, without noise
 */
record BlockParameters(Map<String, INDArray> table, INDArray flat) {
    INDArray weights() {
        return get(ConvolutionBlockParameters.WEIGHTS);
    }

    @Nullable
    INDArray bias() {
        return table.get(ConvolutionBlockParameters.BIAS);
    }

    INDArray get(String key) {
        INDArray value = table.get(key);
        if (value == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "No parameter '%s' in %s.", key, table.keySet()));
        }
        return value;
    }

    /** {@code gamma / sqrt(var + epsilon)}, {@code [out]}: what stored statistics multiply a convolution by. */
    INDArray scale(double epsilon) {
        return get(ConvolutionBlockParameters.GAMMA)
                .div(Transforms.sqrt(get(ConvolutionBlockParameters.VARIANCE).add(epsilon), false));
    }

    /** {@code beta + (b - mean) * scale}, {@code [out]}. */
    INDArray shift(INDArray scale) {
        INDArray mean = get(ConvolutionBlockParameters.MEAN);
        INDArray bias = bias();
        INDArray centered = bias == null ? mean.neg() : bias.sub(mean);
        return centered.muli(scale).addi(get(ConvolutionBlockParameters.BETA));
    }
}
