package org.cam4j.benchmarks.networks;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Locale;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Workload;

/** PyTorch through DJL; arrays of a step are freed at its end, as DJL's own training loop does. */
final class TorchWorkload implements Workload {
    private final Trainer trainer;
    private final boolean channelsLast;
    private final NDArray images;
    private final NDArray labels;

    /**
     * The network of a case, with random weights of DJL's own.
     *
     * @param channelsLast whether the images lie in memory as {@code [N, H, W, 3]}, which PyTorch then keeps for every map behind them
     */
    TorchWorkload(SpeedCase setting, boolean channelsLast) {
        this.channelsLast = channelsLast;
        int side = setting.side();
        Model holder = Model.newInstance(setting.network(), Device.cpu(), "PyTorch");
        holder.setBlock(new TorchNetwork(setting.configuration()));
        trainer = holder.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optDevices(new Device[] {Device.cpu()})
                .optOptimizer(Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed((float) SpeedCase.LEARNING_RATE))
                        .optMomentum((float) SpeedCase.MOMENTUM)
                        .build()));
        trainer.initialize(new Shape(setting.batch(), 3, side, side));
        NDManager manager = trainer.getManager();
        images = channelsLast
                ? manager.randomUniform(0, 1, new Shape(setting.batch(), side, side, 3))
                        .transpose(0, 3, 1, 2)
                : manager.randomUniform(0, 1, new Shape(setting.batch(), 3, side, side));
        labels = manager.arange(setting.batch()).mod(setting.classes()).toType(DataType.INT64, false);
    }

    @Override
    public long parameters() {
        return trainer.getModel().getBlock().getParameters().values().stream()
                .filter(parameter -> parameter.requiresGradient())
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
    }

    @Override
    public String engine() {
        return String.format(
                Locale.ROOT,
                "PyTorch %s through DJL %s, %d threads, maps %s",
                Engine.getEngine("PyTorch").getVersion(),
                Engine.getDjlVersion(),
                JniUtils.getNumThreads(),
                channelsLast ? "channels last" : "channels first");
    }

    @Override
    public boolean knows(SpeedTask task) {
        return task == SpeedTask.INFERENCE || task == SpeedTask.TRAINING_STEP;
    }

    @Override
    public void run(SpeedTask task) {
        try (NDManager step = trainer.getManager().newSubManager()) {
            images.tempAttach(step);
            labels.tempAttach(step);
            if (task == SpeedTask.TRAINING_STEP) {
                learn();
            } else {
                JniUtils.setGradMode(false);
                NDList logits = trainer.evaluate(new NDList(images));
                logits.singletonOrThrow().softmax(1).toFloatArray();
            }
        }
    }

    private void learn() {
        try (GradientCollector collector = trainer.newGradientCollector()) {
            NDList logits = trainer.forward(new NDList(images));
            NDArray loss = trainer.getLoss().evaluate(new NDList(labels), logits);
            collector.backward(loss);
            loss.getFloat();
        }
        trainer.step();
    }
}
