import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.layers.explain.ActivationMap;
import org.cam4j.layers.explain.ClassActivation;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** README's Java example with a random network: writes an overlay into the folder of the argument. */
class Example {
    public static void main(String[] arguments) throws IOException {
        ComputationGraph graph = network();
        Path folder = Path.of(arguments[0]);
        INDArray images = Nd4j.rand(1, 3, 32, 32);
        BufferedImage photo = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);
        try (ClassActivation cam = ClassActivation.of(graph).method("grad-cam").build()) {
            for (ActivationMap map : cam.explain(images)) { // [N, 3, H, W]; the top class of each image
                System.out.printf("class %d, probability %.2f%n", map.classIndex(), map.probability());
                map.overlay(photo).write(folder.resolve(map.image() + ".png"));
            }
        }
    }

    private static ComputationGraph network() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("features", new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build(), "image")
                .addLayer("pooling", new GlobalPoolingLayer(), "features")
                .addLayer("output", new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(), "pooling")
                .setOutputs("output")
                .build());
        graph.init();
        return graph;
    }
}
