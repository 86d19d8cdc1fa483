package org.cam4j.layers.vertex;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * How far an image's feature is from that of another image of its class and from the class's centre, {@code ([N, C, 1, 1] features, [N, K] labels, [N, C + 1] centres) -> [N, 1]}.
 *
 * <pre>
 * loss[n] = local * |s[n] - s[m]|^2 + global * |s[n] - c[n]|^2
 * </pre>
 *
 * <p>Zhang et al., "Inter-Image Communication for Weakly Supervised Localization", ECCV 2020, eq. 3 to 6. m: the next image of the batch with n's label, from the last on to the
 * first; without one the first term is 0. c: the centre of n's class; the last value of its row is 1, or 0 while there is no centre, and then the second term is 0.
 */
public final class ClassConsistency extends MapFunction {
    private final double local;
    private final double global;

    /**
     * With given weights.
     *
     * @param local of the distance to another image, 0 or more
     * @param global of the distance to the centre, 0 or more
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

    /** The weight of the distance to the centre. */
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
        INDArray features = rows(inputs[0]);
        INDArray toOther = features.sub(partners(inputs[1]).mmul(features));
        INDArray toCentre = toCentre(features, rows(inputs[2]));
        return toOther.mul(toOther)
                .sum(true, 1)
                .muli(local)
                .addi(toCentre.mul(toCentre).sum(true, 1).muli(global));
    }

    @Override
    @Nullable
    INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass) {
        INDArray features = rows(inputs[0]);
        INDArray partners = partners(inputs[1]);
        INDArray share = outputGradient.reshape(features.size(0), 1).mul(2);
        INDArray ofOther = features.sub(partners.mmul(features)).mul(share).muli(local);
        INDArray gradient = ofOther.sub(partners.transpose().mmul(ofOther));
        gradient.addi(toCentre(features, rows(inputs[2])).mul(share).muli(global));
        return new @Nullable INDArray[] {gradient.reshape('c', inputs[0].shape()), null, null};
    }

    private static INDArray rows(INDArray values) {
        return values.dup('c').reshape('c', values.size(0), values.length() / values.size(0));
    }

    private static INDArray toCentre(INDArray features, INDArray centres) {
        long channels = features.size(1);
        INDArray centre = centres.get(NDArrayIndex.all(), NDArrayIndex.interval(0, channels));
        INDArray known = centres.get(NDArrayIndex.all(), NDArrayIndex.interval(channels, channels + 1));
        return features.sub(centre).mul(known);
    }

    /** {@code [N, N]}: a 1 where a row finds its partner; on the diagonal where it has none. */
    private static INDArray partners(INDArray labels) {
        int[] classes = rows(labels).argMax(1).toIntVector();
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
    List<Object> settings() {
        return List.of(local, global);
    }

    @Override
    public ClassConsistency clone() {
        return new ClassConsistency(local, global);
    }
}
