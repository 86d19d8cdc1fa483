package org.cam4j.experiments.papers.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.wsol.WsolMethods;
import org.junit.jupiter.api.Test;

class SharedRunsTest {

    @Test
    void aRivalMakesAnotherRunAndEveryMethodHasTheSameBudget() {
        RunSpec plain = SharedRuns.tuned(Scale.SMALL, "mini", Optional.empty());
        NetworkChoice.Tuned ofPlain = (NetworkChoice.Tuned) plain.network();
        WsolMethods.all().forEach(rival -> {
            RunSpec run = SharedRuns.tuned(Scale.SMALL, "mini", Optional.of(rival));
            assertThat(run.network().identity().toString())
                    .contains("rival=" + rival.id())
                    .isNotEqualTo(plain.network().identity().toString());
            NetworkChoice.Tuned tuned = (NetworkChoice.Tuned) run.network();
            assertThat(tuned.trials()).isEqualTo(ofPlain.trials());
            assertThat(tuned.trialEpochs()).isEqualTo(ofPlain.trialEpochs());
            assertThat(tuned.network().recipe().epochs())
                    .isEqualTo(ofPlain.network().recipe().epochs());
        });
    }
}
