package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.head.Head;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every backbone with every head, at a small input size. */
class BackboneHeadContractTest {
    private static final int SIZE = 64;
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    static Stream<Arguments> pairs() {
        return Backbones.all().stream()
                .filter(backbone -> !isSlow(backbone.id()))
                .flatMap(backbone -> Stream.concat(
                                Stream.of(Heads.ORIGINAL), Heads.all().stream().map(Head::id))
                        .filter(head -> isSmall(backbone.id(), head))
                        .map(head -> Arguments.of(backbone.id(), head)));
    }

    static Stream<Arguments> quickPairs() {
        return pairs().filter(BackboneHeadContractTest::isQuick);
    }

    static Stream<Arguments> longPairs() {
        return pairs().filter(pair -> !isQuick(pair));
    }

    private static boolean isQuick(Arguments pair) {
        return pair.get()[0].equals("mini") || pair.get()[0].equals("squeezenet1_1") && pair.get()[1].equals("gap");
    }

    static Stream<String> slowBackbones() {
        return Backbones.all().stream().map(Backbone::id).filter(BackboneHeadContractTest::isSlow);
    }

    /** The deepest networks, and forms of the others that one depth stands for. */
    private static boolean isSlow(String backbone) {
        return backbone.matches("resnet(101|152).*|resnet(34|50)-.*");
    }

    /** Large networks stand here with one or two heads, since a step costs seconds; their sizes and parameters are counted elsewhere. */
    private static boolean isSmall(String backbone, String head) {
        return switch (backbone) {
            case "mini", "resnet8", "mobilenet_v1-0.25", "mobilenet_v2", "squeezenet1_0", "squeezenet1_1" -> true;
            case "vgg16" -> head.equals("gap") || head.equals("wide");
            case "vgg19" -> head.equals("gmp");
            case "resnet18", "googlenet" -> head.equals("gap") || head.equals(Heads.ORIGINAL);
            default -> head.equals("gap");
        };
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("slowBackbones")
    void largeOnesDoSoToo(String backbone) throws IOException {
        givesProbabilitiesAndTakesATrainingStep(backbone, "gap");
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("longPairs")
    void otherPairsDoSoToo(String backbone, String head) throws IOException {
        givesProbabilitiesAndTakesATrainingStep(backbone, head);
    }

    @ParameterizedTest
    @MethodSource("quickPairs")
    void givesProbabilitiesAndTakesATrainingStep(String backbone, String head) throws IOException {
        NetworkSpec spec =
                NetworkSpec.of(backbone, head, CLASSES).size(SIZE, SIZE).seed(1);
        CamModel model = Networks.create(spec);
        ComputationGraph graph = model.graph();
        graph.setLearningRate(1e-3);
        Nd4j.getRandom().setSeed(11);
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, SIZE, SIZE);
        INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0, 0}, {0, 0, 1}});

        INDArray probabilities = graph.outputSingle(images);
        assertThat(probabilities.shape()).containsExactly(2, CLASSES.size());
        assertThat(probabilities.sum(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-5);
        INDArray before = graph.params().dup();
        graph.fit(new INDArray[] {images}, new INDArray[] {labels});
        assertThat(graph.score()).isFinite().isPositive();
        assertThat(graph.params().equals(before)).isFalse();
        assertThat(graph.params().isNaN().any()).isFalse();
        for (String tap : Backbones.byId(backbone).blockTaps()) {
            assertThat(graph.getVertex(tap)).as(tap).isNotNull();
        }
        graph.close();
    }

    @Test
    void theSameSeedGivesTheSameParameters() throws IOException {
        NetworkSpec spec = NetworkSpec.of("mini", "gap", CLASSES);
        INDArray first = Networks.create(spec.seed(3)).graph().params();
        assertThat(Networks.create(spec.seed(3)).graph().params()).isEqualTo(first);
        assertThat(Networks.create(spec.seed(4)).graph().params()).isNotEqualTo(first);
    }

    @Test
    void anUnknownIdNamesTheNearest() {
        assertThatThrownBy(() -> Networks.create(NetworkSpec.of("vgg-16", "gap", CLASSES)))
                .hasMessageContaining("did you mean 'vgg16'")
                .hasMessageContaining("mobilenet_v2");
        assertThatThrownBy(() -> Networks.create(NetworkSpec.of("mini", "gab", CLASSES)))
                .hasMessageContaining("did you mean 'gap'");
    }
}
