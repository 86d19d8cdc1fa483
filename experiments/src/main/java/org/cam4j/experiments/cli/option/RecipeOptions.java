package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.experiments.boxes.BoxEvaluation;
import org.cam4j.experiments.boxes.BoxFinder;
import org.cam4j.experiments.boxes.Consensus;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import picocli.CommandLine.Option;

/** A way from the image to one box that may read several networks. */
public final class RecipeOptions {
    enum Recipe {
        consensus
    }

    private static final String CHOSEN_ON = "the even half of 800 ILSVRC validation images: report on others";

    @Option(
            names = "--recipe",
            paramLabel = "R",
            description = {
                "Also evaluate a training-free recipe that predicts one box per image; one of: ${COMPLETION-CANDIDATES}.",
                "consensus: CAM projected onto an earlier layer's maps, summed over networks, Otsu's threshold."
            })
    public Optional<Recipe> recipe = Optional.empty();

    @Option(
            names = "--also",
            paramLabel = "N",
            description = {
                "Another network with the same classes for --recipe: BACKBONE=WEIGHTS or PATH. Can be repeated."
            })
    List<String> also = new ArrayList<>();

    /** The recipe on the first network and the others, if one was asked for. */
    public Optional<BoxFinder> load(CamModel first, List<String> classNames, PrintWriter notes) throws IOException {
        if (recipe.isEmpty() && !also.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--also %s is for a recipe: add --recipe consensus.", also.get(0)));
        }
        if (recipe.isEmpty()) {
            return Optional.empty();
        }
        List<CamModel> models = new ArrayList<>(List.of(first));
        for (String network : also) {
            CamModel model = read(network);
            ModelOptions.printNote(model, notes);
            if (model.classNames().size() != classNames.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "--also %s: the network knows %d classes, expected the data set's %d.",
                        network,
                        model.classNames().size(),
                        classNames.size()));
            }
            models.add(model);
        }
        return Optional.of(new Consensus(models));
    }

    private static CamModel read(String network) throws IOException {
        int equals = network.indexOf('=');
        Path file = Path.of(network.substring(equals + 1));
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--also %s: there is no file %s; expected BACKBONE=WEIGHTS or the PATH of a model.",
                    network,
                    file));
        }
        return Networks.create(
                equals > 0
                        ? NetworkSpec.of(network.substring(0, equals), Heads.ORIGINAL, List.of())
                                .weights(file)
                        : ModelOptions.ofFile(file));
    }

    /** For the record of the run. */
    public Map<String, Object> record() {
        Map<String, Object> record = new LinkedHashMap<>();
        recipe.ifPresent(id -> {
            record.put("id", id.name());
            record.put("constantsChosenOn", CHOSEN_ON);
        });
        record.put("also", also);
        return record;
    }

    /** A line on what one image costs. */
    public static String cost(BoxFinder finder, BoxEvaluation.Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%s: %d forward passes and %.0f ms per image (%s). Its box has no threshold, so all columns measure the same box. "
                        + "Constants were selected on " + CHOSEN_ON + ".",
                finder.id(),
                finder.forwardPasses(),
                outcome.millisecondsPerImage(),
                finder.description());
    }
}
