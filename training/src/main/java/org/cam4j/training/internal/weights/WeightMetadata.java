package org.cam4j.training.internal.weights;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a weights file says about the network that it belongs to: the {@code cam4j.*} keys of its metadata, each optional.
 *
 * @param architecture id of the backbone
 * @param inputSize rows and columns of the input
 * @param channelOrder {@code RGB} or {@code BGR}
 * @param mean subtracted from values 0..255, one entry or three
 * @param std what the difference is divided by, one entry or three
 * @param sameTfPadding TensorFlow's SAME padding (at stride 2 and even sizes 0 before, 1 after) instead of torch's
 * @param batchNormFolded batch normalization is folded into the convolutions
 * @param poolingCeil the size of a pooled map is rounded up
 * @param classifierPadding padding of a 1x1 convolution that classifies
 * @param poolingCountPadding the zeros around a map count in the divisor of average pooling
 */
public record WeightMetadata(
        Optional<String> architecture,
        Optional<Integer> inputSize,
        Optional<String> channelOrder,
        Optional<List<Double>> mean,
        Optional<List<Double>> std,
        Optional<Boolean> sameTfPadding,
        Optional<Boolean> batchNormFolded,
        Optional<Boolean> poolingCeil,
        Optional<Integer> classifierPadding,
        Optional<Boolean> poolingCountPadding) {
    private static final String PREFIX = "cam4j.";
    private static final int SIZE_LIMIT = 4096;
    private static final Set<String> KEYS = new TreeSet<>(List.of(
            "architecture",
            "input_size",
            "channel_order",
            "mean",
            "std",
            "padding",
            "batch_norm",
            "pooling_ceil",
            "classifier_padding",
            "pooling_count_padding"));

    /**
     * Reads the metadata of a weights file; keys without the prefix {@code cam4j.} are for people and left alone.
     *
     * @throws IOException on an unknown key or a value that cannot be understood
     */
    public static WeightMetadata of(WeightsFile weights) throws IOException {
        return new Reader(weights.file().toString(), weights.metadata()).read();
    }

    private record Reader(String file, Map<String, String> values) {
        WeightMetadata read() throws IOException {
            for (String key : values.keySet()) {
                if (key.startsWith(PREFIX) && !KEYS.contains(key.substring(PREFIX.length()))) {
                    throw new IOException(String.format(
                            Locale.ROOT,
                            "Weights %s: unknown metadata key '%s'; known after '%s': %s.",
                            file,
                            key,
                            PREFIX,
                            String.join(", ", KEYS)));
                }
            }
            return new WeightMetadata(
                    text("architecture"),
                    integer("input_size", 1, SIZE_LIMIT),
                    Optional.ofNullable(choice("channel_order", "RGB", "BGR")),
                    numbers("mean"),
                    numbers("std"),
                    flag("padding", "same-tf", "torch"),
                    flag("batch_norm", "folded", "present"),
                    flag("pooling_ceil", "true", "false"),
                    integer("classifier_padding", 0, SIZE_LIMIT),
                    flag("pooling_count_padding", "true", "false"));
        }

        private Optional<String> text(String key) {
            return Optional.ofNullable(values.get(PREFIX + key));
        }

        private Optional<Boolean> flag(String key, String yes, String no) throws IOException {
            return Optional.ofNullable(choice(key, yes, no)).map(yes::equals);
        }

        private @Nullable String choice(String key, String... allowed) throws IOException {
            String value = values.get(PREFIX + key);
            if (value != null && !Arrays.asList(allowed).contains(value)) {
                throw wrong(key, value, String.join(" or ", allowed));
            }
            return value;
        }

        private Optional<Integer> integer(String key, int low, int high) throws IOException {
            String value = values.get(PREFIX + key);
            if (value == null) {
                return Optional.empty();
            }
            try {
                int number = Integer.parseInt(value.strip());
                if (number >= low && number <= high) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException notANumber) {
                // the message below says what was expected
            }
            throw wrong(key, value, String.format(Locale.ROOT, "an integer from %d to %d", low, high));
        }

        private Optional<List<Double>> numbers(String key) throws IOException {
            String value = values.get(PREFIX + key);
            if (value == null) {
                return Optional.empty();
            }
            try {
                List<Double> numbers =
                        Arrays.stream(value.split(",", -1)).map(Double::valueOf).toList();
                boolean usable = numbers.stream().allMatch(Double::isFinite)
                        && (key.equals("mean") || numbers.stream().allMatch(number -> number > 0));
                if (usable && (numbers.size() == 1 || numbers.size() == 3)) {
                    return Optional.of(numbers);
                }
            } catch (NumberFormatException notANumber) {
                // the message below says what was expected
            }
            throw wrong(key, value, "one or three finite numbers with commas between them, above 0 for std");
        }

        private IOException wrong(String key, String value, String expected) {
            return new IOException(String.format(
                    Locale.ROOT,
                    "Weights %s: metadata %s%s is '%s', expected %s.",
                    file,
                    PREFIX,
                    key,
                    value,
                    expected));
        }
    }
}
