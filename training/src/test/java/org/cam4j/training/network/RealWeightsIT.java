package org.cam4j.training.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.RealData;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Published weights on real images; what PyTorch gives on the 800 images of ILSVRC is the reference. */
@Tag("long")
class RealWeightsIT {
    private static final int BATCH = 20;

    @TempDir
    private Path folder;

    private record Labeled(Path file, int label) {}

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @ParameterizedTest
    @CsvSource({
        "squeezenet1_0, squeezenet1_0-imagenet, 227, 70.25",
        "mobilenet_v2, mobilenet_v2-imagenet-folded, 224, 78.125"
    })
    void topOneOnIlsvrcIsThatOfPyTorch(String backbone, String weights, int size, double pytorch) throws IOException {
        Path file = RealData.find("weights/" + weights + ".safetensors");
        CamModel model = Networks.create(
                NetworkSpec.of(backbone, Heads.ORIGINAL, List.of()).weights(file));

        assertThat(model.classNames()).hasSize(1000);
        assertThat(model.preprocessing().height()).isEqualTo(size);
        assertThat(topOne(model, ilsvrc())).isCloseTo(pytorch, within(0.5));
    }

    @Test
    void kerasResNet8OnCifar10() throws IOException {
        Path file = RealData.find("weights/resnet8-cifar10.h5");
        NetworkSpec spec = NetworkSpec.of("resnet8", Heads.ORIGINAL, List.of());
        CamModel model = Networks.create(spec.weights(file));

        assertThat(model.graph().getConfiguration().getVertices().get("average_pooling2d"))
                .isInstanceOf(GlobalAveragePooling.class);
        assertThat(topOne(model, folders(RealData.find("cifar10-test")))).isBetween(75.0, 79.0);
    }

    @Test
    void kerasPersonDetectorTakesChannelsFirstAndANewHead() throws IOException {
        Path file = RealData.find("weights/person-mobilenet-96.h5");
        CamModel model = UserNetworks.read(file, 0, 0);
        INDArray image = model.preprocessing()
                .apply(ImageDecoder.decode(RealData.find("coco-100/train2017/000000000110.jpg"))); // [3,96,96]
        INDArray batch = Nd4j.expandDims(image, 0);

        assertThat(model.graph().outputSingle(batch).shape()).containsExactly(1, 2);
        INDArray features =
                requireNonNull(model.graph().feedForward(batch, false).get("activation_26"));
        assertThat(features.shape()).containsExactly(1, 256, 3, 3);

        Path zip = folder.resolve("person.zip");
        ModelFile.save(model, zip);
        assertThat(ModelFile.load(zip).graph().outputSingle(batch))
                .isEqualTo(model.graph().outputSingle(batch));

        CamModel headed = Networks.create(NetworkSpec.of(file.toString(), "gmp", List.of("a", "b", "c")));
        assertThat(headed.provenance()).containsEntry("tap", "activation_26");
        assertThat(headed.graph().feedForward(batch, false).get("activation_26"))
                .isEqualTo(features);
        INDArray labels = Nd4j.createFromArray(new float[][] {{0, 1, 0}});
        headed.graph().fit(new INDArray[] {batch}, new INDArray[] {labels});
        assertThat(headed.graph().score()).isFinite();
    }

    private static double topOne(CamModel model, List<Labeled> samples) throws IOException {
        int right = 0;
        for (int start = 0; start < samples.size(); start += BATCH) {
            List<Labeled> batch = samples.subList(start, Math.min(start + BATCH, samples.size()));
            List<INDArray> images = new ArrayList<>();
            for (Labeled sample : batch) {
                images.add(model.preprocessing().apply(ImageDecoder.decode(sample.file())));
            }
            int[] predicted = model.graph()
                    .outputSingle(Nd4j.stack(0, images.toArray(INDArray[]::new)))
                    .argMax(1)
                    .toIntVector();
            for (int i = 0; i < batch.size(); i++) {
                right += predicted[i] == batch.get(i).label() ? 1 : 0;
            }
        }
        return 100.0 * right / samples.size();
    }

    private static List<Labeled> ilsvrc() throws IOException {
        Path root = RealData.find("ilsvrc-val");
        Path metadata = root.resolve("metadata/ILSVRC/test");
        Map<String, Integer> labels = new HashMap<>();
        for (String line : Files.readAllLines(metadata.resolve("class_labels.txt"))) {
            String[] parts = line.split(",", -1);
            labels.put(parts[0], Integer.valueOf(parts[1]));
        }
        return Files.readAllLines(metadata.resolve("image_ids.txt")).stream()
                .map(id -> new Labeled(root.resolve(id), requireNonNull(labels.get(id))))
                .toList();
    }

    private static List<Labeled> folders(Path root) throws IOException {
        List<Labeled> samples = new ArrayList<>();
        try (var folders = Files.list(root)) {
            List<Path> classes = folders.sorted().toList();
            for (Path folder : classes) {
                try (var files = Files.list(folder)) {
                    files.forEach(file -> samples.add(new Labeled(file, classes.indexOf(folder))));
                }
            }
        }
        return samples;
    }
}
