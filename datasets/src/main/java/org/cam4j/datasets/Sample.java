package org.cam4j.datasets;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;

/**
 * One image of a data set with its ground truth.
 *
 * @param id unique within the data set; relative file path with {@code /} where there is a file
 * @param label index of the class, from 0; of an image with several labels the first, and -1 of an image with none
 * @param width columns of the image in whose pixels the boxes are given; 0 where there are no boxes and the size was not read
 * @param height rows of that image
 * @param boxes ground-truth boxes of the label's class; empty where there are none
 * @param mask the mask of the label's class, where there is one
 * @param image the pixels, possibly in another size than {@code width x height}
 * @param labels all classes that the image shows
 */
public record Sample(
        String id,
        int label,
        int width,
        int height,
        List<Box> boxes,
        Optional<Supplier<Mask>> mask,
        ImageSource image,
        LabelSet labels)
        implements GroundTruth {
    /** The label of an image that shows none of the classes. */
    public static final int NO_LABEL = -1;

    public Sample {
        boxes = List.copyOf(boxes);
    }

    /** An image with one label. */
    public Sample(
            String id,
            int label,
            int width,
            int height,
            List<Box> boxes,
            Optional<Supplier<Mask>> mask,
            ImageSource image) {
        this(id, label, width, height, boxes, mask, image, LabelSet.of(label));
    }

    /** An image with several labels, one or none; its boxes and mask are those of its first label. */
    public static Sample of(String id, int width, int height, LabelSet labels, ImageSource image) {
        int first = labels.present().isEmpty() ? NO_LABEL : labels.present().get(0);
        Optional<Sample> located = labels.located().stream()
                .flatMap(List::stream)
                .filter(one -> one.label() == first)
                .findFirst();
        return new Sample(
                id,
                first,
                width,
                height,
                located.map(Sample::boxes).orElse(List.of()),
                located.flatMap(Sample::mask),
                image,
                labels);
    }

    /** The image once for each class whose map is measured on it, with the boxes and the mask of that class; itself in a data set of one label per image. */
    public List<Sample> ofEachClass() {
        return labels.located().orElse(List.of(this));
    }

    /** The same image of one class under another label. */
    Sample relabeled(int newLabel) {
        return new Sample(id, newLabel, width, height, boxes, mask, image);
    }

    /** So many of the samples at equal distances, all of them where there are no more; data sets list their images class by class. */
    public static List<Sample> spread(List<Sample> samples, int count) {
        int most = Math.min(count, samples.size());
        return IntStream.range(0, most)
                .mapToObj(i -> samples.get((int) ((long) i * samples.size() / most)))
                .toList();
    }
}
