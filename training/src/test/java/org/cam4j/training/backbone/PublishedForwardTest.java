package org.cam4j.training.backbone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.weights.Safetensors;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whole networks with arbitrary weights and statistics from a file give what {@link PublishedNetworks} computes from the same
 * tensors, and write those tensors again bit by bit.
 */
class PublishedForwardTest {
    private static final String COUNT_PADDING = "cam4j.pooling_count_padding";
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheProperty() {
        System.clearProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({"resnet18, 64, true", "mobilenet_v1-0.5, 64, true"})
    void aNetworkComputesWhatIsPublished(String backbone, int size, boolean fastKernels) throws IOException {
        compare(backbone, size, fastKernels, Map.of());
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void averagePoolingLeavesThePaddingOutWhereTheWeightsSaySo(boolean fastKernels) throws IOException {
        compare("inception_v3", 80, fastKernels, Map.of(COUNT_PADDING, "false"));
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "alexnet, 96, true",
        "googlenet, 64, true",
        "googlenet, 64, false",
        "googlenet-bvlc, 64, true",
        "googlenet-bvlc, 64, false",
        "inception_v3, 80, true",
        "inception_v3, 80, false",
        "resnet50-dilated, 64, true",
        "mobilenet_v1-0.5, 64, false"
    })
    void largerOnesDoSoToo(String backbone, int size, boolean fastKernels) throws IOException {
        compare(backbone, size, fastKernels, Map.of());
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "resnet18-dilated, 64, true",
        "resnet34, 64, true",
        "resnet50, 64, true",
        "resnet50, 64, false",
        "resnet50-stride1, 64, true"
    })
    void furtherOnesDoSoToo(String backbone, int size, boolean fastKernels) throws IOException {
        compare(backbone, size, fastKernels, Map.of());
    }

    private void compare(String backbone, int size, boolean fastKernels, Map<String, String> metadata)
            throws IOException {
        // read when a layer is made
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, String.valueOf(!fastKernels));
        NetworkSpec spec = NetworkSpec.of(backbone, Heads.ORIGINAL, CLASSES).size(size, size);
        Map<String, INDArray> tensors = arbitrary(Networks.tensors(Networks.create(spec)));
        Path file = folder.resolve("weights.safetensors");
        try (var channel = Channels.newChannel(Files.newOutputStream(file))) {
            Safetensors.write(channel, tensors, metadata);
        }
        Nd4j.getRandom().setSeed(3);
        INDArray image = Nd4j.randn(DataType.FLOAT, 1, 3, size, size);

        CamModel model = Networks.create(spec.weights(file));
        Map<String, INDArray> activations = model.graph().feedForward(image, false);

        PublishedNetworks published = new PublishedNetworks(
                new TorchReference(tensors, Backbones.byId(backbone).batchNormEpsilon()), metadata.isEmpty());
        double[] expected = TorchReference.softmax(published.run(backbone, pixels(image)));
        published.maps().forEach((layer, map) -> {
            double[] values = TorchReference.flatten(map);
            double scale = Nd4j.createFromArray(values).amaxNumber().doubleValue();
            double[] found = requireNonNull(activations.get(layer), layer)
                    .dup('c')
                    .data()
                    .asDouble();
            assertThat(scale).as(layer).isBetween(1e-2, 1e6);
            assertThat(found).as(layer).containsExactly(values, within(1e-4 * scale));
        });
        assertThat(model.graph().outputSingle(image).dup('c').data().asDouble())
                .containsExactly(expected, within(1e-4));
        Map<String, INDArray> written = Networks.tensors(model);
        assertThat(written.keySet()).isEqualTo(tensors.keySet());
        tensors.forEach((name, tensor) ->
                assertThat(tensor.equals(written.get(name))).as(name).isTrue());
    }

    /** Weights of He's variance, and statistics small enough for epsilon to count. */
    private static Map<String, INDArray> arbitrary(Map<String, INDArray> like) {
        Random random = new Random(8);
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        like.forEach((name, tensor) -> {
            boolean norm = like.containsKey(name.replaceFirst("[^.]+$", "running_var"));
            double deviation = Math.sqrt(2.0 * tensor.size(0) / tensor.length());
            float[] values = new float[(int) tensor.length()];
            for (int i = 0; i < values.length; i++) {
                double value;
                if (name.endsWith("running_var")) {
                    value = 0.01 + 0.02 * random.nextDouble();
                } else if (norm && name.endsWith(".weight")) {
                    value = 0.1 + 0.1 * random.nextDouble();
                } else {
                    value = (tensor.rank() == 1 ? 0.1 : deviation) * random.nextGaussian();
                }
                values[i] = (float) value;
            }
            tensors.put(name, Nd4j.createFromArray(values).reshape(tensor.shape()));
        });
        return tensors;
    }

    private static double[][][] pixels(INDArray image) {
        double[][][] pixels = new double[3][(int) image.size(2)][(int) image.size(3)];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < pixels[0].length; y++) {
                for (int x = 0; x < pixels[0][0].length; x++) {
                    pixels[c][y][x] = image.getDouble(0, c, y, x);
                }
            }
        }
        return pixels;
    }
}
