package org.cam4j.training.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.statistics.LabelScores;
import org.cam4j.training.fit.batch.BatchSettings;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.stage.Stage;
import org.cam4j.training.fit.stage.StagedOptimizer;
import org.cam4j.training.fit.target.StepTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.batch.BatchMixing;
import org.cam4j.training.internal.batch.ClassWeights;
import org.cam4j.training.internal.batch.WeightedLoss;
import org.cam4j.training.internal.batch.WeightedTargets;
import org.cam4j.training.internal.check.NonFiniteGuard;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.TrainingGraph;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A copy of a network that takes steps by a recipe. It replaces the optimizer that the network came with, sets the learning rates of backbone and head before every step, and
 * seeds every step's draws (dropout) from the recipe's seed and the step's number, so that only parameters and optimizer state carry over from step to step.
 */
final class TrainStep {
    /** Distinguish draws of a step. */
    private static final int METHOD = -2;

    private static final int MIXING = -3;

    private final TrainingGraph training;
    private final ComputationGraph graph;
    private final @Nullable ComputationGraph used;
    private final TrainRecipe recipe;
    private final OutputKind kind;
    private final StepTargets stepTargets;
    private final BatchMixing mixing;
    private final ClassWeights classWeights;
    private final boolean weighted;
    private final StagedOptimizer optimizer;
    private final OutputProbe probe = new OutputProbe();
    private final NonFiniteGuard guard = new NonFiniteGuard();
    private boolean outdated = true;
    private float[] gradient = {};
    private @Nullable GradientOnly gradientOnly;

    /** Without weights of the classes. */
    TrainStep(CamModel network, TrainRecipe recipe, Set<String> backboneLayers, StepTargets targets) {
        this(network, recipe, backboneLayers, targets, ClassWeights.NONE);
    }

    /**
     * Copies the network.
     *
     * @param backboneLayers the layers that learn by {@link TrainRecipe#backboneLearningRateFactor}
     * @param targets what the network learns
     */
    TrainStep(
            CamModel network,
            TrainRecipe recipe,
            Set<String> backboneLayers,
            StepTargets targets,
            ClassWeights classWeights) {
        stepTargets = targets;
        this.classWeights = classWeights;
        mixing = new BatchSettings(recipe, network).mixing();
        kind = network.outputKind();
        training = recipe.wsol().training(network, recipe.seed());
        graph = training.graph();
        weighted = !classWeights.isNone() || kind == OutputKind.MULTI_LABEL; // of which some labels may be unknown
        if (weighted) {
            WeightedLoss.replaceIn(graph.getOutputLayer(0).conf().getLayer(), kind);
        }
        boolean asItIs = recipe.wsol().isPlain() && targets.scale().isNone() && !weighted;
        used = asItIs ? null : network.graph().clone();
        this.recipe = recipe;
        optimizer = new StagedOptimizer(graph, recipe, backboneLayers);
        listen(List.of());
        cache(CacheMode.DEVICE);
    }

    /** Continues in a stage: in another one than before, with its frozen layers and a new state of the optimizer. */
    void enter(Stage stage) {
        optimizer.enter(stage);
    }

    /** Sets what the learning rates of the following steps are multiplied by. */
    void decay(double factor) {
        optimizer.decay(factor);
    }

    /**
     * Lets the forward pass keep what the backward pass would compute again, every convolution's output; a tenth to a quarter of a step. Layers never let go of it,
     * so that a backward pass of another kind would read what is stale: hence the copy.
     */
    private void cache(CacheMode mode) {
        graph.getConfiguration().setCacheMode(mode);
        graph.setCacheMode(mode);
    }

    /** Adds listeners to the graph that is trained. */
    void listen(List<TrainingListener> others) {
        List<TrainingListener> all = new ArrayList<>(List.of(probe, guard));
        all.addAll(others);
        graph.setListeners(all);
    }

    /** The graph that is trained, with its training-only branches. */
    ComputationGraph graph() {
        return graph;
    }

    /** The network without training-only branches, with the current parameters, and with outputs in the units of the targets; it must not be changed. */
    ComputationGraph network() {
        if (used == null) {
            return graph;
        }
        if (outdated) {
            for (Layer layer : used.getLayers()) {
                Layer learned = graph.getLayer(layer.conf().getLayer().getLayerName());
                layer.paramTable().forEach((name, values) -> values.assign(learned.getParam(name)));
            }
            if (!stepTargets.scale().isNone()) {
                stepTargets.scale().foldInto(used);
            }
            outdated = false;
        }
        return used;
    }

    /** The training images of an epoch in the order that the method needs. */
    List<Sample> order(List<Sample> shuffled) {
        return training.order(shuffled);
    }

    /** What carries over from step to step besides parameters and optimizer state; null for nothing. */
    @Nullable
    INDArray methodState() {
        return training.state();
    }

    /** Must be called after the arrays were overwritten from outside. */
    void restored() {
        outdated = true;
    }

    /** Parameter updates so far in this stage. */
    int updates() {
        return optimizer.updates();
    }

    /** Continues after so many updates of this stage, which Adam's bias correction counts, and epochs. */
    void count(int updates, int epochs) {
        optimizer.count(updates);
        graph.getConfiguration().setEpochCount(epochs);
    }

    /** The optimizer's state, flat; null where it has none. */
    @Nullable
    INDArray optimizerState() {
        return optimizer.updater().getStateViewArray();
    }

    /** Everything that carries over from step to step. */
    WorkerGroup.State state() {
        INDArray state = optimizerState();
        return new WorkerGroup.State(
                graph.params().dup().ravel().toFloatVector(),
                state == null ? new float[0] : state.dup().ravel().toFloatVector(),
                updates(),
                optimizer.decay());
    }

    /** Continues from a state. */
    void begin(WorkerGroup.State from, int epochs) {
        fill(graph.params(), from.parameters());
        INDArray state = optimizerState();
        if (state != null) {
            fill(state, from.optimizer());
        }
        count(from.updates(), epochs);
        decay(from.decay());
        restored();
    }

    private static void fill(INDArray values, float[] from) {
        values.assign(Nd4j.createFromArray(from).reshape(values.shape()));
    }

    /** The learning rate of the head. */
    double learningRate(long step, long steps) {
        return optimizer.learningRate(step, steps);
    }

    /**
     * Takes one training step. The result is that of the batch before the step, with smoothed, mixed and weighted labels and batch statistics, and dropout off in the last layer
     * only. Of a mixed image, the label of the larger part counts as right.
     *
     * @param images {@code [N,3,H,W]}, changed where the recipe mixes them
     * @param samples the {@code N} images, with their labels
     * @param step counted from 0 over the whole run
     * @param steps of the whole run
     * @throws NonFiniteGuard.NotFinite before the parameters are changed
     */
    LossAndAccuracy step(INDArray images, List<Sample> samples, long step, long steps) {
        optimizer.setRates(step, steps);
        Nd4j.getRandom().setSeed(Seeds.derive(recipe.seed(), step));
        WeightedTargets own = classWeights
                .weigh(stepTargets.of(samples, recipe.labelSmoothing()))
                .times(stepTargets.mask(samples));
        Optional<BatchMixing.Shares> mixed = mixing.mix(images, new Random(Seeds.derive(recipe.seed(), step, MIXING)));
        WeightedTargets targets =
                mixed.map(shares -> own.mixed(shares.kept(), shares.partners())).orElse(own);
        int[] labels = mixed.map(shares -> shares.labels(labels(samples))).orElseGet(() -> labels(samples));
        TrainingGraph.Inputs feed =
                training.feed(images, labels, targets.values(), new Random(Seeds.derive(recipe.seed(), step, METHOD)));
        probe.watched = training.watched();
        graph.fit(
                feed.inputs().toArray(INDArray[]::new), // [N,3,H,W]
                expected(feed, targets.weights()).toArray(INDArray[]::new)); // [N,outputs], weights behind them
        outdated = true;
        training.after(probe.others, labels);
        return lossAndAccuracy(
                kind.ofClasses(probe.output),
                new WeightedTargets(feed.targets(), targets.weights()),
                labels,
                StepTargets.haveOneLabel(samples));
    }

    /** What the graph's outputs should be. */
    private List<INDArray> expected(TrainingGraph.Inputs feed, float @Nullable [][] weights) {
        if (weighted) {
            return List.of(new WeightedTargets(feed.targets(), weights).labels(kind));
        }
        return kind == OutputKind.SIGMOID
                ? List.of(Nd4j.createFromArray(kind.ofOutputs(feed.targets())))
                : feed.labels();
    }

    /** Computes the raw gradient of a batch, which {@link #gradient} returns; parameters and optimizer state do not change. */
    LossAndAccuracy computeGradient(INDArray images, List<Sample> samples, long step, long steps) {
        GradientOnly only = gradientOnly == null ? new GradientOnly(graph) : gradientOnly;
        gradientOnly = only;
        int before = updates();
        graph.setUpdater(only);
        LossAndAccuracy result = step(images, samples, step, steps);
        graph.setUpdater(optimizer.updater());
        count(before, graph.getConfiguration().getEpochCount());
        gradient = only.found();
        return result;
    }

    /** Forgets the last gradient. */
    void forgetGradient() {
        gradient = new float[0];
    }

    /** The gradient that was computed last, flat: a sum over the batch; all 0 where no image could be read. */
    float[] gradient() {
        return gradient.length == 0 ? new float[Math.toIntExact(graph.params().length())] : gradient;
    }

    /**
     * Makes the step of a gradient from elsewhere.
     *
     * @param from a sum over a batch, flat
     * @param batch images of it
     */
    void apply(float[] from, int batch, long step, long steps) {
        optimizer.setRates(step, steps);
        INDArray view = graph.getFlattenedGradients();
        fill(view, from);
        optimizer
                .updater()
                .update(
                        new DefaultGradient(view),
                        graph.getConfiguration().getIterationCount(),
                        graph.getConfiguration().getEpochCount(),
                        batch,
                        LayerWorkspaceMgr.noWorkspaces());
        graph.params().subi(view.reshape(graph.params().shape()));
        count(updates() + 1, graph.getConfiguration().getEpochCount());
        restored();
    }

    /**
     * Loss and accuracy as the network will be used: plain labels, running statistics, no dropout.
     *
     * @param confusion counts the predictions too, of images with one label
     * @param scores receives those of all images
     */
    LossAndAccuracy validate(INDArray images, List<Sample> samples, ConfusionMatrix confusion, LabelScores scores) {
        float[][] values = kind.ofClasses(network().output(false, images)[0].toFloatMatrix()); // [N,K]
        for (int i = 0; i < values.length && kind.isProbability(); i++) {
            Sample sample = samples.get(i);
            if (StepTargets.haveOneLabel(List.of(sample))) {
                confusion.add(sample.label(), values[i]);
            }
            scores.add(values[i], sample.labels().present(), sample.labels().unknown());
        }
        float[][] scaled =
                Arrays.stream(values).map(stepTargets.scale()::scaled).toArray(float[][]::new);
        WeightedTargets plain = new WeightedTargets(stepTargets.of(samples, 0), null).times(stepTargets.mask(samples));
        return lossAndAccuracy(scaled, plain, labels(samples), StepTargets.haveOneLabel(samples));
    }

    private static int[] labels(List<Sample> samples) {
        return samples.stream().mapToInt(Sample::label).toArray();
    }

    /** @param all outputs of the batch; rows behind the last label, which some WSOL methods add, do not count */
    private LossAndAccuracy lossAndAccuracy(float[][] all, WeightedTargets targets, int[] labels, boolean oneLabel) {
        float[][] values = Arrays.copyOf(all, labels.length);
        int correct = 0;
        for (int i = 0; i < labels.length; i++) {
            correct += ConfusionMatrix.highest(values[i]) == labels[i] ? 1 : 0;
        }
        return new LossAndAccuracy(
                kind.loss(values, targets.values(), targets.weights()),
                kind.isProbability() && oneLabel ? correct : LossAndAccuracy.UNCOUNTED,
                labels.length);
    }

    /** Keeps the gradient and makes no step of it. */
    private static final class GradientOnly extends ComputationGraphUpdater {
        private float[] found = {};

        GradientOnly(ComputationGraph graph) {
            super(graph);
        }

        @Override
        public void update(Gradient gradient, int iteration, int epoch, int batch, LayerWorkspaceMgr workspaces) {
            INDArray view = getFlattenedGradientsView();
            found = view.dup().ravel().toFloatVector();
            view.assign(0);
        }

        float[] found() {
            return found;
        }
    }

    /** Keeps the class probabilities of the training pass: {@code fit} does not return them, and a second pass would cost a third of a step. */
    private static final class OutputProbe extends BaseTrainingListener {
        private float[][] output = {};
        private List<float[][]> others = List.of();
        private int watched;

        @Override
        public void onBackwardPass(Model model) {
            output = output((ComputationGraph) model, 0); // [N,K]
            others = IntStream.rangeClosed(1, watched)
                    .mapToObj(number -> output((ComputationGraph) model, number))
                    .toList();
        }

        private static float[][] output(ComputationGraph graph, int number) {
            return graph.getOutputLayer(number)
                    .activate(false, LayerWorkspaceMgr.noWorkspaces())
                    .toFloatMatrix();
        }
    }
}
