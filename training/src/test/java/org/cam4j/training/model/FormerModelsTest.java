package org.cam4j.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Files that the version before 0.2 wrote: {@code train --backbone resnet8 --head gap --dataset parts --input-size 32 --epochs 2}, stopped after its first epoch, and
 * the model of such a run with {@code --wsol cbam}.
 */
class FormerModelsTest {
    private static final Path FOLDER = Path.of("src/test/resources/before-0.2");

    @TempDir
    private Path out;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @Test
    void aModelGivesTheOutputsThatItGaveThen() throws IOException {
        assertThat(outputs("stopped/model.zip"))
                .containsExactly(
                        new double[] {
                            0.0251079, 0.0657099, 0.0227057, 0.1812575, 0.0228111, 0.1898253, 0.1357942, 0.3567886
                        },
                        within(1e-5));
    }

    @Test
    void aModelWithVerticesOfAWsolMethodGivesTheOutputsThatItGaveThen() throws IOException {
        assertThat(outputs("resnet8-cbam.zip"))
                .containsExactly(
                        new double[] {
                            0.0846193, 0.1350012, 0.3217143, 0.0857821, 0.1080273, 0.0747805, 0.1365113, 0.0535640
                        },
                        within(1e-5));
        Set<String> packages = Arrays.stream(ModelFile.load(FOLDER.resolve("resnet8-cbam.zip"))
                        .graph()
                        .getVertices())
                .map(vertex -> vertex.getClass().getPackageName())
                .filter(name -> name.startsWith("org.cam4j"))
                .collect(Collectors.toSet());
        assertThat(packages).contains("org.cam4j.layers.attention", "org.cam4j.layers.pooling");
    }

    private static double[] outputs(String file) throws IOException {
        INDArray image = Nd4j.linspace(DataType.FLOAT, -1, 2.0 / 3071, 3072).reshape('c', 1, 3, 32, 32);
        return ModelFile.load(FOLDER.resolve(file)).graph().outputSingle(image).toDoubleVector();
    }

    @Tag("long")
    @Test
    void trainingResumesFromACheckpoint() throws IOException {
        copyOfStoppedRun();
        FitResult result = fit(2);
        assertThat(result.history()).extracting(EpochResult::epoch).containsExactly(1, 2);
        assertThat(result.history().get(0).trainLoss()).isEqualTo(2.072354143707543);
        assertThat(result.history().get(1).trainLoss()).isLessThan(2.072354143707543);
    }

    @Test
    void aCheckpointOfAnotherRecipeIsRefusedInOneLine() throws IOException {
        copyOfStoppedRun();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(3))
                .withMessageContaining("epochs was 2, is now 3")
                .satisfies(refusal -> assertThat(
                                Objects.requireNonNull(refusal.getMessage()).lines())
                        .hasSize(1));
    }

    private void copyOfStoppedRun() throws IOException {
        for (String file : new String[] {"checkpoint.zip", "model.zip", "history.csv"}) {
            Files.copy(FOLDER.resolve("stopped").resolve(file), out.resolve(file));
        }
    }

    private FitResult fit(int epochs) throws IOException {
        Dataset parts = Parts.open(Parts.Options.DEFAULT, 1);
        NetworkSpec network = NetworkSpec.of("resnet8", "gap", parts.classNames())
                .size(32, 32)
                .seed(1);
        TrainRecipe recipe = TrainRecipe.of(network).epochs(epochs).seed(1);
        return Trainer.of(Networks.create(network), parts)
                .recipe(recipe)
                .into(out)
                .resume(true)
                .fit();
    }
}
