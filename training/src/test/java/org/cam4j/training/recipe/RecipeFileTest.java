package org.cam4j.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.cam4j.training.wsol.WsolConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeFileTest {
    @TempDir
    private Path folder;

    private RecipeFile.Values read(String text) throws IOException {
        return RecipeFile.read(Files.writeString(folder.resolve("r.yml"), text));
    }

    private static TrainRecipe apply(RecipeFile.Values values) {
        TrainRecipe recipe = values.base().map(Recipes.Named::recipe).orElse(TrainRecipe.fromScratch());
        for (var value : values.values().entrySet()) {
            recipe = recipe.with(value.getKey(), value.getValue());
        }
        return recipe;
    }

    @ParameterizedTest
    @MethodSource("org.cam4j.training.recipe.Recipes#ids")
    void aWrittenRecipeIsReadAgain(String id) throws IOException {
        TrainRecipe recipe =
                Recipes.byId(id).recipe().seed(7).learningRate(0.123456789).wsol(WsolConfig.parse("has"));
        assertThat(apply(read(RecipeFile.yaml(recipe)))).isEqualTo(recipe);
        assertThat(apply(read(RecipeFile.yaml(recipe, key -> "where # it: comes from"))))
                .isEqualTo(recipe);
    }

    @Test
    void everyKeyIsWritten() {
        String yaml = RecipeFile.yaml(TrainRecipe.fineTuning());
        assertThat(RecipeKeys.all()).allSatisfy(key -> assertThat(yaml).contains("\n" + key.id() + ": "));
    }

    @Test
    void aFileMayBuildOnANamedRecipe() throws IOException {
        assertThat(apply(read("base: fine-tuning\nepochs: 3")))
                .isEqualTo(TrainRecipe.fineTuning().epochs(3));
    }

    @Test
    void unknownKeysAreRefusedWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("weight_decay: 1"))
                .withMessageContaining("r.yml: Unknown recipe key 'weight_decay'; did you mean 'weight-decay'?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("base: finetuning"))
                .withMessageContaining("did you mean 'fine-tuning'");
    }

    @Test
    void valuesOfAnotherKindAreRefused() throws IOException {
        RecipeFile.Values values = read("epochs: many");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply(values))
                .withMessage("Recipe: epochs is 'many', expected 1 or more.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("epochs: {a: 1}"))
                .withMessageContaining("epochs is neither a single value nor a list of values");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "epochs",
                "- epochs",
                "epochs: 1\nepochs: 2",
                "epochs: [1",
                "x: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1/\"]]",
                "a: &a [x,x]\nb: &b [*a,*a]\nepochs: *b",
                "epochs: \u0000",
            })
    void whatIsNoRecipeIsRefusedInOneLine(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    @Test
    void filesThatAreNoTextAreRefused() throws IOException {
        Path bytes = Files.write(folder.resolve("b.yml"), new byte[] {(byte) 0xc3, 0x28});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecipeFile.read(bytes))
                .withMessageContaining("not valid UTF-8");
        Path large = Files.write(folder.resolve("l.yml"), new byte[1 << 17]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecipeFile.read(large))
                .withMessageContaining("at most 64 KiB");
        assertThatThrownBy(() -> RecipeFile.read(folder.resolve("absent.yml")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("there is no such recipe file");
    }
}
