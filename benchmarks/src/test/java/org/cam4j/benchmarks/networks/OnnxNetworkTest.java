package org.cam4j.benchmarks.networks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.layers.kernels.Kernels;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OnnxNetworkTest {
    private static final int SIDE = 64;

    @ParameterizedTest
    @ValueSource(strings = {"mini", "vgg16", "resnet18", "resnet50", "mobilenet_v2"})
    void theModelGivesTheSameProbabilities(String network) throws Exception {
        Kernels.switchOn();
        ComputationGraph ours = new SpeedCase(network, 2, SIDE, 10).model().graph();
        Nd4j.getRandom().setSeed(3);
        for (Layer layer : ours.getLayers()) {
            scatter(layer, "mean", 0);
            scatter(layer, "var", 1);
            scatter(layer, "beta", 0);
            scatter(layer, "gamma", 1);
        }
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, SIDE, SIDE);
        float[][] expected = ours.output(false, images)[0].toFloatMatrix();
        OrtEnvironment engine = OrtEnvironment.getEnvironment();
        byte[] model = OnnxNetwork.of(ours, 2, SIDE).toByteArray();
        try (OrtSession session = engine.createSession(model);
                OnnxTensor tensor = OnnxTensor.createTensor(
                        engine, FloatBuffer.wrap(images.dup('c').data().asFloat()), images.shape());
                OrtSession.Result result =
                        session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
            float[][] found = (float[][]) result.get(0).getValue(); // [N, classes]
            assertThat(found).hasDimensions(2, 10);
            for (int image = 0; image < found.length; image++) {
                assertThat(Nd4j.createFromArray(found[image])
                                .sub(Nd4j.createFromArray(expected[image]))
                                .normmaxNumber()
                                .doubleValue())
                        .isLessThan(1e-5);
            }
            assertThat(Nd4j.createFromArray(found).std(1).maxNumber().doubleValue())
                    .isGreaterThan(1e-3); // not just a tenth everywhere
        }
    }

    /** Moves what a new network has at one value, so that it matters where it goes. */
    private static void scatter(Layer layer, String key, double middle) {
        if (layer.paramTable() != null && layer.paramTable().containsKey(key)) {
            INDArray values = layer.getParam(key);
            values.assign(
                    Nd4j.rand(DataType.FLOAT, values.shape()).sub(0.5).mul(0.4).add(middle));
        }
    }
}
