package org.cam4j.experiments.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.PixelRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What a network's input looks like, for a file that does not say it. */
public final class InputOptions {
    @Option(
            names = "--pixels",
            paramLabel = "R",
            description =
                    "Pixel values that the network was trained on, if its file does not state them: raw (0 to 255), unit (0 to 1), "
                            + "signed (-1 to 1), imagenet (torchvision's mean and standard deviation). Default: unit.")
    private Optional<PixelRange> pixels = Optional.empty();

    @Option(
            names = "--input-size",
            paramLabel = "N|HxW",
            converter = SizeParser.class,
            description =
                    "Height and width of the network's input, such as 224 or 224x160. Default: those of the file or the backbone. "
                            + "Images are resized to them.")
    private Optional<Size> size = Optional.empty();

    /** The network with these options; unchanged without them. */
    public NetworkSpec apply(NetworkSpec network) {
        NetworkSpec sized =
                size.isPresent() ? network.size(size.get().height(), size.get().width()) : network;
        return pixels.isPresent() ? sized.pixels(pixels.get()) : sized;
    }

    /** The arguments that give these options again. */
    List<String> arguments() {
        List<String> words = new ArrayList<>();
        size.ifPresent(given -> words.addAll(List.of("--input-size", given.toString())));
        pixels.ifPresent(range -> words.addAll(List.of("--pixels", range.toString())));
        return words;
    }

    /**
     * The value of {@code --input-size}: N for N rows and columns, or HxW.
     *
     * @param height rows
     * @param width columns
     */
    record Size(int height, int width) {
        @Override
        public String toString() {
            return height == width ? Integer.toString(height) : height + "x" + width;
        }
    }

    static final class SizeParser implements ITypeConverter<Size> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:[xX](\\d{1,5}))?");
        private static final int MOST = 4096;

        @Override
        public Size convert(String value) {
            Matcher form = FORM.matcher(value.strip());
            if (form.matches()) {
                int height = Integer.parseInt(form.group(1));
                int width = form.group(2) == null ? height : Integer.parseInt(form.group(2));
                if (height >= 1 && width >= 1 && height <= MOST && width <= MOST) {
                    return new Size(height, width);
                }
            }
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--input-size %s: expected N (rows and columns) or HxW, each from 1 to %d.",
                    value,
                    MOST));
        }
    }
}
