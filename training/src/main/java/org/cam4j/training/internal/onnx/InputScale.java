package org.cam4j.training.internal.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The normalization in front of the network, {@code scale x + shift} of each color, which becomes a part of the preprocessing.
 *
 * @param scale of each channel that the network reads, above 0
 * @param shift of each channel
 * @param swapped whether the colors are brought into the opposite order
 */
public record InputScale(List<Double> scale, List<Double> shift, boolean swapped) {
    private static final int COLORS = 3;
    /** Networks are given values of about -3 to 3; as wide a range of pixels of 0 to 1 is no normalization of them. */
    private static final double WIDEST = 20;

    static InputScale none() {
        return new InputScale(List.of(1.0, 1.0, 1.0), List.of(0.0, 0.0, 0.0), false);
    }

    /** Whether nothing is done to the input. */
    public boolean isNone() {
        return equals(none());
    }

    /** This one, then another scale and shift, each {@code [3]}. */
    InputScale then(INDArray nextScale, INDArray nextShift) {
        double[] factors = nextScale.toDoubleVector();
        double[] summands = nextShift.toDoubleVector();
        return new InputScale(
                IntStream.range(0, COLORS)
                        .mapToObj(i -> scale.get(i) * factors[i])
                        .toList(),
                IntStream.range(0, COLORS)
                        .mapToObj(i -> shift.get(i) * factors[i] + summands[i])
                        .toList(),
                swapped);
    }

    /** This one, then the opposite order of colors. */
    InputScale thenSwapped() {
        return new InputScale(reversed(scale), reversed(shift), !swapped);
    }

    private static List<Double> reversed(List<Double> values) {
        return IntStream.range(0, COLORS)
                .mapToObj(i -> values.get(COLORS - 1 - i))
                .toList();
    }

    static boolean accepts(INDArray scale, INDArray shift) {
        return scale.length() == COLORS
                && Arrays.stream(scale.toDoubleVector()).allMatch(factor -> factor > 1e-6 && factor < 1e6)
                && Arrays.stream(shift.toDoubleVector()).allMatch(summand -> Math.abs(summand) < 1e6);
    }

    /** Whether pixels of 0 to 255 are expected, as the size of the numbers tells: those of 0 to 1 are not divided, and not lowered by more than 1. */
    public boolean isOfBytes() {
        return IntStream.range(0, COLORS).anyMatch(i -> scale.get(i) < 1 || -shift.get(i) / scale.get(i) > 1)
                && scale.stream().allMatch(factor -> factor < WIDEST);
    }

    /** The preprocessing of the images whose output goes through this one. */
    public Preprocessing behind(Preprocessing first) {
        if (isNone()) {
            return first;
        }
        List<Double> mean = channels(first.mean());
        List<Double> std = channels(first.std());
        boolean bgr = (first.channelOrder() == ChannelOrder.BGR) != swapped;
        return new Preprocessing(
                first.height(),
                first.width(),
                bgr ? ChannelOrder.BGR : ChannelOrder.RGB,
                IntStream.range(0, COLORS)
                        .mapToObj(i -> mean.get(i) - shift.get(i) * std.get(i) / scale.get(i))
                        .toList(),
                IntStream.range(0, COLORS)
                        .mapToObj(i -> std.get(i) / scale.get(i))
                        .toList());
    }

    private List<Double> channels(List<Double> values) {
        List<Double> all = values.size() == 1 ? List.of(values.get(0), values.get(0), values.get(0)) : values;
        return swapped ? reversed(all) : all;
    }
}
