package org.cam4j.training.fit.stage;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.fit.result.EpochMetric;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * MaxBoxAccV2 (Choe et al., CVPR 2020) of class activation maps of the true class, on at most {@value #MOST_IMAGES} validation images with boxes, evenly spread over the
 * split.
 */
public final class BoxAccuracy {
    private static final int MOST_IMAGES = 200;
    private static final CamMethod CAM = CamMethods.byId("cam");

    private final List<Sample> samples;

    private BoxAccuracy(List<Sample> samples) {
        this.samples = samples;
    }

    /**
     * For a recipe that compares epochs by it; empty for one that does not.
     *
     * @throws IllegalArgumentException in one line, if no validation image has a box, or the network has no class activation maps
     */
    public static Optional<BoxAccuracy> of(TrainRecipe recipe, Dataset data, CamModel model) {
        boolean stops =
                recipe.get(RecipeKeys.PATIENCE) > 0 && recipe.get(RecipeKeys.STOP_METRIC) == EpochMetric.MAX_BOX_ACC;
        if (!stops && recipe.get(RecipeKeys.BEST_METRIC) != EpochMetric.MAX_BOX_ACC) {
            return Optional.empty();
        }
        if (!new MapComputer(model, List.of(CAM), 1).hasClassWeights()) {
            throw new IllegalArgumentException(
                    "Recipe: max-box-acc needs class activation maps, and the network's head has no class weights; expected another head, or another metric.");
        }
        List<Sample> boxed = data.samples(Split.VALIDATION).stream()
                .filter(sample -> !sample.boxes().isEmpty())
                .toList();
        if (boxed.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Recipe: max-box-acc needs boxes, and data set %s has none in its validation split; expected another metric.",
                    data.id()));
        }
        return Optional.of(new BoxAccuracy(Sample.spread(boxed, MOST_IMAGES)));
    }

    /** The accuracy in percent of the images that can be read. */
    public double of(CamModel model) throws IOException {
        Evaluation evaluation = new Evaluation(
                List.of(Metrics.maxBoxAcc(Boxes.Contours.ALL, ThresholdGrid.REFERENCE)), Bootstrap.NO_INTERVALS);
        new MapComputer(model, List.of(CAM), 1)
                .run(
                        samples,
                        MapComputer::groundTruth,
                        image -> image.classes()
                                .get(0)
                                .maps()
                                .values()
                                .forEach(map -> evaluation.add(EvaluatedImage.ofMap(image.sample(), map))));
        MetricValue value = evaluation.finish().metrics().get(MetricKey.MAX_BOX_ACC_V2.id());
        return Objects.requireNonNull(value, "an evaluation has the keys of its metrics")
                .value();
    }
}
