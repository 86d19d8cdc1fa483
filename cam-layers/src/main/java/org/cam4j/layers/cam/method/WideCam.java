package org.cam4j.layers.cam.method;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.internal.maps.MapScaling;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Wide CAM: the maps of two layers joined by OR, one weight vector a class for both.
 *
 * <pre>
 * map[x,y] = sum_k w[c,k] * (f[k,x,y] OR f'[k,x,y])                          (eq. 2; default)
 * map[x,y] = (sum_k w[c,k] * f[k,x,y]) OR (sum_k w[c,k] * f'[k,x,y])         (@maps)
 * </pre>
 *
 * <p>Kim et al. 2020, section 3: f is conv4_3, f' the deconvolved conv5_3. Equation 2 can be read in both ways, and the text leaves open what OR is for real numbers:
 * the maximum here; {@code @probabilistic-sum} is a + b - ab (of maps that were brought to 0..1, of features as they are); {@code @bitwise-u8} is the paper's word
 * taken literally, on both maps as images of 8 bits, each scaled to 0..255. {@code @deep} and {@code @fine} are the parts alone, f' and f (figure 5). It needs a network that joins two maps (head {@code wide}); on any other it is CAM. With the
 * network's own OR it is CAM at the joined maps.
 */
final class WideCam implements Adjustable {
    private enum Or {
        MAXIMUM("", (a, b) -> Transforms.max(a, b, true)),
        PROBABILISTIC_SUM("@probabilistic-sum", (a, b) -> a.add(b).subi(a.mul(b))),
        BITWISE_U8("@bitwise-u8", WideCam::bitwise),
        DEEP("@deep", (a, b) -> a),
        FINE("@fine", (a, b) -> b);

        private final String part;
        private final BinaryOperator<INDArray> join;

        Or(String part, BinaryOperator<INDArray> join) {
            this.part = part;
            this.join = join;
        }
    }

    private final Or or;
    private final boolean ofMaps;

    /** The maximum of features. */
    public WideCam() {
        this(Or.MAXIMUM, false);
    }

    private WideCam(Or or, boolean ofMaps) {
        this.or = or;
        this.ofMaps = ofMaps;
    }

    @Override
    public String id() {
        return "wide-cam" + (ofMaps && or != Or.BITWISE_U8 ? "@maps" : "") + or.part;
    }

    @Override
    public String description() {
        return "CAM of the maps of two layers joined by OR; CAM itself where the network joins none.";
    }

    @Override
    public Set<Signal> needs() {
        return Set.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS, Signal.JOINED);
    }

    @Override
    public Optional<CamMethod> with(String option) {
        return switch (option) {
            case "maps" -> Optional.of(new WideCam(or, true));
            case "probabilistic-sum" -> Optional.of(new WideCam(Or.PROBABILISTIC_SUM, ofMaps));
            case "bitwise-u8" -> Optional.of(new WideCam(Or.BITWISE_U8, true));
            case "deep" -> Optional.of(new WideCam(Or.DEEP, ofMaps));
            case "fine" -> Optional.of(new WideCam(Or.FINE, ofMaps));
            default -> Optional.empty();
        };
    }

    @Override
    public INDArray combine(TapReading tap) {
        List<TapReading> joined = tap.joined();
        if (!ofMaps) {
            INDArray features =
                    joined.stream().map(TapReading::activations).reduce(or.join).orElseThrow(); // [C, h, w]
            return new TapReading(tap.tap(), features, null, null).weightedSum(tap.classWeights()); // [h, w]
        }
        return joined.stream()
                .map(one -> one.weightedSum(tap.classWeights()))
                .map(map -> or == Or.PROBABILISTIC_SUM && joined.size() > 1 ? MapScaling.minMax(map) : map)
                .reduce(or.join)
                .orElseThrow(); // [h, w]
    }

    /** The bits of both maps, each as an image of 8 bits. */
    private static INDArray bitwise(INDArray a, INDArray b) {
        double[] first = MapScaling.minMax(a).muli(255).ravel().toDoubleVector();
        double[] second = MapScaling.minMax(b).muli(255).ravel().toDoubleVector();
        double[] joined = new double[first.length];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = (double) (Math.round(first[i]) | Math.round(second[i]));
        }
        return Nd4j.create(joined).castTo(a.dataType()).reshape(a.shape());
    }
}
