package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.RealData;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The papers' networks at the papers' size take a training step on a photograph. */
class PaperSizeTest {
    private static final String PHOTOGRAPH = "imagenet-samples/n01843383_toucan.JPEG";

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "vgg16, gap, conv6, 1024, 14",
        "vgg16, wide, wide, 512, 28",
        "vgg19, gap, conv6, 1024, 14",
        "alexnet, gap, conv6, 1024, 13",
        "googlenet, gap, cam_conv, 1024, 14",
        "googlenet-bvlc, gap, cam_conv, 1024, 14",
        "resnet18, original, layer4.1, 512, 7",
        "resnet18-dilated, gap, layer4.1, 512, 14",
        "resnet50, gap, layer4.2, 2048, 7",
        "mobilenet_v1, gap, block13, 1024, 7",
        "mobilenet_v2, gap, conv_last, 1280, 7",
        "mobilenet_v2-dilated, gap, conv_last, 1280, 14",
        "squeezenet1_0-dilated, original, conv10, 1000, 25",
        "squeezenet1_0, original, conv10, 1000, 13",
        "squeezenet1_1, gap, fire9, 512, 13"
    })
    void aStepAtItsOwnSizeLowersTheLoss(String backbone, String head, String tap, int channels, int side)
            throws IOException {
        step(backbone, head, tap, channels, side);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "alexnet, original, conv5, 256, 13",
        "googlenet, original, inception5b, 1024, 7",
        "inception_v3, gap, cam_conv, 1024, 17",
        "inception_v3, original, Mixed_7c, 2048, 8",
        "resnet34, gap, layer4.2, 512, 7",
        "resnet50-dilated, gap, layer4.2, 2048, 14",
        "resnet50-stride1, gap, layer4.2, 2048, 14",
        "resnet101, gap, layer4.2, 2048, 7",
        "resnet152, gap, layer4.2, 2048, 7",
        "resnet152-dilated, gap, layer4.2, 2048, 14"
    })
    void aStepOfALargerNetworkLowersTheLoss(String backbone, String head, String tap, int channels, int side)
            throws IOException {
        step(backbone, head, tap, channels, side);
    }

    private static void step(String backbone, String head, String tap, int channels, int side) throws IOException {
        CamModel model = Networks.create(NetworkSpec.of(backbone, head, CamModel.numberedClasses(1000)));
        ComputationGraph graph = model.graph();
        INDArray image = Nd4j.expandDims(
                model.preprocessing().apply(ImageDecoder.decode(RealData.find(PHOTOGRAPH))), 0); // [1, 3, H, W]
        INDArray label = Nd4j.zeros(DataType.FLOAT, 1, 1000).putScalar(0, 7, 1);
        DataSet batch = new DataSet(image, label);

        assertThat(graph.feedForward(image, false))
                .hasEntrySatisfying(tap, map -> assertThat(map.shape()).containsExactly(1, channels, side, side));
        graph.fit(batch);
        double first = graph.score();
        graph.fit(batch);
        assertThat(graph.score()).isFinite().isLessThan(first);
        graph.close();
    }
}
