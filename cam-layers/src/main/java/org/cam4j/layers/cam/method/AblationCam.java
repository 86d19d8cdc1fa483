package org.cam4j.layers.cam.method;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Ablation-CAM: weights every channel by what the score loses without it. No gradients.
 *
 * <pre>
 * weight[c] = (y - y_c) / |y|      y the score, y_c the score with channel c set to zero     (eq. 5)
 * map       = max(0, sum_c weight[c] A[c])                                                    (eq. 6)
 * </pre>
 *
 * <p>Desai and Ramaswamy, "Ablation-CAM", WACV 2020. The paper divides by y: the same where y &gt; 0; where it is not, that would
 * turn every weight round. The network runs from the tap on, once a channel: only the {@code channels} strongest are tried
 * (the paper: all), and the others weigh nothing.
 *
 * @param channels how many
 */
record AblationCam(int channels) implements Adjustable {
    /** Tries the {@value StrongestChannels#USUAL} strongest channels. */
    public AblationCam() {
        this(StrongestChannels.USUAL);
    }

    @Override
    public Optional<CamMethod> with(String option) {
        return StrongestChannels.count(option).map(AblationCam::new);
    }

    @Override
    public String id() {
        return "ablation-cam" + StrongestChannels.suffix(channels);
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Maps weighted by what the score loses without each; the layers behind the tap run for the %d strongest channels.",
                channels);
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.NETWORK);
    }

    @Override
    public INDArray combine(TapReading tap) {
        int[] chosen = StrongestChannels.of(tap, channels);
        double score = tap.network()
                .scoresFrom(tap.activations().reshape(1, tap.channels(), tap.height(), tap.width()))
                .getDouble(0);
        double[] without =
                StrongestChannels.inBatches(chosen, batch -> tap.network().scoresFrom(ablated(tap, batch)));
        INDArray weights = Nd4j.zeros(tap.activations().dataType(), tap.channels()); // [C]
        for (int i = 0; i < chosen.length && score != 0; i++) {
            weights.putScalar(chosen[i], (score - without[i]) / Math.abs(score));
        }
        return Transforms.relu(tap.weightedSum(weights), false); // [h, w]
    }

    /** The activations without one channel each: {@code [n,C,h,w]}. */
    private static INDArray ablated(TapReading tap, int[] batch) {
        INDArray copies = Nd4j.createUninitialized(
                tap.activations().dataType(), batch.length, tap.channels(), tap.height(), tap.width());
        for (int i = 0; i < batch.length; i++) {
            copies.slice(i).assign(tap.activations());
            copies.slice(i).slice(batch[i]).assign(0);
        }
        return copies;
    }
}
