package org.cam4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
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
        assertThat(distance(
                        ours.getUpdater().getStateViewArray(),
                        theirs.getUpdater().getStateViewArray()))
                .isLessThan(1e-6);
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
