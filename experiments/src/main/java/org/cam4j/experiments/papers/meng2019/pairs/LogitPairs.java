package org.cam4j.experiments.papers.meng2019.pairs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.training.run.RunIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * No training: what tells two classes apart is the difference of their logits in the run's own network of all classes. Similarities are those of the training images,
 * where there are none those of the
 * test images, whose labels then are looked at, but not their boxes and masks.
 */
public record LogitPairs() implements PairSource {
    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "logits");
    }

    @Override
    public Prepared prepare(RunContext context, List<Sample> measured, BlockTaps taps) throws IOException {
        List<Sample> training = context.data().samples(Split.TRAIN);
        List<Sample> samples = training.isEmpty() ? context.data().samples(Split.TEST) : training;
        List<Integer> labels = new ArrayList<>();
        List<float[]> probabilities = new ArrayList<>();
        List<Skipped> skipped = context.forEach("similarities", samples, batch -> {
            INDArray output = context.model().graph().outputSingle(batch.images()); // [N, K]
            probabilities.addAll(List.of(output.toFloatMatrix()));
            batch.samples().forEach(sample -> labels.add(sample.label()));
        });
        SimilarityMatrix matrix = SimilarityMatrix.of(
                context.data().classNames(),
                labels.stream().mapToInt(Integer::intValue).toArray(),
                probabilities.toArray(float[][]::new));
        PairSource.Maps maps = (images, methods, others, sink) -> new PairMaps(
                        context.model(), methods, taps, PairMaps.Scores.differences(), context.threads())
                .run(images, others, sink);
        return new Prepared(matrix, maps, Map::of, skipped);
    }
}
