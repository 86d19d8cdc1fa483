import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** README's Java example: writes the overlay of a random network's map to the file of the argument. */
class Example {
    public static void main(String[] arguments) throws IOException {
        ComputationGraph graph = network();
        INDArray images = Nd4j.rand(1, 3, 32, 32);
        BufferedImage photo = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);
        // From here to the end: ClassActivation.of(graph)...overlay(photo).write(path), once that is in the library.
        Explainer explainer = Explainer.of(graph);
        CamMethod method = CamMethods.byId("grad-cam");
        INDArray map = method.combine(
                explainer.explain(images, ClassSelection.top(1), method.needs()).reading(0, 0, explainer.defaultTap()));
        double highest = map.maxNumber().doubleValue() + 1e-12;
        for (int y = 0; y < 224; y++) {
            for (int x = 0; x < 224; x++) {
                double value = map.getDouble(y * map.size(0) / 224, x * map.size(1) / 224);
                photo.setRGB(x, y, (int) (255 * value / highest) << 16);
            }
        }
        ImageIO.write(photo, "png", new File(arguments[0]));
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
