package org.cam4j.experiments.boxes;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;

/** Measures the boxes of a {@link BoxFinder} and what they cost. */
public final class BoxEvaluation {
    private BoxEvaluation() {}

    /**
     * What came out.
     *
     * @param result as of any method; every threshold's key has the same value, since a box has no threshold
     * @param millisecondsPerImage from the pixels to the box, without decoding
     */
    public record Outcome(Evaluation.Result result, double millisecondsPerImage) {}

    /**
     * Finds a box in every sample.
     *
     * @param metrics that need nothing but the images, by the protocol of the results that stand beside it
     * @param progress receives the number of finished samples
     */
    public static Outcome run(
            BoxFinder finder, List<Sample> samples, List<Metric> metrics, Bootstrap bootstrap, LongConsumer progress) {
        Evaluation evaluation = new Evaluation(metrics, bootstrap);
        long nanoseconds = 0;
        int found = 0;
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            PixelImage image;
            try {
                image = sample.image().read();
            } catch (IOException failure) {
                evaluation.skip(new Skipped(sample.id(), String.valueOf(failure.getMessage())));
                progress.accept(i + 1);
                continue;
            }
            long before = System.nanoTime();
            BoxFinder.Found one = finder.find(sample, image);
            nanoseconds += System.nanoTime() - before;
            found++;
            evaluation.add(EvaluatedImage.ofBox(sample, one.box()).withScores(one.probabilities()));
            progress.accept(i + 1);
        }
        return new Outcome(evaluation.finish(), nanoseconds / 1e6 / Math.max(1, found));
    }
}
