package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.scoring.FolderEvaluation;
import org.cam4j.evaluation.scoring.MapFolder;
import org.cam4j.evaluation.statistics.Bootstrap;

/**
 * Evaluates score maps of any program, one {@code <id>.npy} {@code [h, w]} per image: argument {@code FOLDER}. Needs cam4j-evaluation alone: neither Deeplearning4j nor
 * ND4J.
 */
public final class EvaluateMaps {
    private EvaluateMaps() {}

    public static void main(String[] arguments) throws IOException {
        List<GroundTruth> images = List.of( // id, class, width and height of the image, boxes in its pixels
                GroundTruth.of("cat", 0, 224, 224, List.of(new Box(30, 40, 150, 200))),
                GroundTruth.of("dog", 1, 224, 224, List.of(new Box(100, 20, 200, 120))));
        MapFolder maps = new MapFolder(
                Path.of(arguments[0]), images.stream().map(GroundTruth::id).toList());
        FolderEvaluation evaluation = new FolderEvaluation(
                Normalizer.MINMAX,
                List.of(Metrics.byId("max_box_acc"), Metrics.byId("pointing_game")),
                Bootstrap.STANDARD);
        evaluation
                .run("my maps", maps, images, TrivialBaselines.all(List.of(), 1), Optional.empty(), done -> {})
                .results()
                .forEach((name, result) -> {
                    System.out.println(name + ": " + result.images() + " images, left out " + result.skipped());
                    result.metrics()
                            .forEach((key, value) -> System.out.printf(
                                    "  %s %.3f (95%% interval %.3f to %.3f)%n",
                                    key, value.value(), value.low(), value.high()));
                });
    }
}
