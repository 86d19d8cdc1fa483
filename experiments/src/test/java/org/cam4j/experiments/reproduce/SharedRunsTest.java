package org.cam4j.experiments.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cam4j.training.rival.Rivals;
import org.junit.jupiter.api.Test;

class SharedRunsTest {
    private static final Path COMMITTED = Path.of("../results/zhou2016-gap-gmp/small-mini-gap-seed1/run.json");

    /** Else every committed result would have to be made anew. */
    @Test
    void aCommittedRunIsStillTheRunThatItWas() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode committed = json.readTree(COMMITTED.toFile()).path("spec");
        RunSpec run = SharedRuns.mini(Scale.SMALL, "gap", SharedRuns.ofHeads());
        JsonNode now = json.valueToTree(run.choices(Scale.SMALL));
        now.properties()
                .forEach(choice -> assertThat(committed.path(choice.getKey()))
                        .as(choice.getKey())
                        .isEqualTo(choice.getValue()));
        assertThat(now).isNotEmpty();
    }

    @Test
    void aRivalMakesAnotherRunAndEveryMethodHasTheSameBudget() {
        RunSpec plain = SharedRuns.tuned(Scale.SMALL, "mini", Optional.empty());
        NetworkChoice.Tuned ofPlain = (NetworkChoice.Tuned) plain.network();
        Rivals.all().forEach(rival -> {
            RunSpec run = SharedRuns.tuned(Scale.SMALL, "mini", Optional.of(rival));
            assertThat(run.network().toString())
                    .contains("rival=" + rival.id())
                    .isNotEqualTo(plain.network().toString());
            NetworkChoice.Tuned tuned = (NetworkChoice.Tuned) run.network();
            assertThat(tuned.trials()).isEqualTo(ofPlain.trials());
            assertThat(tuned.trialEpochs()).isEqualTo(ofPlain.trialEpochs());
            assertThat(tuned.network().recipe().epochs())
                    .isEqualTo(ofPlain.network().recipe().epochs());
        });
    }
}
