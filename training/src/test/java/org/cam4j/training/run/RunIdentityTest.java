package org.cam4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunIdentityTest {
    @Test
    void theOrderOfChoicesDoesNotChangeTheFingerprint() {
        RunIdentity first = RunIdentity.of("epochs", 6)
                .with("network", RunIdentity.of("head", "gap").with("size", 64));
        RunIdentity second = RunIdentity.of(
                        "network", RunIdentity.of("size", 64).with("head", "gap"))
                .with("epochs", 6);

        assertThat(first.fingerprint()).isEqualTo(second.fingerprint()).hasSize(16);
        assertThat(first).isEqualTo(second);
    }

    @Test
    void aChangedValueChangesTheFingerprint() {
        assertThat(RunIdentity.of("epochs", 6).fingerprint())
                .isNotEqualTo(RunIdentity.of("epochs", 7).fingerprint());
    }

    @Test
    void aChoiceThatIsNotMadeIsNotWritten() {
        RunIdentity identity =
                RunIdentity.of("id", "coco").withUnless(0, "folds", 0).withOptional("weights", Optional.empty());

        assertThat(identity).isEqualTo(RunIdentity.of("id", "coco"));
    }

    @Test
    void jsonHoldsTheChoicesByName() throws JsonProcessingException {
        RunIdentity identity = RunIdentity.of("kind", "trained").with("recipe", RunIdentity.of("flip", true));

        assertThat(new ObjectMapper().writeValueAsString(identity))
                .isEqualTo("{\"kind\":\"trained\",\"recipe\":{\"flip\":true}}");
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunIdentity.of("seed", 1).with("seed", 2))
                .withMessageContaining("'seed' is there twice");
    }

    @Test
    void aValueWithoutAStableTextIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RunIdentity.of("file", Path.of("a")));
        assertThatIllegalArgumentException().isThrownBy(() -> RunIdentity.of("files", List.of(Path.of("a"))));
    }
}
