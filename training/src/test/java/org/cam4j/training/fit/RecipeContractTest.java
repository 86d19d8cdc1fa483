package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.training.recipe.RecipeFile;
import org.cam4j.training.recipe.RecipeKey;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.Recipes;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of a recipe changes the training, and every named recipe resumes exactly from its file. */
class RecipeContractTest {
    /** For each key the settings without and with it, and seeds of which one must make a difference where not every seed does. */
    private static final String[] CHANGES = {
        "epochs; ; epochs=3",
        "steps; ; steps=5",
        "batch-size; ; batch-size=4",
        "seed; ; seed=6",
        "optimizer; ; optimizer=sgd",
        "learning-rate; ; learning-rate=0.03",
        "momentum; optimizer=nesterov; momentum=0.5",
        "beta1; ; beta1=0.5",
        "beta2; ; beta2=0.9",
        "epsilon; ; epsilon=0.1",
        "weight-decay; ; weight-decay=0",
        "clip-norm; optimizer=sgd; clip-norm=0.1",
        "clip-value; optimizer=sgd; clip-value=0.01",
        "schedule; ; schedule=linear",
        "warm-up; ; warm-up=0",
        "step-epochs; schedule=step; step-epochs=1",
        "plateau-patience; schedule=plateau learning-rate=0.5 epochs=8; plateau-patience=1",
        "decay-factor; schedule=step step-epochs=1; decay-factor=0.3",
        "backbone-factor; ; backbone-factor=0.1",
        "freeze; ; freeze=conv",
        "head-epochs; ; head-epochs=1",
        "head-learning-rate; head-epochs=1; head-learning-rate=0.1",
        "flip; ; flip=false",
        "crop-padding; ; crop-padding=0",
        "crop-scale; ; crop-scale=0.3",
        "color-jitter; ; color-jitter=0.5",
        "rotation; ; rotation=30",
        "mixup; ; mixup=0.4",
        "cutmix; ; cutmix=1",
        "input-sizes; ; input-sizes=8,12",
        "sampling; ; sampling=balanced",
        "class-weights; ; class-weights=1,2,3",
        "label-smoothing; ; label-smoothing=0",
        "wsol; ; wsol=has",
        "best-metric; epochs=8; best-metric=loss; 1 2 5 6",
        "patience; stop-metric=loss min-improvement=100 epochs=4; patience=1",
        "stop-metric; patience=1 min-improvement=9 epochs=6; stop-metric=loss",
        "min-improvement; patience=1 stop-metric=loss epochs=4; min-improvement=100",
    };

    private final TinyProblem data = TinyProblem.of(33, 30);

    @TempDir
    private Path root;

    static String[] changes() {
        return CHANGES;
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void everyKeyIsTried() {
        assertThat(CHANGES)
                .extracting(change -> change.split(";")[0])
                .containsExactlyInAnyOrderElementsOf(
                        RecipeKeys.all().stream().map(RecipeKey::id).toList());
    }

    @ParameterizedTest
    @MethodSource("changes")
    @Tag("long")
    void aKeyChangesTheTraining(String change) throws IOException {
        String[] parts = change.split(";");
        TrainRecipe without = with(TinyProblem.recipe(2), parts[1].strip());
        TrainRecipe with = with(without, parts[2].strip());
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (String seed : parts.length > 3 ? parts[3].strip().split(" ") : new String[] {""}) {
            String setting = seed.isEmpty() ? "" : "seed=" + seed;
            before.add(outcome(with(without, setting), "without" + seed));
            after.add(outcome(with(with, setting), "with" + seed));
        }

        assertThat(after).isNotEqualTo(before);
    }

    private static TrainRecipe with(TrainRecipe recipe, String settings) {
        TrainRecipe changed = recipe;
        for (String setting : settings.isEmpty() ? new String[0] : settings.split(" ")) {
            String[] parts = setting.split("=", 2);
            changed = changed.with(RecipeKeys.byId(parts[0]), parts[1]);
        }
        return changed;
    }

    /** What users get: the parameters at the end, the number of epochs, and the best epoch. */
    private String outcome(TrainRecipe recipe, String folder) throws IOException {
        FitResult result =
                TinyProblem.fit(TinyProblem.model(), data, recipe, root.resolve(folder), false, FitListener.NONE);
        return result.weightsHash() + " " + result.history().size() + " "
                + result.best().epoch();
    }

    @ParameterizedTest
    @MethodSource("org.cam4j.training.recipe.Recipes#ids")
    void aNamedRecipeResumesExactlyFromItsFile(String id) throws IOException {
        TrainRecipe recipe = Recipes.byId(id).recipe().epochs(3).batchSize(8).cropPadding(1);
        FitListener killer = new FitListener() {
            @Override
            public void step(Progress progress) {
                if (progress.epoch() == 2 && progress.step() == 3) {
                    throw new Killed();
                }
            }
        };
        FitResult whole =
                TinyProblem.fit(TinyProblem.model(), data, recipe, root.resolve("whole"), false, FitListener.NONE);
        Path killed = root.resolve("killed");
        assertThatExceptionOfType(Killed.class)
                .isThrownBy(() -> TinyProblem.fit(TinyProblem.model(), data, recipe, killed, false, killer));
        TrainRecipe read = TrainRecipe.fromScratch();
        for (var value :
                RecipeFile.read(killed.resolve(RecipeFile.NAME)).values().entrySet()) {
            read = read.with(value.getKey(), value.getValue());
        }
        FitResult resumed = TinyProblem.fit(TinyProblem.model(), data, read, killed, true, FitListener.NONE);

        assertThat(resumed.weightsHash()).isEqualTo(whole.weightsHash());
        assertThat(Files.readString(killed.resolve(RecipeFile.NAME)))
                .isEqualTo(Files.readString(root.resolve("whole").resolve(RecipeFile.NAME)));
    }
}
