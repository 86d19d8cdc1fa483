package org.cam4j.experiments.papers.zhang2022;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling;
import org.cam4j.training.run.RunIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Over how many positions WGAP's softmax spreads the weight of a network's feature maps, {@code exp(entropy)}, the mean over channels and test images: at 1 WGAP is max
 * pooling, at the number of positions it is average pooling. Method {@code wgap}, keys {@code effective_positions}, {@code collapsed_channels} (percent of the
 * channels below 2) and {@code positions}.
 *
 * @param images taken at equal distances over the test split
 * @param layer whose maps are pooled; empty for the network's last wide map
 */
public record EffectivePositions(int images, Optional<String> layer) implements RunTask {
    /** The method's name in a {@link MetricRef}. */
    public static final String METHOD = "wgap";

    private static final double COLLAPSED = 2;

    /** Of one image: its mean over channels, and the share of channels below {@link #COLLAPSED}. */
    private record Spread(double mean, double collapsed, double positions) {}

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "effective-positions")
                .with("images", images)
                .with("temperature", 1)
                .withOptional("layer", layer);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        Explainer explainer = Explainer.of(context.model().graph());
        String tap = layer.orElse(explainer.defaultTap());
        List<Sample> samples = Sample.spread(context.data().samples(Split.TEST), images);
        List<Spread> spreads = new ArrayList<>();
        List<Skipped> skipped = context.forEach("positions", samples, batch -> {
            Explanation explanation = explainer.explain(
                    batch.images(), ClassSelection.same(0), List.of(tap), EnumSet.of(Signal.ACTIVATIONS));
            for (int image = 0; image < batch.samples().size(); image++) {
                spreads.add(spread(explanation.reading(image, 0, tap).activations()));
            }
        });
        Map<String, MetricValue> values = new LinkedHashMap<>();
        values.put("effective_positions", mean(spreads, Spread::mean));
        values.put("collapsed_channels", mean(spreads, spread -> 100 * spread.collapsed()));
        values.put("positions", mean(spreads, Spread::positions));
        return new RunOutput(Map.of(), skipped, Map.of()).with(METHOD, values);
    }

    private static Spread spread(INDArray activations) {
        INDArray maps =
                activations.reshape(1, activations.size(0), activations.size(1), activations.size(2)); // [1, C, h, w]
        double[] positions = WeightedGlobalAveragePooling.effectivePositions(maps, 1)
                .reshape(activations.size(0))
                .toDoubleVector(); // [C]
        long few = Arrays.stream(positions).filter(count -> count < COLLAPSED).count();
        return new Spread(
                Arrays.stream(positions).average().orElse(0),
                few / (double) positions.length,
                activations.size(1) * activations.size(2));
    }

    private static MetricValue mean(List<Spread> spreads, ToDoubleFunction<Spread> value) {
        Bootstrap.Interval interval =
                Bootstrap.STANDARD.mean(spreads.stream().mapToDouble(value).toArray());
        return new MetricValue(interval.value(), interval.low(), interval.high(), ThresholdSource.NOTHING);
    }
}
