package org.cam4j.training.fit;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;

/**
 * The numbers that a regression network learns of an image.
 *
 * @param id tells runs with other targets apart
 * @param names one for each number, in the order of the network's outputs
 * @param values the numbers of an image; of a size near 1, since the loss is their squared error
 */
public record RegressionTargets(String id, List<String> names, Function<Sample, float[]> values) {
    public RegressionTargets {
        names = List.copyOf(names);
    }

    /**
     * Area and center of an image's first ground-truth box as parts of the image's, 0 to 1. Mirrored or shifted images have other centers: train without flip and crop.
     */
    public static RegressionTargets firstBox() {
        return new RegressionTargets("first box", List.of("area", "center x", "center y"), sample -> {
            if (sample.boxes().isEmpty()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Image %s has no box; a regression of boxes needs one for every image.",
                        sample.id()));
            }
            Box box = sample.boxes().get(0);
            double width = (box.x1() + 1.0 - box.x0()) / sample.width();
            double height = (box.y1() + 1.0 - box.y0()) / sample.height();
            return new float[] {
                (float) (width * height),
                (float) ((double) box.x0() / sample.width() + width / 2),
                (float) ((double) box.y0() / sample.height() + height / 2)
            };
        });
    }

    /** The numbers of an image, of which there must be one for every output. */
    float[] checked(Sample sample, int outputs) {
        float[] found = values.apply(sample);
        if (found.length != outputs) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Targets '%s' of image %s: found %d numbers, expected one for each of the network's %d outputs.",
                    id,
                    sample.id(),
                    found.length,
                    outputs));
        }
        return found;
    }
}
