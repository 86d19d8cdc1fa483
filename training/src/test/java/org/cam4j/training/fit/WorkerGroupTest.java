package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cam4j.datasets.Split;
import org.cam4j.training.fit.result.StoppedException;
import org.cam4j.training.fit.target.StepTargets;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class WorkerGroupTest {
    private static final int EPOCHS = 2;

    private final TinyProblem data = TinyProblem.of(33, 12);

    @TempDir
    private Path root;

    /** Workers in this process, one after the other. */
    private final class Here implements WorkerGroup {
        private final int workerCount;
        private final int batches;
        private final SyncMode syncMode;
        private final List<Worker> members = new ArrayList<>();

        Here(int workerCount, int batches, SyncMode syncMode) {
            this(workerCount, batches, syncMode, TinyProblem.recipe(EPOCHS));
        }

        Here(int workerCount, int batches, SyncMode syncMode, TrainRecipe recipe) {
            this.workerCount = workerCount;
            this.batches = batches;
            this.syncMode = syncMode;
            for (int i = 0; i < workerCount; i++) {
                members.add(new Worker(TinyProblem.model(), data, recipe));
            }
        }

        @Override
        public int workers() {
            return workerCount;
        }

        @Override
        public int batchesPerRound() {
            return batches;
        }

        @Override
        public SyncMode syncMode() {
            return syncMode;
        }

        @Override
        public List<WorkerResult> train(State from, List<BatchRange> ranges) throws IOException {
            List<WorkerResult> outcomes = new ArrayList<>();
            for (int i = 0; i < ranges.size(); i++) {
                outcomes.add(members.get(i).train(from, ranges.get(i), syncMode));
            }
            return outcomes;
        }
    }

    private INDArray trained(String name, Optional<WorkerGroup> group) throws IOException {
        return trained(name, group, TinyProblem.recipe(EPOCHS));
    }

    private INDArray trained(String name, Optional<WorkerGroup> group, TrainRecipe recipe) throws IOException {
        CamModel model = TinyProblem.model();
        Trainer trainer = Trainer.of(model, data).recipe(recipe).into(root.resolve(name));
        group.ifPresent(trainer::workers);
        trainer.fit();
        return model.graph().params();
    }

    @Test
    void oneWorkerEndsAsLocalTraining() throws IOException {
        INDArray alone = trained("alone", Optional.empty());
        INDArray parameters = trained("parameters", Optional.of(new Here(1, 2, WorkerGroup.SyncMode.PARAMETERS)));
        INDArray gradients = trained("gradients", Optional.of(new Here(1, 1, WorkerGroup.SyncMode.GRADIENTS)));

        assertThat(parameters).isEqualTo(alone);
        assertThat(gradients.distance2(alone))
                .as("of the lengths of the parameters, %s", alone.norm2Number())
                .isLessThan(1e-4 * alone.norm2Number().doubleValue());
    }

    @Test
    void stagesFrozenLayersAndFallingRatesReachTheWorkers() throws IOException {
        TrainRecipe recipe = TinyProblem.recipe(5)
                .with(RecipeKeys.STEPS, 18)
                .with(RecipeKeys.HEAD_EPOCHS, 1)
                .with(RecipeKeys.FREEZE, List.of("norm"))
                .with(RecipeKeys.CLIP_NORM, 0.5)
                .with(RecipeKeys.DECAY_FACTOR, 0.3)
                .with(RecipeKeys.PLATEAU_PATIENCE, 1)
                .schedule(Schedule.PLATEAU);
        INDArray alone = trained("alone", Optional.empty(), recipe);
        Here parameters = new Here(1, 2, WorkerGroup.SyncMode.PARAMETERS, recipe);
        Here gradients = new Here(1, 1, WorkerGroup.SyncMode.GRADIENTS, recipe);

        assertThat(trained("parameters", Optional.of(parameters), recipe)).isEqualTo(alone);
        assertThat(trained("gradients", Optional.of(gradients), recipe).distance2(alone))
                .isLessThan(1e-4 * alone.norm2Number().doubleValue());
    }

    @Test
    void severalWorkersAreAveragedInBothModes() throws IOException {
        INDArray start = TinyProblem.model().graph().params();
        for (WorkerGroup.SyncMode syncMode : WorkerGroup.SyncMode.values()) {
            INDArray together = trained(syncMode.id(), Optional.of(new Here(2, 1, syncMode)));
            assertThat(together.distance2(start)).as(syncMode.id()).isGreaterThan(1e-3);
            assertThat(together)
                    .as(syncMode.id())
                    .isEqualTo(trained(syncMode.id() + "2", Optional.of(new Here(2, 1, syncMode))));
        }
    }

    @Test
    void aDistributedRunStoppedAfterARoundEndsAsAnUninterruptedOne() throws IOException {
        INDArray whole = trained("whole", Optional.of(new Here(1, 2, WorkerGroup.SyncMode.PARAMETERS)));
        Path out = root.resolve("stopped");
        Trainer stopped = Trainer.of(TinyProblem.model(), data)
                .recipe(TinyProblem.recipe(EPOCHS))
                .into(out)
                .workers(new Here(1, 2, WorkerGroup.SyncMode.PARAMETERS));
        stopped.listener(new FitListener() {
            @Override
            public void step(Progress at) {
                stopped.stop();
            }
        });
        assertThatExceptionOfType(StoppedException.class)
                .isThrownBy(stopped::fit)
                .withMessageContaining("epoch 1 of 2 after step 2 of 4");
        CamModel model = TinyProblem.model();
        Trainer.of(model, data)
                .recipe(TinyProblem.recipe(EPOCHS))
                .into(out)
                .resume(true)
                .workers(new Here(1, 2, WorkerGroup.SyncMode.PARAMETERS))
                .fit();

        assertThat(model.graph().params()).isEqualTo(whole);
    }

    @Test
    void aRangeWithoutAReadableImageHasNoGradient() throws IOException {
        List<String> unreadable = new CopyOnWriteArrayList<>();
        TinyProblem going = new TinyProblem(data.classNames(), 33, 12, data.fingerprint(), unreadable);
        Worker worker = new Worker(TinyProblem.model(), going, TinyProblem.recipe(EPOCHS));
        WorkerGroup.State start = new TrainStep(
                        TinyProblem.model(),
                        TinyProblem.recipe(EPOCHS),
                        Set.of(),
                        StepTargets.ofLabels(TinyProblem.model()))
                .state();
        assertThat(worker.train(start, new WorkerGroup.BatchRange(0, 0, 1), WorkerGroup.SyncMode.GRADIENTS)
                        .values())
                .isNotEqualTo(new float[start.parameters().length]);
        going.samples(Split.TRAIN).forEach(sample -> unreadable.add(sample.id()));
        WorkerGroup.WorkerResult nothing =
                worker.train(start, new WorkerGroup.BatchRange(1, 0, 1), WorkerGroup.SyncMode.GRADIENTS);
        assertThat(nothing.images()).isZero();
        assertThat(nothing.values()).isEqualTo(new float[start.parameters().length]);
    }
}
