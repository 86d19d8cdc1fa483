package org.cam4j.layers.cam.method;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cam4j.layers.cam.TapReading;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Selects the channels for which the network is run. */
final class StrongestChannels {
    /** How many are tried unless something else is asked for. */
    static final int USUAL = 64;

    private static final int BATCH = 8;
    private static final String OPTION = "channels";

    private StrongestChannels() {}

    /** The {@code count} channels with the largest sum of squares, largest first; equal ones in their order. */
    static int[] of(TapReading tap, int count) {
        double[] energy = tap.activations().mul(tap.activations()).sum(1, 2).toDoubleVector(); // [C]
        return IntStream.range(0, energy.length)
                .boxed()
                .sorted((first, second) -> Double.compare(energy[second], energy[first]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The suffix of a method's id for another number of channels than the default. */
    static String suffix(int channels) {
        return channels == USUAL ? "" : "@" + OPTION + channels;
    }

    /** The number in an option such as {@code channels128}, 1 to 999999; empty for other options. */
    static Optional<Integer> count(String option) {
        return Optional.of(option)
                .filter(text -> text.matches(OPTION + "\\d{1,6}"))
                .map(text -> Integer.parseInt(text.substring(OPTION.length())))
                .filter(count -> count > 0);
    }

    /** The scores that the network gives, channel by channel, a few channels at a time. */
    static double[] inBatches(int[] channels, Function<int[], INDArray> scores) {
        double[] all = new double[channels.length];
        for (int begin = 0; begin < channels.length; begin += BATCH) {
            int[] batch = Arrays.copyOfRange(channels, begin, Math.min(begin + BATCH, channels.length));
            double[] found = scores.apply(batch).toDoubleVector();
            System.arraycopy(found, 0, all, begin, batch.length);
        }
        return all;
    }
}
