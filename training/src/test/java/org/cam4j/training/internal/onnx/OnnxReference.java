package org.cam4j.training.internal.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Compares a network with what ONNX Runtime computes from the file that it came from. */
public final class OnnxReference {
    private OnnxReference() {}

    /** The largest difference of two images' scores, without the constant that softmax does not tell; the network's are the logarithms of its probabilities. */
    static double deviation(Path file, OnnxFile network, long... shape) throws OrtException {
        INDArray images = images(shape);
        INDArray prepared = channelsFirst(images);
        for (int channel = 0; channel < 3; channel++) {
            prepared.get(NDArrayIndex.all(), NDArrayIndex.point(channel))
                    .muli(network.scale().scale().get(channel))
                    .addi(network.scale().shift().get(channel));
        }
        return deviation(file, images, network.graph(), prepared);
    }

    /** As above, where the network reads something else than the file does. */
    static double deviation(Path file, INDArray images, ComputationGraph graph, INDArray prepared) throws OrtException {
        INDArray own = Transforms.log(graph.output(false, prepared)[0], true);
        return centered(scores(file, images)).sub(centered(own)).amaxNumber().doubleValue();
    }

    static INDArray images(long... shape) {
        Nd4j.getRandom().setSeed(3);
        return Nd4j.randn(DataType.FLOAT, shape);
    }

    static INDArray channelsFirst(INDArray images) {
        return (images.size(1) == 3 ? images : images.permute(0, 3, 1, 2)).dup('c');
    }

    private static INDArray centered(INDArray scores) {
        return scores.subColumnVector(scores.mean(true, 1));
    }

    /** The first output of ONNX Runtime, {@code [N, classes]}. */
    public static INDArray scores(Path file, INDArray images) throws OrtException {
        OrtEnvironment engine = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = engine.createSession(file.toString(), options);
                    OnnxTensor input = OnnxTensor.createTensor(
                            engine, FloatBuffer.wrap(images.dup('c').data().asFloat()), images.shape());
                    OrtSession.Result result = session.run(
                            Map.of(session.getInputNames().iterator().next(), input))) {
                return Nd4j.createFromArray((float[][]) result.get(0).getValue());
            }
        }
    }
}
