package org.cam4j.experiments.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Note;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Skipped;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.ImageDecoder;
import picocli.CommandLine.Option;

/** What is explained: an image, a folder of images, or a part of a data set, whose ground truth then is drawn too. */
final class ExplainSource {
    @Option(names = "--image", paramLabel = "FILE|DIR", description = "An image, or a folder of them.")
    private Optional<Path> image = Optional.empty();

    @Option(
            names = "--dataset",
            paramLabel = "D",
            completionCandidates = Candidates.Datasets.class,
            description =
                    "Instead of --image: a data set, whose true boxes are drawn; one of: ${COMPLETION-CANDIDATES}.")
    private Optional<String> dataset = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", description = "The folder of --dataset.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--split",
            defaultValue = "test",
            paramLabel = "S",
            description = "Of --dataset: train, validation or test.")
    @SuppressWarnings("NullAway.Init") // set by picocli
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
    record Images(
            String name, List<Sample> samples, List<String> classNames, List<Skipped> skipped, List<Note> notes) {}

    Images open(long seed) throws IOException {
        if (image.isPresent() == dataset.isPresent()) {
            throw new IllegalArgumentException("Expected either --image FILE|DIR or --dataset D with --data DIR.");
        }
        if (image.isPresent()) {
            return new Images("files", samples(image.get()), List.of(), List.of(), List.of());
        }
        Dataset opened = DatasetOptions.open(dataset.get(), data, seed);
        if (opened.samples(split).isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Data set '%s' has no images in its %s split.", opened.id(), split.id()));
        }
        String name = String.format(Locale.ROOT, "%s %s %s", opened.id(), split.id(), opened.fingerprint());
        return new Images(name, opened.samples(split), opened.classNames(), opened.skipped(), opened.notes());
    }

    private static List<Sample> samples(Path image) throws IOException {
        List<Path> files;
        if (Files.isDirectory(image)) {
            try (Stream<Path> entries = Files.list(image)) {
                files = entries.filter(file ->
                                file.toString().toLowerCase(Locale.ROOT).matches("(?s).*\\.(jpe?g|png|bmp|webp|tiff?)"))
                        .sorted()
                        .toList();
            } catch (UncheckedIOException failure) {
                throw new IOException(
                        String.format(Locale.ROOT, "Cannot list %s: %s", image, failure.getMessage()), failure);
            }
        } else {
            files = List.of(image);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--image %s: found no image in it; expected at least one .jpg, .jpeg or .png file.",
                    image));
        }
        if (!Files.exists(files.get(0))) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--image %s: there is no such file or folder.", image));
        }
        return files.stream()
                .map(file -> new Sample(
                        Objects.requireNonNull(file.getFileName()).toString(),
                        0,
                        0,
                        0,
                        List.of(),
                        Optional.empty(),
                        () -> ImageDecoder.decode(file)))
                .toList();
    }
}
