package org.cam4j.datasets.pixels;

import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.PixelImage;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * From pixels to network input: the whole image is resized to {@code height x width} without a crop (see {@link PixelImage#resized}), then every channel becomes
 * {@code (value - mean) / std}. A network of one channel ({@link ChannelOrder#GRAY}) gets color images converted to gray; gray images have three equal
 * channels for one of three.
 *
 * @param height rows of the network's input
 * @param width columns of the network's input
 * @param channelOrder the channels that the network expects, in their order
 * @param mean of values 0 to 255; one for all channels, or one each in the order of {@code channelOrder}
 * @param std of values 0 to 255, positive; as many as {@code mean}
 */
public record Preprocessing(int height, int width, ChannelOrder channelOrder, List<Double> mean, List<Double> std) {
    /** More rows or columns are refused: a size may come from a file, and arrays are allocated by it. */
    private static final int MAXIMUM_SIZE = 4096;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when a size is below 1 or above 4096, or mean or std has neither one finite entry nor one per channel, or a std is not positive
     */
    public Preprocessing {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Preprocessing: the input size is %d x %d, expected at least 1 x 1.", height, width));
        }
        if (height > MAXIMUM_SIZE || width > MAXIMUM_SIZE) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Preprocessing: the input size is %d x %d, expected at most %d x %d.",
                    height,
                    width,
                    MAXIMUM_SIZE,
                    MAXIMUM_SIZE));
        }
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        requireChannels("mean", mean, channelOrder);
        requireChannels("std", std, channelOrder);
        if (std.stream().anyMatch(value -> value <= 0)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Preprocessing: std is %s, expected positive values.", std));
        }
    }

    /** Every choice in one line, as it is part of a run's identity and of files: it never changes, whatever the components are called. */
    public String identity() {
        return String.format(
                Locale.ROOT,
                "Preprocessing[height=%d, width=%d, channelOrder=%s, mean=%s, std=%s]",
                height,
                width,
                channelOrder.name(),
                mean,
                std);
    }

    /** The number of channels of the network's input: 1 or 3. */
    public int channels() {
        return channelOrder.channels();
    }

    /** The same for a network of one channel; mean and standard deviation of three channels are weighted as the channels are. */
    public Preprocessing gray() {
        return channelOrder == ChannelOrder.GRAY
                ? this
                : new Preprocessing(height, width, ChannelOrder.GRAY, List.of(luma(mean)), List.of(luma(std)));
    }

    /** The same for another input size. */
    public Preprocessing withSize(int newHeight, int newWidth) {
        return new Preprocessing(newHeight, newWidth, channelOrder, mean, std);
    }

    private double luma(List<Double> values) {
        if (values.size() == 1) {
            return values.get(0);
        }
        int red = channelOrder == ChannelOrder.RGB ? 0 : 2;
        return 0.299 * values.get(red) + 0.587 * values.get(1) + 0.114 * values.get(2 - red);
    }

    /** The network input {@code [C,H,W]}, float. A new array at every call, outside of any workspace. */
    public INDArray apply(PixelImage image) {
        return array(normalize(image));
    }

    /** Like {@link #apply} as plain values, channel by channel, row by row. */
    float[] normalize(PixelImage image) {
        byte[] rgb = image.resized(height, width).rgb();
        int area = height * width;
        if (channelOrder == ChannelOrder.GRAY) {
            return normalizeGray(rgb);
        }
        float[] values = new float[3 * area];
        for (int channel = 0; channel < 3; channel++) {
            int source = channelOrder == ChannelOrder.RGB ? channel : 2 - channel;
            float[] table = normalized(channel);
            for (int i = 0; i < area; i++) {
                values[channel * area + i] = table[rgb[i * 3 + source] & 0xFF];
            }
        }
        return values;
    }

    private float[] normalizeGray(byte[] rgb) {
        float[] values = new float[height * width];
        float[] table = normalized(0);
        for (int i = 0; i < values.length; i++) {
            int luma = 299 * (rgb[i * 3] & 0xFF) + 587 * (rgb[i * 3 + 1] & 0xFF) + 114 * (rgb[i * 3 + 2] & 0xFF);
            values[i] = table[(luma + 500) / 1000];
        }
        return values;
    }

    @SuppressWarnings("try") // the scope is closed, not used
    INDArray array(float[] values) {
        try (var outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Nd4j.create(values, new long[] {channels(), height, width}, 'c'); // [C,H,W]
        }
    }

    private float[] normalized(int channel) {
        double channelMean = mean.get(mean.size() == 1 ? 0 : channel);
        double channelStd = std.get(std.size() == 1 ? 0 : channel);
        float[] table = new float[256];
        for (int value = 0; value < 256; value++) {
            table[value] = (float) ((value - channelMean) / channelStd);
        }
        return table;
    }

    private static void requireChannels(String name, List<Double> values, ChannelOrder order) {
        if ((values.size() != 1 && values.size() != order.channels())
                || values.stream().anyMatch(value -> !Double.isFinite(value))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Preprocessing: %s is %s, expected one %s.",
                    name,
                    values,
                    order.channels() == 1 ? "finite value" : "or three finite values"));
        }
    }

    /** The channels in a network's input. */
    public enum ChannelOrder {
        RGB,
        BGR,
        /** One channel: the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, as Pillow and OpenCV convert. */
        GRAY;

        /** How many channels: 1 or 3. */
        public int channels() {
            return this == GRAY ? 1 : 3;
        }
    }
}
