package org.cam4j.training.optimizer;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Deeplearning4j's updater in one pass over the flat arrays; state and results are those of {@link ComputationGraphUpdater}. That one calls an operation for every
 * run of parameters of one kind, and makes views for every parameter. There are hundreds of them where batch normalization stands between convolutions: on
 * MobileNetV2 they take a third of a step.
 *
 * <p>Known are SGD, Nesterov momentum and Adam, with constant L2 or weight decay or neither. Everything else (another optimizer or data type, gradients that Deeplearning4j
 * clips by layer) is left to the superclass.
 */
public final class FlatUpdater extends ComputationGraphUpdater {
    /** Values that are worked on at once: the arrays of so many stay in the fastest memory of a processor. */
    private static final int CHUNK = 2048;

    /** Values that a thread takes at a time; results do not depend on who takes what. */
    private static final int SHARE = 1 << 18;

    private final @Nullable List<Run> runs;
    private final GradientClipping clipping;
    private final int begin;

    /** The updater of a graph from its first step on, without clipping. */
    public FlatUpdater(ComputationGraph graph) {
        this(graph, Set.of(), GradientClipping.NONE, 0);
    }

    /**
     * The updater of a graph; its state begins with zeros.
     *
     * @param graph initialized, with its final optimizers and penalties; learning rates may change later
     * @param frozen layers whose parameters do not change; their gradient is zero, and they have no penalty
     * @param begin the iteration that Adam's bias correction counts from
     * @throws IllegalArgumentException if layers are frozen or gradients clipped and the fast pass does not know this graph
     */
    public FlatUpdater(ComputationGraph graph, Set<String> frozen, GradientClipping clipping, int begin) {
        super(graph);
        this.clipping = clipping;
        this.begin = begin;
        runs = runs(frozen);
        if (runs == null && !(frozen.isEmpty() && clipping.isNone())) {
            throw new IllegalArgumentException(
                    "Layers of this network cannot be frozen, nor its gradients clipped: expected FLOAT parameters and optimizers known to cam4j. Leave out freeze, head-epochs, clip-norm and clip-value.");
        }
    }

    /**
     * Neighboring values that are treated alike.
     *
     * @param start of parameters and gradient in the flat arrays
     * @param first start of the first state in its flat array
     * @param second start of the second
     * @param divided whether the gradient is a sum over the batch
     */
    private record Run(
            int start, int length, int first, int second, IUpdater updater, Penalty penalty, boolean divided) {
        boolean continuedBy(Run next) {
            return start + length == next.start
                    && first + length == next.first
                    && second + length == next.second
                    && updater == next.updater
                    && penalty.equals(next.penalty)
                    && divided == next.divided;
        }

        Run and(Run next) {
            return new Run(start, length + next.length, first, second, updater, penalty, divided);
        }
    }

    /**
     * What weights are punished by.
     *
     * @param ofGradient times the parameter, added to the gradient
     * @param ofStep times the parameter, added to the step
     * @param ofRate times the parameter and the learning rate, added to the step
     */
    private record Penalty(double ofGradient, double ofStep, double ofRate) {
        static final Penalty NONE = new Penalty(0, 0, 0);

        /** Null for one that is not known, or changes with the steps. */
        static @Nullable Penalty of(@Nullable List<Regularization> all) {
            Penalty sum = NONE;
            for (Regularization one : all == null ? List.<Regularization>of() : all) {
                if (one instanceof L2Regularization l2 && l2.getL2() instanceof FixedSchedule) {
                    sum = new Penalty(sum.ofGradient + l2.getL2().valueAt(0, 0), sum.ofStep, sum.ofRate);
                } else if (one instanceof WeightDecay decay && decay.getCoeff() instanceof FixedSchedule) {
                    double share = decay.getCoeff().valueAt(0, 0);
                    sum = decay.isApplyLR()
                            ? new Penalty(sum.ofGradient, sum.ofStep, sum.ofRate + share)
                            : new Penalty(sum.ofGradient, sum.ofStep + share, sum.ofRate);
                } else {
                    return null;
                }
            }
            return sum;
        }
    }

    /** Null where there is anything that the fast pass does not know. */
    private @Nullable List<Run> runs(Set<String> frozen) {
        INDArray states = updaterStateViewArray; // null where no optimizer has one
        if (!isFlat(getParams()) || !isFlat(getFlattenedGradientsView()) || (states != null && !isFlat(states))) {
            return null;
        }
        for (Trainable layer : getOrderedLayers()) {
            GradientNormalization ofLayer = layer.getConfig().getGradientNormalization();
            if (ofLayer != null && ofLayer != GradientNormalization.None) {
                return null;
            }
        }
        List<Run> found = new ArrayList<>();
        for (UpdaterBlock block : updaterBlocks) {
            IUpdater updater = block.getGradientUpdater().getConfig();
            FlatRule rule = FlatRule.of(updater);
            if (rule == null && !(updater instanceof NoOp)) {
                return null;
            }
            int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
            for (UpdaterBlock.ParamState parameter : block.getLayersAndVariablesInBlock()) {
                String name = parameter.getParamName();
                Penalty penalty = Penalty.of(parameter.getLayer().getConfig().getRegularizationByParam(name));
                boolean divided = parameter.getLayer().updaterDivideByMinibatch(name);
                if (penalty == null || (rule == null && (divided || !penalty.equals(Penalty.NONE)))) {
                    return null;
                }
                if (rule == null) {
                    continue; // the gradient, a change of batch norm's statistics, is the step
                }
                if (frozen.contains(parameter.getLayer().getConfig().getLayerName())) {
                    continue; // the gradient, zero, is the step
                }
                int start = parameter.getParamOffsetStart();
                int first = block.getUpdaterViewOffsetStart() + start - block.getParamOffsetStart();
                Run run = new Run(
                        start,
                        parameter.getParamOffsetEnd() - start,
                        first,
                        rule.states() == 2 ? first + length : first,
                        updater,
                        penalty,
                        divided);
                int last = found.size() - 1;
                if (last >= 0 && found.get(last).continuedBy(run)) {
                    found.set(last, found.get(last).and(run));
                } else {
                    found.add(run);
                }
            }
        }
        return List.copyOf(found);
    }

    /** Whether the fast pass knows everything that this graph asks for. */
    boolean isFast() {
        return runs != null;
    }

    private static boolean isFlat(@Nullable INDArray values) {
        return values != null
                && values.dataType() == DataType.FLOAT
                && values.data().offset() == 0
                && values.data().length() == values.length()
                && values.length() < Integer.MAX_VALUE / Float.BYTES;
    }

    @Override
    public synchronized void update(
            Gradient gradient, int iteration, int epoch, int batch, LayerWorkspaceMgr workspaces) {
        INDArray view = getFlattenedGradientsView();
        List<Run> known = runs;
        boolean own = gradient.gradient().data().address() == view.data().address()
                && gradient.gradient().length() == view.length();
        if (known == null || !own) {
            super.update(gradient, iteration - begin, epoch, batch, workspaces);
            return;
        }
        INDArray states = updaterStateViewArray;
        Arrays arrays = new Arrays(
                view.data().asNioFloat(),
                getParams().data().asNioFloat(),
                states == null ? FloatBuffer.allocate(0) : states.data().asNioFloat());
        clip(arrays.gradients(), known, isMiniBatch() ? batch : 1);
        List<Runnable> shares = new ArrayList<>();
        for (Run run : known) {
            Step step = Step.of(run, iteration - begin, epoch, run.divided() && isMiniBatch() ? batch : 1);
            for (int from = 0; from < run.length(); from += SHARE) {
                int begin = from;
                shares.add(() -> update(arrays, run, step, begin, Math.min(run.length(), begin + SHARE)));
            }
        }
        IntStream numbers = IntStream.range(0, shares.size());
        (Nd4j.getEnvironment().maxThreads() > 1 ? numbers.parallel() : numbers)
                .forEach(number -> shares.get(number).run());
    }

    /** Clips the mean gradient of the parameters, not the changes of batch norm's statistics. */
    private void clip(FloatBuffer gradients, List<Run> all, int batch) {
        if (!clipping.isNone()) {
            clipping.clip(
                    gradients,
                    all.stream()
                            .map(run ->
                                    new GradientClipping.Range(run.start(), run.length(), run.divided() ? batch : 1))
                            .toList());
        }
    }

    /** The flat arrays in place. */
    private record Arrays(FloatBuffer gradients, FloatBuffer parameters, FloatBuffer states) {}

    /** What happens to every value of a run in one step. */
    private record Step(FlatRule.Pass pass, float divisor, float toGradient, float toStep) {
        static Step of(Run run, int iteration, int epoch, int divisor) {
            FlatRule rule = FlatRule.of(run.updater());
            if (rule == null) {
                throw new IllegalStateException("The optimiser of a layer was replaced; make another updater.");
            }
            double rate = run.updater().getLearningRate(iteration, epoch);
            return new Step(
                    rule.at(iteration, epoch), divisor, (float) run.penalty().ofGradient(), (float)
                            (run.penalty().ofStep() + rate * run.penalty().ofRate()));
        }
    }

    private static void update(Arrays arrays, Run run, Step step, int begin, int end) {
        float[] gradient = new float[CHUNK];
        float[] parameter = new float[CHUNK];
        float[] first = new float[CHUNK];
        float[] second = new float[CHUNK];
        boolean one = arrays.states().capacity() > 0;
        boolean two = run.second() != run.first();
        boolean punished = step.toGradient() != 0 || step.toStep() != 0;
        for (int at = begin; at < end; at += CHUNK) {
            int count = Math.min(CHUNK, end - at);
            arrays.gradients().get(run.start() + at, gradient, 0, count);
            if (one) {
                arrays.states().get(run.first() + at, first, 0, count);
            }
            if (two) {
                arrays.states().get(run.second() + at, second, 0, count);
            }
            if (punished) {
                arrays.parameters().get(run.start() + at, parameter, 0, count);
            }
            for (int i = 0; i < count; i++) {
                gradient[i] = gradient[i] / step.divisor() + step.toGradient() * parameter[i];
            }
            step.pass().run(gradient, first, second, count);
            for (int i = 0; i < count && step.toStep() != 0; i++) {
                gradient[i] += step.toStep() * parameter[i];
            }
            arrays.gradients().put(run.start() + at, gradient, 0, count);
            if (one) {
                arrays.states().put(run.first() + at, first, 0, count);
            }
            if (two) {
                arrays.states().put(run.second() + at, second, 0, count);
            }
        }
    }
}
