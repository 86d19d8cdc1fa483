package org.cam4j.training.backbone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cam4j.datasets.PixelImage;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.RealData;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.weights.Safetensors;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Published weights give what an independent pass in numpy gave: {@code golden/golden.py} among the test resources. */
class GoldenVectorTest {
    private static final String BVLC = "weights/bvlc_googlenet-imagenet-f16.safetensors";
    private static final String INCEPTION = "weights/inception_v3-imagenet-trunk-f16.safetensors";
    private static final List<String> CLASSES = List.of("cat", "dog");

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @Test
    void googLeNetOfCaffe() throws IOException {
        CamModel model = Networks.create(
                NetworkSpec.of("googlenet-bvlc", Heads.ORIGINAL, List.of()).weights(RealData.find(BVLC)));
        INDArray logits = Explainer.of(model.graph())
                .explain(pattern(model), ClassSelection.top(1), Set.of())
                .logits();
        assertThat(logits.toDoubleVector()).containsExactly(golden("bvlc_googlenet-logits"), within(2e-3));
        assertThat(logits.argMax(1).getInt(0)).isEqualTo(858);
        assertThat(model.classNames()).hasSize(1000);
        assertThat(model.provenance()).doesNotContainKey("note");
    }

    @Test
    void itsCamFormStartsFromTheLayersUpToInception4e() throws IOException {
        CamModel model =
                Networks.create(NetworkSpec.of("googlenet-bvlc", "gap", CLASSES).weights(RealData.find(BVLC)));
        assertThat(activation(model, "cam_conv").shape()).containsExactly(1, 1024, 14, 14);
        assertThat(model.graph().getVertex("inception5a")).isNull();
        assertThat(model.provenance().get("note")).contains("26 tensors of the published classifier are left aside");
    }

    @Test
    void theWeightsOfOneReleaseAreRefusedForTheOther() {
        assertThatThrownBy(() -> Networks.create(
                        NetworkSpec.of("googlenet", "gap", CLASSES).weights(RealData.find(BVLC))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("are those of 'bvlc_googlenet', expected 'googlenet'");
    }

    @Test
    void inceptionV3CountsThePaddingOfAveragePoolingUnlessTheWeightsSayOtherwise() throws IOException {
        Safetensors published = Safetensors.open(RealData.find(INCEPTION));
        assertThat(means(published.file())).containsExactly(golden("inception_v3-padding-counted"), within(1e-4));
        assertThat(note(published.file()))
                .contains("cam4j.pooling_count_padding", "the weights hold no published classifier");

        Map<String, String> metadata = new LinkedHashMap<>(published.metadata());
        metadata.put("cam4j.pooling_count_padding", "false");
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        for (String name : published.tensors().keySet()) {
            tensors.put(name, published.read(name));
        }
        Path changed = folder.resolve("inception_v3.safetensors");
        try (var channel = Channels.newChannel(Files.newOutputStream(changed))) {
            Safetensors.write(channel, tensors, metadata);
        }
        assertThat(means(changed)).containsExactly(golden("inception_v3-padding-not-counted"), within(1e-4));
        assertThat(note(changed)).doesNotContain("pooling_count_padding");
    }

    @Test
    void weightsWithoutTheLastStageDoNotServeThePublishedClassifier() {
        for (List<String> names : List.of(List.<String>of(), CLASSES)) {
            assertThatThrownBy(() -> Networks.create(NetworkSpec.of("inception_v3", Heads.ORIGINAL, names)
                            .weights(RealData.find(INCEPTION))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("missing 'Mixed_7a.branch3x3_1.conv.weight'");
        }
    }

    /** The mean of every map of Mixed_6e. */
    private static double[] means(Path weights) throws IOException {
        CamModel model =
                Networks.create(NetworkSpec.of("inception_v3", "gap", CLASSES).weights(weights));
        return activation(model, "Mixed_6e").mean(2, 3).toDoubleVector();
    }

    private static String note(Path weights) throws IOException {
        CamModel model =
                Networks.create(NetworkSpec.of("inception_v3", "gap", CLASSES).weights(weights));
        return requireNonNull(model.provenance().get("note"));
    }

    private static INDArray activation(CamModel model, String layer) {
        return requireNonNull(model.graph().feedForward(pattern(model), false).get(layer));
    }

    /** The input of the independent pass, prepared as the weights' metadata say, {@code [1,3,H,W]}. */
    private static INDArray pattern(CamModel model) {
        int height = model.preprocessing().height();
        int width = model.preprocessing().width();
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i % 3;
            pixels[i] = (byte) (7 * (i / 3 / width) + 13 * (i / 3 % width) + 31 * channel);
        }
        return Nd4j.expandDims(model.preprocessing().apply(new PixelImage(height, width, pixels)), 0);
    }

    private static double[] golden(String name) throws IOException {
        try (InputStream stream =
                requireNonNull(GoldenVectorTest.class.getResourceAsStream("/golden/" + name + ".csv"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
    }
}
