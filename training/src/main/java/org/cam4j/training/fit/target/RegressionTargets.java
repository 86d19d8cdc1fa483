package org.cam4j.training.fit.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.TargetTable;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.statistics.RegressionErrors;

/**
 * The numbers that a regression network learns of an image.
 *
 * @param id tells runs with other targets apart
 * @param names one for each number, in the order of the network's outputs
 * @param values the numbers of an image; unless they are standardized of a size near 1, since the loss is their squared error
 * @param isStandardized whether they are learned minus their mean over the training images, divided by their standard deviation there; the network that training saves puts
 *     them out in their own units all the same
 */
public record RegressionTargets(
        String id, List<String> names, Function<Sample, float[]> values, boolean isStandardized) {
    private static final int MOST_NAMED = 3;

    public RegressionTargets {
        names = List.copyOf(names);
    }

    /** Numbers that are learned as they are. */
    public RegressionTargets(String id, List<String> names, Function<Sample, float[]> values) {
        this(id, names, values, false);
    }

    /** The same numbers, learned at mean 0 and standard deviation 1. */
    public RegressionTargets standardized() {
        return new RegressionTargets(isStandardized ? id : id + ", standardized", names, values, true);
    }

    /**
     * The numbers of a table, standardized.
     *
     * @throws IllegalArgumentException that names the first images to learn from or to validate on which have no line
     */
    public static RegressionTargets of(TargetTable table, Dataset data) {
        List<String> missing = Stream.of(Split.TRAIN, Split.VALIDATION)
                .flatMap(split -> data.samples(split).stream())
                .map(Sample::id)
                .filter(id -> table.of(id).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d of the images to train and validate on have no line in the table of targets, which has %d: %s%s. "
                            + "Expected the path from the data set's folder in the column 'file', as in '%s'.",
                    missing.size(),
                    table.byId().size(),
                    String.join(", ", missing.subList(0, Math.min(MOST_NAMED, missing.size()))),
                    missing.size() > MOST_NAMED ? ", ..." : "",
                    missing.get(0)));
        }
        return new RegressionTargets("table " + table.fingerprint(), table.names(), sample -> floats(table, sample))
                .standardized();
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

    /**
     * The errors of a prediction that is the same for every image, the mean of the training images; one for each target.
     *
     * @return empty without training images
     */
    public List<RegressionErrors> errorsOfMean(List<Sample> training, List<Sample> measured) {
        List<RegressionErrors> errors = new ArrayList<>();
        for (int k = 0; k < names.size() && !training.isEmpty(); k++) {
            int target = k;
            double mean = training.stream()
                    .mapToDouble(sample -> checked(sample, names.size())[target])
                    .average()
                    .orElseThrow();
            RegressionErrors ofTarget = new RegressionErrors();
            measured.forEach(sample -> ofTarget.add(checked(sample, names.size())[target], mean));
            errors.add(ofTarget);
        }
        return errors;
    }

    private static float[] floats(TargetTable table, Sample sample) {
        double[] numbers = table.of(sample.id())
                .orElseThrow(() -> new IllegalArgumentException(
                        String.format(Locale.ROOT, "Image %s has no line in the table of targets.", sample.id())));
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    /**
     * The numbers of an image, in their own units.
     *
     * @param outputs how many there must be
     * @throws IllegalArgumentException if there are not, or the image has none
     */
    public float[] checked(Sample sample, int outputs) {
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
