package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cam4j.datasets.Split;
import org.cam4j.training.model.CamModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class WorkerGroupTest {
    private static final int EPOCHS = 2;

    private final TinyProblem data = TinyProblem.of(33, 12);

    @TempDir
    private Path root;

    /** Apprentices in this process, one after the other. */
    private final class Here implements WorkerGroup {
        private final int learners;
        private final int batches;
        private final Exchange exchange;
        private final List<Worker> apprentices = new ArrayList<>();

        Here(int learners, int batches, Exchange exchange) {
            this.learners = learners;
            this.batches = batches;
            this.exchange = exchange;
            for (int i = 0; i < learners; i++) {
                apprentices.add(new Worker(TinyProblem.model(), data, TinyProblem.recipe(EPOCHS)));
            }
        }

        @Override
        public int learners() {
            return learners;
        }

        @Override
        public int batches() {
            return batches;
        }

        @Override
        public Exchange exchange() {
            return exchange;
        }

        @Override
        public List<Outcome> work(State from, List<Share> shares) throws IOException {
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < shares.size(); i++) {
                outcomes.add(apprentices.get(i).work(from, shares.get(i), exchange));
            }
            return outcomes;
        }
    }

    private INDArray trained(String name, Optional<WorkerGroup> crew) throws IOException {
        CamModel model = TinyProblem.model();
        Fit.run(model, data, TinyProblem.recipe(EPOCHS), root.resolve(name), false, FitListener.NONE, crew);
        return model.graph().params();
    }

    @Test
    void oneLearnerEndsAsTrainingWithoutACrew() throws IOException {
        INDArray alone = trained("alone", Optional.empty());
        INDArray parameters = trained("parameters", Optional.of(new Here(1, 2, WorkerGroup.Exchange.PARAMETERS)));
        INDArray gradients = trained("gradients", Optional.of(new Here(1, 1, WorkerGroup.Exchange.GRADIENTS)));

        assertThat(parameters).isEqualTo(alone);
        assertThat(gradients.distance2(alone))
                .as("of the lengths of the parameters, %s", alone.norm2Number())
                .isLessThan(1e-4 * alone.norm2Number().doubleValue());
    }

    @Test
    void severalLearnersAreAveragedWhicheverWayTheyTellEachOther() throws IOException {
        INDArray start = TinyProblem.model().graph().params();
        for (WorkerGroup.Exchange exchange : WorkerGroup.Exchange.values()) {
            INDArray together = trained(exchange.id(), Optional.of(new Here(2, 1, exchange)));
            assertThat(together.distance2(start)).as(exchange.id()).isGreaterThan(1e-3);
            assertThat(together)
                    .as(exchange.id())
                    .isEqualTo(trained(exchange.id() + "2", Optional.of(new Here(2, 1, exchange))));
        }
    }

    @Test
    void aShareWithoutAReadableImageHasNoGradient() throws IOException {
        List<String> unreadable = new CopyOnWriteArrayList<>();
        TinyProblem going = new TinyProblem(data.classNames(), 33, 12, data.fingerprint(), unreadable);
        Worker apprentice = new Worker(TinyProblem.model(), going, TinyProblem.recipe(EPOCHS));
        WorkerGroup.State start = new TrainStep(TinyProblem.model(), TinyProblem.recipe(EPOCHS), Set.of()).state();
        assertThat(apprentice
                        .work(start, new WorkerGroup.Share(0, 0, 1), WorkerGroup.Exchange.GRADIENTS)
                        .values())
                .isNotEqualTo(new float[start.parameters().length]);
        going.samples(Split.TRAIN).forEach(sample -> unreadable.add(sample.id()));
        WorkerGroup.Outcome nothing =
                apprentice.work(start, new WorkerGroup.Share(1, 0, 1), WorkerGroup.Exchange.GRADIENTS);
        assertThat(nothing.images()).isZero();
        assertThat(nothing.values()).isEqualTo(new float[start.parameters().length]);
    }
}
