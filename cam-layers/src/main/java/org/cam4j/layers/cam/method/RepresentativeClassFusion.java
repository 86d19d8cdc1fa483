package org.cam4j.layers.cam.method;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.internal.maps.MapScaling;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Representative classes: the evidence for the class against each of several others, averaged.
 *
 * <pre>
 * map = 1/N * sum_k minmax(M[k])      M[k] = Grad-CAM of logit(class) - logit(s_k)      (section 3.3; @blocks: multi-layer fusion)
 * </pre>
 *
 * <p>Meng et al. 2019, section 3. Differs: 1. s_1 to s_N are the N = 4 classes that score highest on the image after the class itself: one image has no similarity matrix to
 * select from, as {@code reproduce meng2019-table2} does. 2. The score of a pair is the difference of two logits of one network instead of a network for each pair. 3. Every map
 * counts alike, brought to 0 to 1 before.
 */
final class RepresentativeClassFusion implements Adjustable {
    private static final int OTHERS = 4;
    private static final String BLOCKS = "blocks";

    private final CamMethod each;

    /** By Grad-CAM. */
    public RepresentativeClassFusion() {
        this(new GradCam());
    }

    private RepresentativeClassFusion(CamMethod each) {
        this.each = each;
    }

    @Override
    public String id() {
        return "representative-classes" + (each instanceof GradCam ? "" : "@" + BLOCKS);
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Grad-CAM against each of the %d classes that score next, averaged; %d forward and %d backward passes.",
                OTHERS,
                OTHERS + 1,
                OTHERS);
    }

    @Override
    public Set<Signal> needs() {
        return EnumSet.of(Signal.ACTIVATIONS, Signal.NETWORK);
    }

    @Override
    public Optional<CamMethod> with(String option) {
        return option.equals(BLOCKS)
                ? Optional.of(new RepresentativeClassFusion(new MultiLayerFusion()))
                : Optional.empty();
    }

    /** {@code [h,w]}; with {@code @blocks} of the finest block's size. */
    @Override
    public INDArray combine(TapReading tap) {
        List<TapReading> pairs = tap.network().against(OTHERS, each.needs());
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Method '%s': the network has one class, expected two or more to compare. Choose another method.",
                    id()));
        }
        INDArray sum = MapScaling.minMax(each.combine(pairs.get(0)));
        for (TapReading pair : pairs.subList(1, pairs.size())) {
            sum.addi(MapScaling.minMax(each.combine(pair)));
        }
        return sum.divi(pairs.size());
    }
}
