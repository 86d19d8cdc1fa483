package org.cam4j.experiments.cli.option.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.format.TargetTable;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import picocli.CommandLine.Option;

/** The numbers that a regression learns. */
public final class TargetOptions {
    @Option(
            names = "--targets",
            paramLabel = "FILE",
            description = {
                "CSV file with the numbers of a regression: columns file,NAME,NAME,... and one line per image; "
                        + "'file' is the path from the data set's folder.",
                "Default: area and center of each image's first box."
            })
    private Optional<Path> file = Optional.empty();

    /** What a network with this output learns: nothing where it learns classes. */
    public Optional<RegressionTargets> learned(boolean regression, Dataset dataset) throws IOException {
        if (!regression && file.isPresent()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--targets %s: add --output regression.", file.get()));
        }
        if (!regression) {
            return Optional.empty();
        }
        return Optional.of(
                file.isPresent() ? RegressionTargets.of(read(file.get()), dataset) : RegressionTargets.firstBox());
    }

    /**
     * What the outputs of a network are compared with; empty where nothing is known.
     *
     * @param images that are measured
     */
    public Optional<RegressionTargets> measured(CamModel model, Dataset dataset, List<Sample> images)
            throws IOException {
        boolean regression = model.outputKind() == OutputKind.REGRESSION;
        if (!regression || file.isPresent()) {
            Optional<RegressionTargets> table = learned(regression, dataset);
            table.ifPresent(targets -> requireSame(targets, model));
            return table;
        }
        RegressionTargets boxes = RegressionTargets.firstBox();
        boolean known = boxes.names().equals(model.classNames())
                && images.stream().noneMatch(image -> image.boxes().isEmpty());
        return known ? Optional.of(boxes) : Optional.empty();
    }

    private void requireSame(RegressionTargets targets, CamModel model) {
        if (!targets.names().equals(model.classNames())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--targets %s: its columns are %s, but the network puts out %s; expected the same in the same order.",
                    file.orElseThrow(),
                    targets.names(),
                    model.classNames()));
        }
    }

    private static TargetTable read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--targets %s: there is no such file.", file));
        }
        return TargetTable.read(file);
    }
}
