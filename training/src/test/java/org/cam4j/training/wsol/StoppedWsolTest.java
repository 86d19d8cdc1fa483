package org.cam4j.training.wsol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.fit.result.StoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppedWsolTest {
    @TempDir
    private Path root;

    private Trainer trainer(String out) throws IOException {
        WsolConfig choice = DrawnProblem.small(WsolMethods.byId("i2c"));
        return Trainer.of(DrawnProblem.plain(choice), DrawnProblem.data())
                .recipe(DrawnProblem.recipe(choice, 2))
                .into(root.resolve(out))
                .resume(true);
    }

    @Test
    void aMethodWithAStateOfItsOwnContinuesInsideAnEpoch() throws IOException {
        String whole = trainer("whole").fit().weightsHash();
        Trainer stopped = trainer("stopped");
        stopped.listener(new FitListener() {
            @Override
            public void step(Progress at) {
                if (at.epoch() == 2 && at.step() == 2) {
                    stopped.stop();
                }
            }
        });
        assertThatExceptionOfType(StoppedException.class).isThrownBy(stopped::fit);

        assertThat(trainer("stopped").fit().weightsHash()).isEqualTo(whole);
    }
}
