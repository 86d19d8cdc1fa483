package org.cam4j.training.head;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Wide CAM and all its readings on the small network. */
class WideHeadTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wide",
                "wide@k2",
                "wide@learned",
                "wide@learned@k2",
                "wide@full",
                "wide@full@k2",
                "wide@probabilistic-sum",
                "wide@maps",
                "wide@learned@maps",
                "wide@probabilistic-sum@maps",
                "wide@both",
                "wide@full@both"
            })
    void trainsIsSavedAndExplained(String head) throws IOException {
        assertThat(Heads.byId(head).id()).isEqualTo(head);
        CamModel model = Networks.create(NetworkSpec.of("mini", head, CLASSES).size(32, 32));
        ComputationGraph graph = model.graph();
        INDArray images = images(4, 32);
        INDArray before = graph.params().dup();
        graph.fit(new INDArray[] {images}, new INDArray[] {
            Nd4j.createFromArray(new float[][] {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}, {1, 0, 0}})
        });
        assertThat(graph.params()).isNotEqualTo(before);
        ModelFile.save(model, folder.resolve("model.zip"));
        CamModel loaded = ModelFile.load(folder.resolve("model.zip"));
        assertThat(loaded.head()).isEqualTo(head);
        assertThat(loaded.graph().outputSingle(images)).isEqualTo(graph.outputSingle(images));

        Explainer explainer = Explainer.of(graph);
        assertThat(explainer.defaultTap()).isEqualTo("wide");
        for (String method : List.of("cam", "wide-cam", "wide-cam@maps", "wide-cam@bitwise-u8", "grad-cam")) {
            Explanation explanation = explainer.explain(
                    images, ClassSelection.top(1), CamMethods.byId(method).needs());
            INDArray map = CamMethods.byId(method).combine(explanation.reading(0, 0, "wide"));
            assertThat(map.shape()).containsExactly(8, 8);
            assertThat(map.isNaN().any()).isFalse();
        }
    }

    /** Global average of the map = logit, for every reading whose network joins as the method does. */
    @ParameterizedTest
    @CsvSource({
        "wide, wide-cam",
        "wide@learned, wide-cam",
        "wide@probabilistic-sum, wide-cam@probabilistic-sum",
        "wide@maps, wide-cam@maps"
    })
    void theMapsMeanIsTheLogit(String head, String method) throws IOException {
        Explainer explainer = Explainer.of(
                Networks.create(NetworkSpec.of("mini", head, CLASSES).size(32, 32))
                        .graph());
        Explanation explanation = explainer.explain(
                images(2, 32), ClassSelection.same(1), CamMethods.byId(method).needs());
        TapReading reading = explanation.reading(0, 0, "wide");
        double mean = CamMethods.byId(method).combine(reading).meanNumber().doubleValue();
        assertThat(mean).isCloseTo(explanation.logits().getDouble(0, 1), within(1e-5));
    }

    @Test
    void onAnotherHeadWideCamIsCam() throws IOException {
        Explainer explainer = Explainer.of(
                Networks.create(NetworkSpec.of("mini", "gap", CLASSES).size(32, 32))
                        .graph());
        Explanation explanation = explainer.explain(
                images(1, 32),
                ClassSelection.same(0),
                CamMethods.byId("wide-cam").needs());
        TapReading reading = explanation.reading(0, 0, explainer.defaultTap());
        for (String id : List.of("wide-cam", "wide-cam@maps")) {
            assertThat(CamMethods.byId(id).combine(reading))
                    .isEqualTo(CamMethods.byId("cam").combine(reading));
        }
    }

    /** Sizes at which the finer map has twice the cells, one more, and one less. */
    @ParameterizedTest
    @CsvSource({
        "vgg16, 32, 4",
        "squeezenet1_0, 67, 7",
        "squeezenet1_1, 64, 7",
        "resnet18, 64, 4",
        "resnet18, 33, 3",
        "mobilenet_v2, 64, 4",
        "googlenet, 64, 8",
        "googlenet-bvlc-5b, 64, 4",
        "inception_v3, 107, 11"
    })
    void everyBackboneWithTwoTapsTakesIt(String backbone, int size, int cells) throws IOException {
        ComputationGraph graph = Networks.create(
                        NetworkSpec.of(backbone, "wide", CLASSES).size(size, size))
                .graph();
        Map<String, INDArray> outputs = graph.feedForward(new INDArray[] {images(1, size)}, false);
        assertThat(requireNonNull(outputs.get("wide")).size(2)).isEqualTo(cells);
        assertThat(Set.of(requireNonNull(outputs.get("wide")).size(3))).containsExactly((long) cells);
        graph.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wide@flip | found '@flip'; expected @learned",
                "wide@ | found '@'",
                "wide@both@maps | leave @maps",
                "wide@probabilistic-sum@both | leave @maps and @probabilistic-sum to --method wide-cam",
                "wide@plain | found '@plain'",
                "original@plain | found 'original', expected it behind a pooling",
                "gab@plain | did you mean 'gap'",
                "wid@k2 | did you mean"
            })
    void unknownChoicesAreNamed(String head, String message) {
        assertThatThrownBy(() -> Heads.byId(head))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void sizesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> Networks.create(
                        NetworkSpec.of("squeezenet1_0", "wide@k2", CLASSES).size(67, 67)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'fire9' has 3 cells along an axis and 'fire8' 7; expected twice as many");
    }

    private static INDArray images(int count, int size) {
        Nd4j.getRandom().setSeed(11);
        return Nd4j.rand(DataType.FLOAT, count, 3, size, size);
    }
}
