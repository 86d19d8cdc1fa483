package org.cam4j.training.internal.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of a convolution, the layers that a test adds, and a pooling head. */
final class SmallNetwork {
    static final int HEIGHT = 13;
    static final int WIDTH = 10;
    static final int CHANNELS = 6;
    /** The convolution, which reads the images. */
    static final String IN = "first";
    /** What is tested. */
    static final String OUT = "tested";

    private SmallNetwork() {}

    /** A network whose vertex {@link #OUT} is pooled. */
    static CamModel pooled(Consumer<GraphBuilder> tested) {
        GraphBuilder builder = graph();
        tested.accept(builder);
        builder.addVertex("pooled", new GlobalAveragePooling(), OUT).addLayer("scores", output(), "pooled");
        return model(builder);
    }

    static void assertSame(OnnxComparison.Deviation deviation, boolean maps) {
        assertThat(deviation.logits()).isLessThan(1e-5);
        assertThat(maps ? deviation.classMaps() : 0).isLessThan(1e-5);
    }

    static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    }

    static GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(InputType.convolutional(HEIGHT, WIDTH, 3))
                .addLayer(
                        IN,
                        new ConvolutionLayer.Builder(1, 1)
                                .nOut(CHANNELS)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "images");
    }

    static CamModel model(GraphBuilder builder) {
        ComputationGraph graph = new ComputationGraph(
                builder.setOutputs(builder.getVertices().containsKey("scores") ? "scores" : "logits")
                        .build());
        graph.init();
        CamModel model = new CamModel(
                graph,
                new Preprocessing(HEIGHT, WIDTH, ChannelOrder.RGB, List.of(120.0, 110.0, 100.0), List.of(60.0)),
                List.of("a", "b", "c"),
                "own",
                "original",
                Map.of());
        return OnnxComparison.trained(model);
    }
}
