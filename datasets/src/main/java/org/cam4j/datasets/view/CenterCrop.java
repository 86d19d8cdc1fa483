package org.cam4j.datasets.view;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.LabelSet;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;

/**
 * A data set whose images are resized so that their short side has a given length, of which the central square is cut out, as torchvision's {@code Resize} and {@code CenterCrop} do.
 * Masks are cut out likewise, by nearest neighbor, and boxes are clipped; a box outside of the square is left out. Every sample is {@code size x size} then.
 *
 * @param parts the samples of each split
 * @param size rows and columns of the square
 */
record CenterCrop(Dataset whole, Map<Split, List<Sample>> parts, int size) implements DatasetView {
    /**
     * Crops all images of a data set when they are read.
     *
     * @throws IllegalArgumentException when the size is below 1
     */
    static CenterCrop of(Dataset whole, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Center crop: the size is %d, expected 1 or more.", size));
        }
        Map<Split, List<Sample>> parts = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            parts.put(
                    split,
                    whole.samples(split).stream()
                            .map(sample -> cropped(sample, size))
                            .toList());
        }
        return new CenterCrop(whole, parts, size);
    }

    /** An image in its resized form, and the square in it. */
    private record Square(int height, int width, int size) {
        int resizedHeight() {
            return height <= width ? size : (int) ((long) size * height / width);
        }

        int resizedWidth() {
            return width <= height ? size : (int) ((long) size * width / height);
        }

        int top() {
            return (int) Math.rint((resizedHeight() - size) / 2.0);
        }

        int left() {
            return (int) Math.rint((resizedWidth() - size) / 2.0);
        }
    }

    private static Sample cropped(Sample sample, int size) {
        List<Box> boxes = sample.boxes().stream()
                .flatMap(box -> cropped(box, new Square(sample.height(), sample.width(), size)).stream())
                .toList();
        Optional<Supplier<Mask>> mask = sample.mask().map(source -> () -> cropped(source.get(), size));
        ImageSource image = () -> cropped(sample.image().read(), size);
        LabelSet labels = new LabelSet(
                sample.labels().present(),
                sample.labels().unknown(),
                sample.labels()
                        .located()
                        .map(located ->
                                located.stream().map(one -> cropped(one, size)).toList()));
        return new Sample(sample.id(), sample.label(), size, size, boxes, mask, image, labels);
    }

    private static Optional<Box> cropped(Box box, Square square) {
        Box resized = box.scaled(square.width(), square.height(), square.resizedWidth(), square.resizedHeight());
        int left = Math.max(0, resized.x0() - square.left());
        int top = Math.max(0, resized.y0() - square.top());
        int right = Math.min(square.size(), resized.x1() - square.left());
        int bottom = Math.min(square.size(), resized.y1() - square.top());
        return left < square.size() && top < square.size() && left <= right && top <= bottom
                ? Optional.of(new Box(left, top, right, bottom))
                : Optional.empty();
    }

    private static PixelImage cropped(PixelImage image, int size) {
        Square square = new Square(image.height(), image.width(), size);
        PixelImage resized = image.resized(square.resizedHeight(), square.resizedWidth());
        byte[] pixels = new byte[size * size * 3];
        for (int y = 0; y < size; y++) {
            int from = ((y + square.top()) * resized.width() + square.left()) * 3;
            System.arraycopy(resized.rgb(), from, pixels, y * size * 3, size * 3);
        }
        return new PixelImage(size, size, pixels);
    }

    private static Mask cropped(Mask mask, int size) {
        Square square = new Square(mask.height(), mask.width(), size);
        byte[] pixels = new byte[size * size];
        for (int y = 0; y < size; y++) {
            int row = nearest(y + square.top(), mask.height(), square.resizedHeight()) * mask.width();
            for (int x = 0; x < size; x++) {
                pixels[y * size + x] =
                        mask.pixels()[row + nearest(x + square.left(), mask.width(), square.resizedWidth())];
            }
        }
        return new Mask(size, size, pixels);
    }

    private static int nearest(int place, int source, int target) {
        return Math.min(source - 1, (int) ((long) place * source / target));
    }

    @Override
    public List<Sample> samples(Split split) {
        return parts.getOrDefault(split, List.of());
    }

    @Override
    public String fingerprint() {
        return String.format(Locale.ROOT, "%s, center crop %d", whole.fingerprint(), size);
    }
}
