package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Trains with Deeplearning4j's early stopping and explains the best network: argument {@code OUT-FOLDER}. */
public final class EarlyStop {
    private EarlyStop() {}

    public static void main(String[] arguments) throws IOException {
        var training = new ListDataSetIterator<>(ColoredSquares.draw(48, 1).asList(), 16);
        var validation = new ListDataSetIterator<>(ColoredSquares.draw(24, 2).asList(), 24);
        var configuration = new EarlyStoppingConfiguration.Builder<ComputationGraph>()
                .epochTerminationConditions(
                        new MaxEpochsTerminationCondition(10), new ScoreImprovementEpochTerminationCondition(2))
                .scoreCalculator(new DataSetLossCalculator(validation, true))
                .modelSaver(new InMemoryModelSaver<>())
                .build();
        EarlyStoppingResult<ComputationGraph> result =
                new EarlyStoppingGraphTrainer(configuration, WideNetwork.create(), training).fit();
        System.out.printf("best epoch %d, loss %.3f%n", result.getBestModelEpoch(), result.getBestModelScore());
        Maps.write(result.getBestModel(), "cam", ColoredSquares.draw(3, 3).getFeatures(), Path.of(arguments[0]));
    }
}
