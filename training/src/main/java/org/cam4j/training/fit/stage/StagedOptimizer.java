package org.cam4j.training.fit.stage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cam4j.layers.freeze.FrozenLayers;
import org.cam4j.training.optimizer.FlatUpdater;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/** The optimizer of a graph in one {@link Stage} after another: learning rates of backbone and head, frozen layers, and the optimizer's state. */
public final class StagedOptimizer {
    private final ComputationGraph graph;
    private final TrainRecipe recipe;
    private final Set<String> backboneLayers;
    private final Set<String> alwaysFrozen;
    private final IUpdater backbone;
    private final IUpdater head;
    private Stage stage = Stage.WHOLE;
    private FrozenLayers frozen;
    private ComputationGraphUpdater updater;
    private double decay = 1;

    /**
     * Replaces the optimizer that a graph came with, and enters {@link Stage#WHOLE}.
     *
     * @param backboneLayers the layers that learn by {@link TrainRecipe#backboneLearningRateFactor}
     * @throws IllegalArgumentException in one line, if the recipe freezes a layer that does not exist or that is an output
     */
    public StagedOptimizer(ComputationGraph graph, TrainRecipe recipe, Set<String> backboneLayers) {
        this.graph = graph;
        this.recipe = recipe;
        this.backboneLayers = Set.copyOf(backboneLayers);
        alwaysFrozen = FrozenNames.of(recipe.get(RecipeKeys.FREEZE), graph, backboneLayers);
        Optimizer optimizer = recipe.optimizer();
        Optimizer.Constants constants = recipe.optimizerConstants();
        backbone = optimizer.updater(recipe.learningRate() * recipe.backboneLearningRateFactor(), constants);
        head = optimizer.updater(recipe.learningRate(), constants);
        for (Layer layer : graph.getLayers()) {
            if (layer.conf().getLayer() instanceof BaseLayer configuration) {
                configuration.setIUpdater(backboneLayers.contains(configuration.getLayerName()) ? backbone : head);
                configuration.setBiasUpdater(null);
                configuration.setRegularization(optimizer.regularization(recipe.weightDecay()));
                configuration.setRegularizationBias(List.of());
            }
        }
        graph.initGradientsView();
        frozen = FrozenLayers.in(graph, alwaysFrozen);
        updater = newUpdater();
        graph.setUpdater(updater);
    }

    /** With a state of zeros. */
    private ComputationGraphUpdater newUpdater() {
        return new FlatUpdater(graph, frozen.names(), recipe.gradientClipping(), stage.firstStep());
    }

    /** Continues in a stage: in another one than before, with its frozen layers and a new state of the optimizer. */
    public void enter(Stage next) {
        if (next.equals(stage)) {
            return;
        }
        Set<String> layers = new HashSet<>(alwaysFrozen);
        if (next.headOnly()) {
            layers.addAll(backboneLayers);
        }
        frozen.release();
        frozen = FrozenLayers.in(graph, layers);
        stage = next;
        updater = newUpdater();
        graph.setUpdater(updater);
        count(0);
    }

    /** The optimizer of this stage. */
    public ComputationGraphUpdater updater() {
        return updater;
    }

    /** Parameter updates so far in this stage. */
    public int updates() {
        return graph.getConfiguration().getIterationCount() - stage.firstStep();
    }

    /** Continues after so many updates of this stage, which Adam's bias correction counts. */
    public void count(int updates) {
        graph.getConfiguration().setIterationCount(stage.firstStep() + updates);
    }

    /** What the learning rates are multiplied by. */
    public double decay() {
        return decay;
    }

    /** Sets what the learning rates of the following steps are multiplied by. */
    public void decay(double factor) {
        decay = factor;
    }

    /**
     * The learning rate of the head.
     *
     * @param step from 0 over the whole run
     * @param steps of the whole run
     */
    public double learningRate(long step, long steps) {
        return stage.learningRate(recipe, step, steps) * decay;
    }

    /** Sets the learning rates of a step. */
    public void setRates(long step, long steps) {
        double rate = learningRate(step, steps);
        head.setLrAndSchedule(rate, null);
        backbone.setLrAndSchedule(rate * recipe.backboneLearningRateFactor(), null);
    }
}
