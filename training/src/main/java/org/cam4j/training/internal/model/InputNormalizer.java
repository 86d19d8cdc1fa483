package org.cam4j.training.internal.model;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.pixels.Preprocessing;

/**
 * A normalizer that {@code ModelSerializer.addNormalizerToModel} put into a Deeplearning4j zip, as {@code (value - mean) / std} of every channel. The bytes are
 * parsed here after the format of ND4J's {@code NormalizerSerializer}; no class that the file names is loaded.
 *
 * @param kind the entry and what it holds, for messages
 * @param order the order of the channels
 * @param mean one value or three; empty where the normalizer is not read
 * @param std one value or three, positive; empty where the normalizer is not read
 */
public record InputNormalizer(String kind, Preprocessing.ChannelOrder order, List<Double> mean, List<Double> std) {
    private static final String HEADER = "NORMALIZER";
    private static final int VERSION = 1;
    private static final int SERIALIZED_JAVA = 0xACED;
    private static final int CHANNELS = 3;
    /** ND4J's VGG16ImagePreProcessor: means of ImageNet in the order BGR. */
    private static final List<Double> VGG_MEAN = List.of(103.939, 116.779, 123.68);

    public InputNormalizer {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /** One that is there, but not read. */
    public static InputNormalizer notRead(String entry, String kind) {
        return new InputNormalizer(entry + " (" + kind + ")", Preprocessing.ChannelOrder.RGB, List.of(), List.of());
    }

    /**
     * The preprocessing for images of a size.
     *
     * @param channels of the network's input, 3 or 1
     * @return empty where the normalizer is not read, or is one for another number of channels
     */
    public Optional<Preprocessing> preprocessing(int height, int width, int channels) {
        boolean fits = mean.size() == 1 || mean.size() == channels;
        Preprocessing.ChannelOrder channelOrder = channels == 1 ? Preprocessing.ChannelOrder.GRAY : order;
        return fits && (channels > 1 || order == Preprocessing.ChannelOrder.RGB)
                ? Optional.of(new Preprocessing(height, width, channelOrder, mean, std))
                : Optional.empty();
    }

    /**
     * Parses an entry.
     *
     * @param entry its name, for messages
     * @throws IOException if it does not follow the format or ends early
     */
    public static InputNormalizer read(InputStream stream, String entry) throws IOException {
        DataInputStream data = new DataInputStream(new BufferedInputStream(stream));
        try {
            data.mark(Short.BYTES);
            if (data.readUnsignedShort() == SERIALIZED_JAVA) {
                return notRead(entry, "a serialized Java object");
            }
            data.reset();
            if (!data.readUTF().equals(HEADER)) {
                return notRead(entry, "without the header of a normalizer");
            }
            int version = data.readInt();
            if (version != VERSION) {
                return notRead(entry, "of version " + version);
            }
            String type = data.readUTF();
            return switch (type) {
                case "IMAGE_MIN_MAX" -> imageScaler(data, entry);
                case "IMAGE_VGG16" ->
                    new InputNormalizer(
                            entry + " (VGG16ImagePreProcessor)",
                            Preprocessing.ChannelOrder.BGR,
                            VGG_MEAN,
                            List.of(1.0));
                case "STANDARDIZE" -> standardize(data, entry);
                case "MIN_MAX" -> minMax(data, entry);
                default -> notRead(entry, type.matches("\\w{1,32}") ? "of kind " + type : "of an unknown kind");
            };
        } catch (EOFException | UTFDataFormatException damaged) {
            throw new IOException(String.format(Locale.ROOT, "%s is damaged: it ends early", entry), damaged);
        }
    }

    private static InputNormalizer imageScaler(DataInputStream data, String entry) throws IOException {
        double low = data.readDouble();
        double high = data.readDouble();
        double largestPixel = data.readDouble();
        double std = largestPixel / (high - low);
        String kind =
                String.format(Locale.ROOT, "ImagePreProcessingScaler from 0..%s to %s..%s", largestPixel, low, high);
        return of(entry, kind, List.of(-low * std), List.of(std));
    }

    private static InputNormalizer standardize(DataInputStream data, String entry) throws IOException {
        data.readBoolean(); // whether labels are normalized too: their statistics follow those of the images
        List<Double> mean = FlatArray.readFew(data, CHANNELS, entry);
        if (mean.isEmpty()) {
            return notRead(entry, "NormalizerStandardize of single pixels instead of channels");
        }
        return of(entry, "NormalizerStandardize", mean, FlatArray.readFew(data, CHANNELS, entry));
    }

    private static InputNormalizer minMax(DataInputStream data, String entry) throws IOException {
        data.readBoolean();
        double low = data.readDouble();
        double high = data.readDouble();
        List<Double> least = FlatArray.readFew(data, CHANNELS, entry);
        if (least.isEmpty()) {
            return notRead(entry, "NormalizerMinMaxScaler of single pixels instead of channels");
        }
        List<Double> most = FlatArray.readFew(data, CHANNELS, entry);
        List<Double> mean = new ArrayList<>();
        List<Double> std = new ArrayList<>();
        for (int channel = 0; channel < Math.min(least.size(), most.size()); channel++) {
            double step = (most.get(channel) - least.get(channel)) / (high - low);
            std.add(step);
            mean.add(least.get(channel) - low * step);
        }
        return of(entry, String.format(Locale.ROOT, "NormalizerMinMaxScaler to %s..%s", low, high), mean, std);
    }

    private static InputNormalizer of(String entry, String kind, List<Double> mean, List<Double> std) {
        boolean usable = mean.size() == std.size()
                && (mean.size() == 1 || mean.size() == CHANNELS)
                && mean.stream().allMatch(Double::isFinite)
                && std.stream().allMatch(value -> Double.isFinite(value) && value > 0);
        return usable
                ? new InputNormalizer(entry + " (" + kind + ")", Preprocessing.ChannelOrder.RGB, mean, std)
                : notRead(entry, kind + " with statistics that do not fit an image of 3 channels");
    }
}
