package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.layers.kernels.Kernels;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes a network as an ONNX model, random images and what this project says about them. In a process of its own, so that the one that is measured holds one engine
 * only. Arguments: NETWORK BATCH SIZE CLASSES FOLDER.
 */
public final class OnnxExport {
    static final String NETWORK = "network.onnx";

    /** {@code [N, 3, H, W]}, floats as the processor stores them. */
    static final String IMAGES = "images.f32";

    /** {@code [N, classes]}, alike. */
    static final String PROBABILITIES = "probabilities.f32";

    private OnnxExport() {}

    /** Writes the three files. */
    public static void main(String[] arguments) throws IOException {
        SpeedCase setting = new SpeedCase(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
        Path folder = Path.of(arguments[4]);
        Kernels.switchOn();
        ComputationGraph graph = setting.model().graph();
        INDArray images = Nd4j.rand(DataType.FLOAT, setting.batch(), 3, setting.side(), setting.side());
        Files.write(
                folder.resolve(NETWORK),
                OnnxNetwork.of(graph, setting.batch(), setting.side()).toByteArray());
        write(folder.resolve(IMAGES), images);
        write(folder.resolve(PROBABILITIES), graph.output(false, images)[0]);
    }

    private static void write(Path file, INDArray values) throws IOException {
        float[] numbers = values.dup('c').data().asFloat();
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(numbers);
        Files.write(file, bytes.array());
    }
}
