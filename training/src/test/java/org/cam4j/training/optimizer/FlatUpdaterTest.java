package org.cam4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cam4j.layers.freeze.FrozenLayers;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class FlatUpdaterTest {
    static Stream<Arguments> optimizers() {
        return Stream.of(
                Arguments.of(new Nesterovs(0.01, 0.9), List.of(), true),
                Arguments.of(new Nesterovs(0.01, 0.9), List.of(new L2Regularization(5e-4)), true),
                Arguments.of(new Adam(0.002), List.of(), true),
                Arguments.of(new Adam(0.002), List.of(new WeightDecay(0.05, true)), true),
                Arguments.of(new Adam(0.002), List.of(new WeightDecay(0.001, false)), true),
                Arguments.of(new Adam(0.002, 0.8, 0.99, 1e-4), List.of(), true),
                Arguments.of(new Nesterovs(0.01, 0.5), List.of(), true),
                Arguments.of(new Sgd(0.1), List.of(), true),
                Arguments.of(new Sgd(0.1), List.of(new L2Regularization(5e-4)), true),
                Arguments.of(new RmsProp(0.001), List.of(), false), // left to the superclass
                Arguments.of(new Nesterovs(0.01, 0.9), List.of(new L1Regularization(1e-4)), false),
                Arguments.of(
                        new Nesterovs(0.01, 0.9),
                        List.of(new L2Regularization(new StepSchedule(ScheduleType.ITERATION, 5e-2, 0.5, 1))),
                        false));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void stepsAndStatesAreThoseOfDeeplearning4j(IUpdater updater, List<Regularization> penalties, boolean fast)
            throws Exception {
        ComputationGraph theirs = network(updater, penalties);
        ComputationGraph ours = network(updater, penalties);
        theirs.setUpdater(new ComputationGraphUpdater(theirs));
        FlatUpdater flat = new FlatUpdater(ours);
        assertThat(flat.isFast()).isEqualTo(fast);
        ours.setUpdater(flat);
        INDArray begin = ours.params().dup();
        Nd4j.getRandom().setSeed(3);
        for (int step = 0; step < 3; step++) {
            INDArray[] images = {Nd4j.rand(DataType.FLOAT, 4, 3, 32, 32)};
            INDArray[] labels = {Nd4j.eye(5).castTo(DataType.FLOAT).getRows(0, 1, 2, 4)};
            ours.setParams(theirs.params());
            theirs.fit(images, labels);
            ours.fit(images, labels);
        }
        assertThat(distance(ours.params(), begin)).isGreaterThan(1e-3);
        assertThat(distance(ours.params(), theirs.params())).isLessThan(1e-6);
        INDArray states = theirs.getUpdater().getStateViewArray();
        if (states != null) {
            assertThat(distance(ours.getUpdater().getStateViewArray(), states)).isLessThan(1e-6);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0", "0, 0.003", "0.5, 0.003", "1000, 1000"})
    void clippedStepsAreThoseOfClippedGradients(double norm, double value) throws Exception {
        ComputationGraph plain = network(new Sgd(1), List.of(new L2Regularization(0.01)));
        ComputationGraph clipped = network(new Sgd(1), List.of(new L2Regularization(0.01)));
        plain.setUpdater(new FlatUpdater(plain));
        clipped.setUpdater(new FlatUpdater(clipped, Set.of(), new GradientClipping(norm, value), 0));
        Nd4j.getRandom().setSeed(3);
        INDArray[] images = {Nd4j.rand(DataType.FLOAT, 4, 3, 32, 32)};
        INDArray[] labels = {Nd4j.eye(5).castTo(DataType.FLOAT).getRows(0, 1, 2, 4)};
        Map<String, INDArray> before = copy(plain.paramTable());
        plain.fit(images, labels);
        clipped.fit(images, labels);

        Map<String, INDArray> gradients = new TreeMap<>(); // what was subtracted, without the penalty
        double squares = 0;
        for (String name : before.keySet()) {
            INDArray step = before.get(name).sub(plain.getParam(name));
            INDArray gradient = isPunished(name) ? step.sub(before.get(name).mul(0.01)) : step;
            gradients.put(name, gradient);
            squares += isStatistic(name) ? 0 : Math.pow(gradient.norm2Number().doubleValue(), 2);
        }
        double scale = norm == 0 ? 1 : Math.min(1, norm / (Math.sqrt(squares) + 1e-6));
        for (Map.Entry<String, INDArray> start : before.entrySet()) {
            String name = start.getKey();
            INDArray gradient = Objects.requireNonNull(gradients.get(name), name);
            if (!isStatistic(name)) {
                gradient = gradient.mul(scale);
                gradient = value == 0 ? gradient : Transforms.max(Transforms.min(gradient, value), -value);
            }
            INDArray step = isPunished(name) ? gradient.add(start.getValue().mul(0.01)) : gradient;
            assertThat(distance(start.getValue().sub(step), clipped.getParam(name)))
                    .as(name)
                    .isLessThan(2e-6);
        }
        assertThat(distance(plain.params(), clipped.params()) > 1e-4).isEqualTo(norm < 1000);
    }

    @Test
    void whatTheFastPassDoesNotKnowIsNotClipped() throws Exception {
        ComputationGraph graph = network(new RmsProp(0.001), List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlatUpdater(graph, Set.of(), new GradientClipping(1, 0), 0))
                .withMessageContaining("nor its gradients clipped");
    }

    @Test
    void frozenParametersHaveNoPenaltyAndAdamCountsFromItsBegin() throws Exception {
        ComputationGraph late = network(new Adam(0.002), List.of(new WeightDecay(0.05, true)));
        ComputationGraph fresh = network(new Adam(0.002), List.of(new WeightDecay(0.05, true)));
        String first = late.getLayers()[0].conf().getLayer().getLayerName();
        late.setUpdater(new FlatUpdater(late, Set.of(first), GradientClipping.NONE, 500));
        fresh.setUpdater(new FlatUpdater(fresh, Set.of(first), GradientClipping.NONE, 0));
        late.getConfiguration().setIterationCount(500);
        INDArray before = late.getLayer(0).params().dup();
        INDArray[] images = {Nd4j.rand(DataType.FLOAT, 4, 3, 32, 32)};
        INDArray[] labels = {Nd4j.eye(5).castTo(DataType.FLOAT).getRows(0, 1, 2, 4)};
        FrozenLayers.in(late, Set.of(first));
        FrozenLayers.in(fresh, Set.of(first));
        late.fit(images, labels);
        fresh.fit(images, labels);

        assertThat(late.getLayer(0).params()).isEqualTo(before);
        assertThat(late.params()).isEqualTo(fresh.params());
    }

    private static Map<String, INDArray> copy(Map<String, INDArray> parameters) {
        Map<String, INDArray> copy = new TreeMap<>();
        parameters.forEach((name, values) -> copy.put(name, values.dup()));
        return copy;
    }

    private static boolean isStatistic(String name) {
        return name.endsWith("_mean") || name.endsWith("_var");
    }

    private static boolean isPunished(String name) {
        return name.endsWith("_W");
    }

    @Test
    void aLayerWhoseMeanGradientIsTheStepIsLeftToTheSuperclass() throws Exception {
        ComputationGraph graph = network(new Nesterovs(0.01, 0.9), List.of());
        BaseLayer last = (BaseLayer) graph.getOutputLayer(0).conf().getLayer();
        last.setIUpdater(new NoOp());
        assertThat(new FlatUpdater(graph).isFast()).isFalse();
    }

    private static double distance(INDArray first, INDArray second) {
        return first.sub(second).normmaxNumber().doubleValue();
    }

    private static ComputationGraph network(IUpdater updater, List<Regularization> penalties) throws Exception {
        ComputationGraph graph = Networks.create(NetworkSpec.of("mini", "gap", List.of("a", "b", "c", "d", "e"))
                        .size(32, 32))
                .graph();
        for (Layer layer : graph.getLayers()) {
            if (layer.conf().getLayer() instanceof BaseLayer configuration) {
                configuration.setIUpdater(updater.clone());
                configuration.setRegularization(penalties);
            }
        }
        graph.initGradientsView();
        return graph;
    }
}
