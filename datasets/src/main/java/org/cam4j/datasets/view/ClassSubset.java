package org.cam4j.datasets.view;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.LabelSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;

/**
 * Some classes of a data set alone, in every split: a smaller question where there is no time for the whole.
 *
 * @param whole all classes
 * @param labels of those that are kept, in their new order
 * @param which in a few words; part of the fingerprint
 */
record ClassSubset(Dataset whole, List<Integer> labels, String which) implements DatasetView {
    public ClassSubset {
        labels = List.copyOf(labels);
    }

    /**
     * The first classes.
     *
     * @throws IllegalArgumentException when there are not so many
     */
    public static ClassSubset first(Dataset whole, int count) {
        requireCount(whole, count);
        return new ClassSubset(
                whole,
                IntStream.range(0, count).boxed().toList(),
                String.format(Locale.ROOT, "first %d classes", count));
    }

    /**
     * The classes whose boxes cover the smallest share of their training images, on average; in their old order.
     *
     * @throws IllegalArgumentException when there are not so many, or one has no boxes
     */
    public static ClassSubset smallestObjects(Dataset whole, int count) {
        requireCount(whole, count);
        List<Integer> labels = IntStream.range(0, whole.classNames().size())
                .boxed()
                .sorted(Comparator.comparingDouble(label -> share(whole, label)))
                .limit(count)
                .sorted()
                .toList();
        return new ClassSubset(whole, labels, String.format(Locale.ROOT, "%d classes of the smallest objects", count));
    }

    /**
     * Classes by their names.
     *
     * @throws IllegalArgumentException when there is no class of such a name
     */
    static ClassSubset named(Dataset whole, List<String> names) {
        List<Integer> labels = names.stream()
                .map(name -> {
                    int label = whole.classNames().indexOf(name);
                    if (label < 0) {
                        throw new IllegalArgumentException(String.format(
                                Locale.ROOT,
                                "Data set '%s' has no class '%s'; it has %s.",
                                whole.id(),
                                name,
                                whole.classNames()));
                    }
                    return label;
                })
                .toList();
        return new ClassSubset(whole, labels, "classes " + String.join(", ", names));
    }

    /** Two classes, labeled 0 and 1. */
    public static ClassSubset pair(Dataset whole, int first, int second) {
        return new ClassSubset(
                whole, List.of(first, second), String.format(Locale.ROOT, "classes %d and %d", first, second));
    }

    /** What its boxes cover of a class's training images, on average, from 0 to 1. */
    static double share(Dataset whole, int label) {
        return whole.samples(Split.TRAIN).stream()
                .filter(sample -> sample.label() == label && !sample.boxes().isEmpty())
                .mapToDouble(ClassSubset::share)
                .average()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Data set '%s': the training images of class '%s' have no boxes, by which classes of small objects are found.",
                        whole.id(),
                        whole.classNames().get(label))));
    }

    /** What the first box covers of an image, from 0 to 1. */
    static double share(Sample sample) {
        Box box = sample.boxes().get(0);
        return (double) (box.x1() - box.x0()) * (box.y1() - box.y0()) / sample.width() / sample.height();
    }

    private static void requireCount(Dataset whole, int count) {
        int classes = whole.classNames().size();
        if (count < 2 || count > classes) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Data set '%s' has %d classes; found %d asked for, expected 2 to %d.",
                    whole.id(),
                    classes,
                    count,
                    classes));
        }
    }

    @Override
    public List<String> classNames() {
        return labels.stream().map(label -> whole.classNames().get(label)).toList();
    }

    @Override
    public List<Sample> samples(Split split) {
        return whole.samples(split).stream()
                .filter(sample -> sample.labels().present().stream().anyMatch(labels::contains))
                .map(this::relabeled)
                .toList();
    }

    private Sample relabeled(Sample sample) {
        LabelSet kept = sample.labels().among(labels);
        return sample.labels().isSingle()
                ? new Sample(
                        sample.id(),
                        kept.present().get(0),
                        sample.width(),
                        sample.height(),
                        sample.boxes(),
                        sample.mask(),
                        sample.image())
                : Sample.of(sample.id(), sample.width(), sample.height(), kept, sample.image());
    }

    @Override
    public String fingerprint() {
        return String.format(Locale.ROOT, "%s, %s", whole.fingerprint(), which);
    }
}
