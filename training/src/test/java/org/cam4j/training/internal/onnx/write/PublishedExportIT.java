package org.cam4j.training.internal.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.RealData;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Published weights on photographs, against ONNX Runtime. */
@Tag("long")
class PublishedExportIT {
    private static final int IMAGES = 4;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @ParameterizedTest
    @CsvSource({
        "squeezenet1_1, squeezenet1_1-imagenet-f16",
        "squeezenet1_0, squeezenet1_0-imagenet",
        "mobilenet_v1-0.75, mobilenet_v1_0.75-imagenet-f16",
        "mobilenet_v2, mobilenet_v2-imagenet-folded"
    })
    void logitsAndClassMapsOfPhotographsAreTheSame(String backbone, String weights) throws IOException {
        OnnxComparison.Deviation deviation = deviation(backbone, weights, folder);
        assertThat(deviation.missing()).isEmpty();
        assertThat(deviation.logits()).isLessThan(1e-4);
        assertThat(deviation.classMaps()).isLessThan(1e-4);
    }

    static OnnxComparison.Deviation deviation(String backbone, String weights, Path folder) throws IOException {
        CamModel model = Networks.create(NetworkSpec.of(backbone, Heads.ORIGINAL, List.of())
                .weights(RealData.find("weights/" + weights + ".safetensors")));
        Preprocessing size = model.preprocessing();
        Preprocessing pixels =
                new Preprocessing(size.height(), size.width(), ChannelOrder.RGB, List.of(0.0), List.of(1.0));
        List<Path> files;
        try (Stream<Path> all = Files.list(RealData.find("imagenet-samples"))) {
            files = all.filter(file -> file.toString().endsWith(".JPEG"))
                    .sorted()
                    .limit(IMAGES)
                    .toList();
        }
        INDArray[] images = new INDArray[files.size()];
        for (int i = 0; i < images.length; i++) {
            images[i] = Nd4j.expandDims(pixels.apply(ImageDecoder.decode(files.get(i))), 0); // [1,3,H,W]
        }
        return OnnxComparison.of(model, "cam", folder.resolve("model.onnx"), Nd4j.concat(0, images));
    }
}
