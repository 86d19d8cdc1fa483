package org.cam4j.experiments.papers.zhou2016;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Receptive fields as they are, not as the layers allow: a patch of the image's mean moves over the image that a unit fires most on, in steps of half its side; where
 * the unit changes by more than half of the largest change, it sees (Zhou et al., "Object Detectors Emerge in Deep Scene CNNs", ICLR 2015, section 3.2).
 *
 * <p>Differs: the mean of the unit's map is followed, not its maximum. A ReLU6 holds the maximum at its ceiling in many places at once, where no patch changes it.
 */
final class UnitField {
    /** Side of the field in percent of the image's side. */
    static final String SIDE = "side";

    private static final double HALF = 0.5;

    private UnitField() {}

    /** A unit and the image that it fires most on. */
    record Case(Sample sample, int unit) {}

    /**
     * Measures fields.
     *
     * @param parts how often the patch fits into the image's side
     * @return the mean over the cases under {@link #SIDE}: the side of the square of the field's area
     */
    static Comparison.Run measure(RunContext context, Explainer explainer, List<Case> cases, int parts)
            throws IOException {
        double[] sides = new double[cases.size()];
        try (Progress.Task progress = context.progress().task("occlusion", "units", cases.size())) {
            for (int i = 0; i < sides.length; i++) {
                INDArray image = context.model()
                        .preprocessing()
                        .apply(cases.get(i).sample().image().read()); // [3, H, W]
                sides[i] = side(explainer, image, cases.get(i).unit(), parts);
                progress.to(i + 1);
            }
        }
        Bootstrap.Interval interval = Bootstrap.STANDARD.mean(
                Arrays.stream(sides).map(side -> 100 * side).toArray());
        MetricValue value = new MetricValue(interval.value(), interval.low(), interval.high(), ThresholdSource.NOTHING);
        return new Comparison.Run(Map.of(SIDE, value), Map.of(), Set.of());
    }

    private static double side(Explainer explainer, INDArray image, int unit, int parts) {
        long height = image.size(1);
        long width = image.size(2);
        int steps = 2 * parts - 1;
        double whole = responses(explainer, Nd4j.expandDims(image, 0), unit)[0];
        double[] changes = new double[steps * steps];
        double largest = 0;
        for (int row = 0; row < steps; row++) {
            INDArray occluded = Nd4j.repeat(Nd4j.expandDims(image, 0), steps)
                    .reshape(steps, image.size(0), height, width)
                    .dup('c');
            for (int column = 0; column < steps; column++) {
                occluded.get(
                                NDArrayIndex.point(column),
                                NDArrayIndex.all(),
                                NDArrayIndex.interval(row * height / (2 * parts), (row + 2) * height / (2 * parts)),
                                NDArrayIndex.interval(column * width / (2 * parts), (column + 2) * width / (2 * parts)))
                        .assign(0); // the mean, since images are normalized
            }
            double[] responses = responses(explainer, occluded, unit);
            for (int column = 0; column < steps; column++) {
                double change = Math.abs(whole - responses[column]);
                changes[row * steps + column] = change;
                largest = Math.max(largest, change);
            }
        }
        int seen = 0;
        for (double change : changes) {
            seen += change > HALF * largest ? 1 : 0;
        }
        return Math.sqrt((double) seen / changes.length);
    }

    private static double[] responses(Explainer explainer, INDArray images, int unit) {
        Explanation explanation = explainer.explain(images, ClassSelection.same(0), EnumSet.of(Signal.ACTIVATIONS));
        double[] responses = new double[explanation.images()];
        for (int i = 0; i < responses.length; i++) {
            responses[i] = explanation
                    .reading(i, 0, explainer.defaultTap())
                    .activations()
                    .slice(unit)
                    .meanNumber()
                    .doubleValue();
        }
        return responses;
    }
}
