package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Skipped;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is explained: images, folders of images, or a part of a data set, whose ground truth is drawn too. */
public final class ExplainSource {
    @Parameters(paramLabel = "FILE|DIR", arity = "0..*", description = "Images, folders or patterns, as with --image.")
    private List<String> positional = new ArrayList<>();

    @Option(
            names = "--image",
            paramLabel = "FILE|DIR",
            arity = "1..*",
            description = {
                "Images (JPEG or PNG), folders of them, or patterns in quotes such as 'photos/*.jpg'.",
                "Photos are rotated by their EXIF orientation."
            })
    private List<String> images = new ArrayList<>();

    @Option(
            names = "--dataset",
            paramLabel = "D",
            completionCandidates = Candidates.Datasets.class,
            description = {
                "Explain a split of this data set instead of --image, and draw its ground-truth boxes.",
                "Images are read as stored: their EXIF orientation is ignored.",
                "One of: ${COMPLETION-CANDIDATES}."
            })
    private Optional<String> dataset = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of --dataset.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--split",
            defaultValue = "test",
            paramLabel = "S",
            description = "Split of --dataset: train, validation or test. Default: ${DEFAULT-VALUE}.")
    private Split split;

    /**
     * The images.
     *
     * @param name for the run's spec
     * @param samples in a fixed order
     * @param classNames of a data set; else empty
     * @param skipped entries of a data set that are left out
     * @param notes what was changed or guessed in a data set
     */
    public record Images(
            String name,
            List<Sample> samples,
            List<String> classNames,
            List<Skipped> skipped,
            List<Dataset.Note> notes) {}

    public Images open(long seed) throws IOException {
        List<String> named = Stream.concat(positional.stream(), images.stream()).toList();
        if (named.isEmpty() == dataset.isEmpty()) {
            throw new IllegalArgumentException("Expected either --image FILE|DIR or --dataset D with --data DIR.");
        }
        if (dataset.isEmpty()) {
            return photos(ImagePaths.files(named));
        }
        Dataset opened = DatasetOptions.open(dataset.get(), data, seed);
        if (opened.samples(split).isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Data set '%s' has no images in its %s split.", opened.id(), split.id()));
        }
        String name = String.format(Locale.ROOT, "%s %s %s", opened.id(), split.id(), opened.fingerprint());
        return new Images(name, opened.samples(split), opened.classNames(), opened.skipped(), opened.notes());
    }

    /** A run is resumed on files of the same folders only: another folder may hold other images of the same names. */
    private static Images photos(List<Path> files) {
        Map<Path, String> ids = ImagePaths.ids(files);
        List<Sample> samples = ids.entrySet().stream()
                .map(image -> new Sample(
                        image.getValue(),
                        0,
                        0,
                        0,
                        List.of(),
                        Optional.empty(),
                        () -> ImageDecoder.decodeUpright(image.getKey())))
                .toList();
        String folders = String.join(
                ", ",
                files.stream()
                        .map(file -> String.valueOf(file.getParent()))
                        .distinct()
                        .sorted()
                        .toList());
        return new Images("files of " + folders, samples, List.of(), List.of(), List.of());
    }
}
