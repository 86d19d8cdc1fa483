package org.cam4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.LocalFileGraphSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.InvalidScoreIterationTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Trains with Deeplearning4j's early stopping and explains the best network: arguments {@code OUT-FOLDER [IMAGES]}. */
public final class EarlyStop {
    private EarlyStop() {}

    public static void main(String[] arguments) throws IOException {
        Path out = Files.createDirectories(Path.of(arguments[0]));
        Dataset data = Batches.data(arguments);
        CamModel model = Networks.named("mini")
                .head("gap")
                .size(Batches.SIZE, Batches.SIZE)
                .classes(data.classNames())
                .create();
        DataSetIterator validation = Batches.of(data, Split.VALIDATION, model, 24);
        var configuration = new EarlyStoppingConfiguration.Builder<ComputationGraph>()
                .epochTerminationConditions(
                        new MaxEpochsTerminationCondition(12), new ScoreImprovementEpochTerminationCondition(3))
                .iterationTerminationConditions(new InvalidScoreIterationTerminationCondition())
                .scoreCalculator(new DataSetLossCalculator(validation, true))
                .modelSaver(new LocalFileGraphSaver(out.toString())) // bestGraph.bin
                .build();
        EarlyStoppingResult<ComputationGraph> result = new EarlyStoppingGraphTrainer(
                        configuration, model.graph(), Batches.of(data, Split.TRAIN, model, 8))
                .fit();
        int best = result.getBestModelEpoch();
        System.out.printf(
                "stopped after %d epochs; best epoch %d, loss %.3f%n",
                result.getTotalEpochs(), best, result.getScoreVsEpoch().get(best));

        CamModel trained = model.withGraph(result.getBestModel());
        ModelFile.save(trained, out.resolve("model.zip")); // with class names and preprocessing
        DataSetIterator test = Batches.of(data, Split.TEST, model, 3);
        Maps.write(trained.graph(), "cam", test.next().getFeatures(), out);
    }
}
