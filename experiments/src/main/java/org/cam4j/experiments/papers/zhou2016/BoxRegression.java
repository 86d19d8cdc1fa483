package org.cam4j.experiments.papers.zhou2016;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.frozen.LinearClassifier;
import org.cam4j.experiments.papers.frozen.PooledFeatures;
import org.cam4j.experiments.papers.frozen.RidgeRegression;
import org.cam4j.experiments.papers.shared.FrozenHeads;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.UserNetworks;
import org.cam4j.training.run.RunIdentity;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A regression network, global average pooling and a linear layer with squared loss on a frozen backbone: it predicts
 * the first box's area and center, measured by {@link BoxPredictions}. The linear layer is the closed solution.
 *
 * @param backbone id
 * @param weights its published weights; empty for the run's own network
 * @param size rows and columns of the input
 * @param pictures how many test images are drawn; images without a box take no part
 */
public record BoxRegression(String backbone, Optional<String> weights, int size, int pictures) implements RunTask {
    private static final List<Double> STRENGTHS = List.of(0.01, 0.1, 1.0, 10.0, 100.0);

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "box-regression")
                .with("backbone", backbone)
                .with("weights", weights.orElse(""))
                .with("size", size)
                .with("pictures", pictures);
    }

    @Override
    public List<String> weightsFiles() {
        return weights.stream().toList();
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        FrozenHeads frozen = new FrozenHeads(
                backbone,
                weights,
                size,
                List.of(new FrozenHeads.Fitted("gap", LinearClassifier.SOFTMAX, List.of())),
                List.of());
        FrozenHeads.Pooled read = frozen.pooled(context);
        PooledFeatures pooled = read.of("gap");
        PooledFeatures all = pooled.only(pooled.samples().stream()
                .filter(sample -> !sample.boxes().isEmpty())
                .map(Sample::id)
                .collect(Collectors.toSet()));
        PooledFeatures train = FrozenHeads.of(context, Split.TRAIN, all);
        PooledFeatures validation = FrozenHeads.of(context, Split.VALIDATION, all);
        PooledFeatures test = FrozenHeads.of(context, Split.TEST, all);
        RidgeRegression best =
                RidgeRegression.fit(train.values(), BoxPredictions.targets(train.samples()), STRENGTHS.get(0));
        for (double strength : STRENGTHS) {
            RidgeRegression other =
                    RidgeRegression.fit(train.values(), BoxPredictions.targets(train.samples()), strength);
            best = loss(other, validation) < loss(best, validation) ? other : best;
        }
        CamModel model = frozen.network(context, "gap");
        ComputationGraph network = network(model, best, context.seed());
        return new BoxPredictions(
                        test.samples(),
                        best.predict(test.values()),
                        BoxPredictions.mean(BoxPredictions.targets(train.samples())))
                .measure(context, network, model.preprocessing(), pictures, read.skipped());
    }

    private static double loss(RidgeRegression regression, PooledFeatures features) {
        double[][] truth = BoxPredictions.targets(features.samples());
        double[][] predicted = regression.predict(features.values());
        double loss = 0;
        for (int i = 0; i < truth.length; i++) {
            for (int t = 0; t < truth[i].length; t++) {
                loss += Math.pow(truth[i][t] - predicted[i][t], 2);
            }
        }
        return loss;
    }

    private ComputationGraph network(CamModel model, RidgeRegression regression, long seed) {
        String tap = Explainer.of(model.graph()).defaultTap();
        ComputationGraph graph = UserNetworks.withRegression(
                model.graph(), tap, regression.weights().length, BoxPredictions.TARGETS.size(), seed);
        INDArray weights = graph.getLayer(CamGraphBuilder.OUTPUT).getParam("W");
        INDArray bias = graph.getLayer(CamGraphBuilder.OUTPUT).getParam("b");
        weights.assign(Nd4j.create(regression.weights()).castTo(weights.dataType()));
        bias.assign(Nd4j.create(regression.bias()).castTo(bias.dataType()).reshape(bias.shape()));
        return graph;
    }
}
