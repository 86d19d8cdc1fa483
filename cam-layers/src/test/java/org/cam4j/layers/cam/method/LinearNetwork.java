package org.cam4j.layers.cam.method;

import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.cam4j.layers.cam.Network;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.internal.maps.MapScaling;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The smallest network there is: its tap is its input, and its score is the sum of input times slope. An input of another size than
 * the slopes meets the slopes resized.
 */
final class LinearNetwork implements Network {
    private final INDArray image;
    private final INDArray slopes;
    private final @Nullable INDArray classWeights;

    private LinearNetwork(INDArray image, INDArray slopes, @Nullable INDArray classWeights) {
        this.image = image;
        this.slopes = slopes;
        this.classWeights = classWeights;
    }

    /** What the explainer would read. It has two blocks: the tap, and before it a block that is its negative at half the brightness; an OR joins the same. */
    static TapReading reading(
            String tap, Set<Signal> needs, INDArray image, INDArray slopes, @Nullable INDArray classWeights) {
        TapReading before = new TapReading("before", image.mul(-0.5), slopes, null);
        TapReading last = new TapReading(tap, image, slopes, null);
        return new TapReading(
                tap,
                image,
                needs.contains(Signal.GRADIENTS) ? slopes : null,
                needs.contains(Signal.CLASS_WEIGHTS) ? classWeights : null,
                needs.contains(Signal.BLOCKS) ? List.of(before, last) : null,
                needs.contains(Signal.JOINED) ? List.of(before, last) : null,
                needs.contains(Signal.NETWORK) ? new LinearNetwork(image, slopes, classWeights) : null);
    }

    static INDArray scores(INDArray images, INDArray slopes) {
        return images.mul(slopes.reshape(1, slopes.size(0), slopes.size(1), slopes.size(2)))
                .sum(1, 2, 3);
    }

    @Override
    public INDArray image() {
        return image;
    }

    @Override
    public INDArray scores(INDArray images) {
        return scores(images, slopesFor(images));
    }

    @Override
    public INDArray scoresFrom(INDArray activations) {
        return scores(activations, slopesFor(activations));
    }

    @Override
    public List<TapReading> read(INDArray images, Set<Signal> needs) {
        return LongStream.range(0, images.size(0))
                .mapToObj(index -> reading("tap", needs, images.slice(index), slopesFor(images), classWeights))
                .toList();
    }

    /** Two other classes: one that scores nothing, and one that scores twice as much. */
    @Override
    public List<TapReading> against(int most, Set<Signal> needs) {
        return List.of(
                reading("tap", needs, image, slopes, classWeights),
                reading("tap", needs, image, slopes.neg(), classWeights));
    }

    private INDArray slopesFor(INDArray images) {
        return MapScaling.resize(slopes, images.size(2), images.size(3));
    }
}
