package org.cam4j.layers.cam.method;

import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Network;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Smooth Grad-CAM++: {@link GradCamPlusPlus} with the powers of the gradient averaged over noisy copies of the image.
 *
 * <pre>
 * D_p[c,i,j]   = mean over copies of g^p
 * alpha[c,i,j] = D_2 / (2 D_2 + sum_ij(A[c]) D_3 + 1e-6)
 * weight[c]    = sum_ij alpha[c,i,j] * max(0, D_1[c,i,j])
 * map          = max(0, sum_c weight[c] A[c])
 * </pre>
 *
 * <p>Omeiza et al., "Smooth Grad-CAM++", 2019. A is that of the image without noise. Every image gets the same noise.
 *
 * @param copies noisy images
 * @param noise standard deviation of the noise, as a share of the image's range of values
 * @param seed of the noise
 */
record SmoothGradCamPlusPlus(int copies, double noise, long seed) implements CamMethod {
    /** 8 copies, a noise of 0.15, seed 1. */
    public SmoothGradCamPlusPlus() {
        this(8, 0.15, 1);
    }

    @Override
    public String id() {
        return "smooth-grad-cam++";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Grad-CAM++ averaged over noisy copies of the image; %d forward and backward passes.",
                copies);
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.NETWORK);
    }

    @Override
    public INDArray combine(TapReading tap) {
        INDArray first = tap.activations().like(); // [C, h, w]
        INDArray second = tap.activations().like();
        INDArray third = tap.activations().like();
        for (TapReading copy : tap.network().read(noisy(tap.network()), Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS))) {
            INDArray gradients = copy.gradients();
            INDArray squares = gradients.mul(gradients);
            first.addi(gradients.div(copies));
            second.addi(squares.div(copies));
            third.addi(squares.mul(gradients).divi(copies));
        }
        INDArray sums = tap.activations().sum(1, 2).reshape(tap.channels(), 1, 1); // [C, 1, 1]
        INDArray alpha = second.div(second.mul(2).addi(third.mul(sums)).addi(1e-6));
        INDArray weights = alpha.muli(Transforms.relu(first, true)).sum(1, 2); // [C]
        return Transforms.relu(tap.weightedSum(weights), false); // [h, w]
    }

    private INDArray noisy(Network network) {
        INDArray image = network.image(); // [C, H, W]
        double deviation =
                noise * (image.maxNumber().doubleValue() - image.minNumber().doubleValue());
        Random random = new Random(seed);
        double[] values = new double[Math.toIntExact(copies * image.length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        long[] shape = {copies, image.size(0), image.size(1), image.size(2)};
        return Nd4j.create(values, shape, image.dataType()).addi(image.reshape(1, shape[1], shape[2], shape[3]));
    }
}
