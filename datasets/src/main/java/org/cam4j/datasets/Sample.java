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
 * @param label index of the class, from 0
 * @param width columns of the image in whose pixels the boxes are given; 0 where there are no boxes and the size was not read
 * @param height rows of that image
 * @param boxes ground-truth boxes of the label's class; empty where there are none
 * @param mask the mask of the label's class, where there is one
 * @param image the pixels, possibly in another size than {@code width x height}
 */
public record Sample(
        String id, int label, int width, int height, List<Box> boxes, Optional<Supplier<Mask>> mask, ImageSource image)
        implements GroundTruth {
    public Sample {
        boxes = List.copyOf(boxes);
    }

    /** So many of the samples at equal distances, all of them where there are no more; data sets list their images class by class. */
    public static List<Sample> spread(List<Sample> samples, int count) {
        int most = Math.min(count, samples.size());
        return IntStream.range(0, most)
                .mapToObj(i -> samples.get((int) ((long) i * samples.size() / most)))
                .toList();
    }
}
