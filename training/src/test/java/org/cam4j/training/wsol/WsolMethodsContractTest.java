package org.cam4j.training.wsol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What every rival owes to training and to whoever uses the trained network. */
class WsolMethodsContractTest {
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @TempDir
    private Path root;

    static List<WsolMethod> rivals() {
        return WsolMethods.all();
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void theCatalogKnowsIt(WsolMethod rival) {
        assertThat(WsolMethods.byId(rival.id())).isSameAs(rival);
        assertThat(rival.description()).contains("(").hasSizeLessThan(160);
        assertThat(CamMethods.byId(rival.camMethod()).id()).isEqualTo(rival.camMethod());
        assertThat(Heads.byId(rival.head("gap")).id()).isEqualTo(rival.head("gap"));
        WsolConfig standard = WsolConfig.of(rival);
        assertThat(WsolConfig.parse(standard.toString())).isEqualTo(standard);
        Random random = new Random(1);
        for (int trial = 0; trial < 20; trial++) {
            WsolConfig drawn = standard.draw(random::nextDouble);
            assertThat(WsolConfig.parse(drawn.toString())).isEqualTo(drawn);
        }
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void theNetworkInUseHasOneInputAndOneOutputAndExplains(WsolMethod rival) throws IOException {
        CamModel model = DrawnProblem.network(DrawnProblem.small(rival));
        assertThat(model.graph().getConfiguration().getNetworkInputs()).hasSize(1);
        assertThat(model.graph().getConfiguration().getNetworkOutputs()).hasSize(1);
        ModelFile.save(model, root.resolve("model.zip"));
        CamModel loaded = ModelFile.load(root.resolve("model.zip"));
        Nd4j.getRandom().setSeed(3);
        INDArray images = Nd4j.randn(DataType.FLOAT, 2, 3, DrawnProblem.SIZE, DrawnProblem.SIZE);
        INDArray probabilities = loaded.graph().output(false, images)[0];
        assertThat(probabilities).isEqualTo(model.graph().output(false, images)[0]);
        Explainer explainer = Explainer.of(loaded.graph());
        for (String id : List.of(rival.camMethod(), "grad-cam")) {
            CamMethod method = CamMethods.byId(id);
            Explanation explanation = explainer.explain(images, ClassSelection.same(1), method.needs());
            INDArray map = method.combine(explanation.reading(1, 0, explainer.defaultTap()));
            assertThat(map.shape()).containsExactly(4, 4);
            assertThat(map.isNaN().any()).isFalse();
        }
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("rivals")
    void aKilledAndResumedRunEndsAsAWholeOne(WsolMethod rival) throws IOException {
        WsolConfig choice = DrawnProblem.small(rival);
        FitResult whole = fit(choice, "whole", FitListener.NONE);
        assertThatExceptionOfType(Killed.class)
                .isThrownBy(() -> fit(choice, "killed", new FitListener() {
                    @Override
                    public void step(Progress progress) {
                        if (progress.epoch() == 2 && progress.step() == 2) {
                            throw new Killed();
                        }
                    }
                }));
        FitResult resumed = fit(choice, "killed", FitListener.NONE);
        assertThat(resumed.weightsHash()).isEqualTo(whole.weightsHash());
        assertThat(whole.history()).allMatch(epoch -> Double.isFinite(epoch.trainLoss()));
        assertThat(whole.record().spec()).containsEntry("rival", choice.toString());
        assertThat(ModelFile.load(whole.model()).provenance().get("recipe")).endsWith("rival=" + choice);
    }

    private FitResult fit(WsolConfig choice, String folder, FitListener listener) throws IOException {
        TrainRecipe recipe = DrawnProblem.recipe(choice, 2);
        return Trainer.of(DrawnProblem.plain(choice), DrawnProblem.data())
                .recipe(recipe)
                .into(root.resolve(folder))
                .resume(true)
                .listener(listener)
                .fit();
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WsolConfig.parse("hass"))
                .withMessageContaining("did you mean 'has'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WsolConfig.parse("has:q=1"))
                .withMessage("Method has has no setting 'q'; settings: p.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WsolConfig.parse("has:p=2"))
                .withMessage("Method has: p is '2', expected a number from 0 to 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WsolConfig.parse("acol:units=1.5"))
                .withMessage("Method acol: units is '1.5', expected a whole number from 1 to 16384.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WsolConfig.parse("has:p"))
                .withMessage("Method 'has:p': found 'p', expected SETTING=VALUE.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WsolConfig.of(WsolMethods.byId("acol")).training(DrawnProblem.plain("gap"), 1))
                .withMessageContaining("Method acol: the network has no layer 'rival_acol_b_maps'");
    }
}
