package org.cam4j.layers.cam.method;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.internal.maps.MapScaling;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Score-CAM: weights every channel by the score of the image that is masked by it. No gradients.
 *
 * <pre>
 * H[c]     = minmax(upsample(A[c]))                       (eq. 6)
 * alpha[c] = softmax over c of score(X * H[c])            (eq. 3; the baseline cancels in the softmax)
 * map      = max(0, sum_c alpha[c] A[c])                  (eq. 4)
 * </pre>
 *
 * <p>Wang et al., "Score-CAM", CVPR Workshops 2020. One forward pass a channel: only the {@code channels} strongest are tried
 * (the paper: all), the softmax runs over them, and the others weigh nothing.
 *
 * @param channels how many
 */
record ScoreCam(int channels) implements Adjustable {
    /** Tries the {@value StrongestChannels#USUAL} strongest channels. */
    public ScoreCam() {
        this(StrongestChannels.USUAL);
    }

    @Override
    public Optional<CamMethod> with(String option) {
        return StrongestChannels.count(option).map(ScoreCam::new);
    }

    @Override
    public String id() {
        return "score-cam" + StrongestChannels.suffix(channels);
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Maps weighted by the score of the image masked with each; %d forward passes for the strongest channels.",
                channels);
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.NETWORK);
    }

    @Override
    public INDArray combine(TapReading tap) {
        int[] chosen = StrongestChannels.of(tap, channels);
        double[] scores =
                StrongestChannels.inBatches(chosen, batch -> tap.network().scores(masked(tap, batch)));
        double highest = Arrays.stream(scores).max().orElseThrow();
        double sum =
                Arrays.stream(scores).map(score -> Math.exp(score - highest)).sum();
        INDArray alpha = Nd4j.zeros(tap.activations().dataType(), tap.channels()); // [C]
        for (int i = 0; i < chosen.length; i++) {
            alpha.putScalar(chosen[i], Math.exp(scores[i] - highest) / sum);
        }
        return Transforms.relu(tap.weightedSum(alpha), false); // [h, w]
    }

    /** The image times each channel's mask: {@code [n,C,H,W]}. */
    private static INDArray masked(TapReading tap, int[] batch) {
        INDArray image = tap.network().image(); // [C, H, W]
        INDArray images =
                Nd4j.createUninitialized(image.dataType(), batch.length, image.size(0), image.size(1), image.size(2));
        for (int i = 0; i < batch.length; i++) {
            INDArray channel = MapScaling.minMax(tap.activations().slice(batch[i]));
            INDArray mask = MapScaling.resize(
                    channel.reshape(1, tap.height(), tap.width()), image.size(1), image.size(2)); // [1, H, W]
            images.slice(i).assign(image.mul(mask));
        }
        return images;
    }
}
