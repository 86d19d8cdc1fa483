package org.cam4j.layers.attention;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The distance of an image's features from those of another image of its class and from the center of the class, {@code ([N, C, S, 1] features, [N, K] labels, [N, C + 1] centers) -> [N, 1]}.
 *
 * <pre>
 * loss[n] = local * mean_s |f[n,s] - f[m,s]| + global * |p[n] - c[n]|,   p[n] = mean_s (f[n,s] + f[m,s]) / 2
 * </pre>
 *
 * <p>Zhang et al., "Inter-Image Communication for Weakly Supervised Localization", ECCV 2020, section 3; lengths are not squared, as in the authors' program. m: the next image of
 * the batch with n's label, from the last on to the first; without one the first term is 0 and p is n's mean. c: the center of n's class; the last value of its row is above 0, or 0
 * before the class has a center, and then the second term is 0.
 */
final class ClassConsistency extends MapFunction {
    private static final double NO_DIVISION_BY_ZERO = 1e-12;

    private final double local;
    private final double global;

    /**
     * With given weights.
     *
     * @param local of the distance to another image, 0 or more
     * @param global of the distance to the center, 0 or more
     */
    @JsonCreator
    public ClassConsistency(@JsonProperty("local") double local, @JsonProperty("global") double global) {
        this.local = within("ClassConsistency", "local", local, 0, Double.MAX_VALUE);
        this.global = within("ClassConsistency", "global", global, 0, Double.MAX_VALUE);
    }

    /** The weight of the distance to another image. */
    @JsonProperty("local")
    public double local() {
        return local;
    }

    /** The weight of the distance to the center. */
    @JsonProperty("global")
    public double global() {
        return global;
    }

    @Override
    public int minVertexInputs() {
        return 3;
    }

    @Override
    InputType output(InputTypeConvolutional maps) {
        return InputType.feedForward(1);
    }

    @Override
    INDArray apply(INDArray[] inputs, Pass pass) {
        INDArray features = inputs[0];
        INDArray partners = partners(inputs[1]);
        INDArray toOther = lengths(features.sub(times(partners, features))).mean(2); // [N, 1, 1]
        INDArray toCenter = lengths(toCenter(features, partners, inputs[2]));
        return toOther.reshape(features.size(0), 1)
                .muli(local)
                .addi(toCenter.reshape(features.size(0), 1).muli(global));
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray features = inputs[0];
        INDArray partners = partners(inputs[1]);
        INDArray back = partners.transpose().dup('c');
        INDArray share = outputGradient.reshape(features.size(0), 1, 1, 1);
        INDArray ofOther =
                directions(features.sub(times(partners, features))).muli(share.mul(local / features.size(2)));
        INDArray ofMean = directions(toCenter(features, partners, inputs[2]))
                .muli(known(inputs[2]))
                .muli(share.mul(global / (2 * features.size(2))));
        INDArray gradient = ofOther.sub(times(back, ofOther));
        gradient.addi(ofMean.add(times(back, ofMean)));
        return new @Nullable INDArray[] {gradient, null, null};
    }

    /** Over the channels. */
    private static INDArray lengths(INDArray differences) {
        return differences.norm2(true, 1);
    }

    private static INDArray directions(INDArray differences) {
        return differences.div(Transforms.max(lengths(differences), NO_DIVISION_BY_ZERO, false));
    }

    /** From the center to the mean of both images' features, {@code [N, C, 1, 1]}; zeros before the class has a center. */
    private static INDArray toCenter(INDArray features, INDArray partners, INDArray centers) {
        INDArray mean = features.add(times(partners, features)).mean(true, 2).muli(0.5);
        INDArray center = centers.get(NDArrayIndex.all(), NDArrayIndex.interval(0, features.size(1)));
        return mean.subi(center.reshape(mean.shape())).muli(known(centers));
    }

    /** {@code [N, 1, 1, 1]}: 1 where there is a center. */
    private static INDArray known(INDArray centers) {
        long last = centers.size(1) - 1;
        INDArray marks = centers.get(NDArrayIndex.all(), NDArrayIndex.interval(last, last + 1));
        return Transforms.step(marks, true).reshape(centers.size(0), 1, 1, 1);
    }

    /** Every image's row of the sum that the matrix says. */
    private static INDArray times(INDArray matrix, INDArray features) {
        INDArray rows = features.dup('c').reshape('c', features.size(0), features.length() / features.size(0));
        return matrix.mmul(rows).dup('c').reshape('c', features.shape());
    }

    /** {@code [N, N]}: a 1 where a row finds its partner; on the diagonal where it has none. */
    private static INDArray partners(INDArray labels) {
        int[] classes = labels.reshape(labels.size(0), labels.size(1)).argMax(1).toIntVector();
        INDArray partners = Nd4j.zeros(labels.dataType(), classes.length, classes.length);
        for (int n = 0; n < classes.length; n++) {
            int m = (n + 1) % classes.length;
            while (m != n && classes[m] != classes[n]) {
                m = (m + 1) % classes.length;
            }
            partners.putScalar(n, m, 1);
        }
        return partners;
    }

    @Override
    protected List<Object> settings() {
        return List.of(local, global);
    }

    @Override
    public ClassConsistency clone() {
        return new ClassConsistency(local, global);
    }
}
