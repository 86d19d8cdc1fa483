package org.cam4j.training.internal.onnx.write;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What ONNX Runtime makes of an exported network, compared with what the network itself computes. */
public final class OnnxComparison {
    private OnnxComparison() {}

    /**
     * The largest differences, each divided by the largest value.
     *
     * @param missing why there are no class maps
     */
    public record Deviation(double logits, double classMaps, Optional<String> missing) {}

    /** Exports a network and runs both on two images of noise. */
    public static Deviation of(CamModel model, String method, Path file) throws IOException {
        Preprocessing size = model.preprocessing();
        Nd4j.getRandom().setSeed(5);
        return of(
                model,
                method,
                file,
                Nd4j.rand(DataType.FLOAT, 2, 3, size.height(), size.width()).muli(255));
    }

    /** Exports a network and runs both on images {@code [N,3,H,W]}, RGB from 0 to 255. */
    public static Deviation of(CamModel model, String method, Path file, INDArray images) throws IOException {
        Optional<String> missing = model.exportOnnx(file);
        Map<String, INDArray> found = run(file, images);
        int classes = model.classNames().size();
        Explainer explainer = Explainer.of(model.graph());
        CamMethod cam = CamMethods.byId(missing.isPresent() ? "grad-cam" : method);
        int[] all = IntStream.range(0, missing.isPresent() ? 1 : classes).toArray();
        Explanation explanation =
                explainer.explain(normalized(images, model.preprocessing()), ClassSelection.same(all), cam.needs());
        double maps = 0;
        INDArray classMaps = found.get("class_maps"); // [N, K, h, w]
        for (int image = 0; classMaps != null && image < images.size(0); image++) {
            for (int slot = 0; slot < classes; slot++) {
                INDArray expected = cam.combine(explanation.reading(image, slot, explainer.defaultTap()));
                INDArray map = classMaps.get(NDArrayIndex.point(image), NDArrayIndex.point(slot));
                maps = Math.max(maps, map.sub(expected).amaxNumber().doubleValue());
            }
        }
        return new Deviation(
                difference(Objects.requireNonNull(found.get("logits")), explanation.logits()),
                classMaps == null ? Double.NaN : maps / classMaps.amaxNumber().doubleValue(),
                missing);
    }

    /** The largest difference, divided by the largest value. */
    public static double difference(INDArray found, INDArray expected) {
        return found.sub(expected).amaxNumber().doubleValue()
                / expected.amaxNumber().doubleValue();
    }

    /** Every output of an ONNX file for one input. */
    public static Map<String, INDArray> run(Path file, INDArray images) throws IOException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[] pixels = images.dup('c').reshape(images.length()).toFloatVector();
        Map<String, INDArray> outputs = new LinkedHashMap<>();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), images.shape());
                OrtSession.Result result = session.run(Map.of("image", input))) {
            for (Map.Entry<String, OnnxValue> output : result) {
                OnnxTensor tensor = (OnnxTensor) output.getValue();
                float[] values = new float[tensor.getFloatBuffer().remaining()];
                tensor.getFloatBuffer().get(values);
                outputs.put(
                        output.getKey(), Nd4j.create(values, tensor.getInfo().getShape(), 'c'));
            }
        } catch (OrtException problem) {
            throw new IOException(problem);
        }
        return outputs;
    }

    /** Pixels as {@link Preprocessing} prepares them. */
    public static INDArray normalized(INDArray images, Preprocessing preprocessing) {
        INDArray ordered = images.dup('c');
        for (int channel = 0; channel < 3; channel++) {
            int source = preprocessing.channelOrder() == ChannelOrder.RGB ? channel : 2 - channel;
            List<Double> mean = preprocessing.mean();
            List<Double> std = preprocessing.std();
            INDArray values = images.get(NDArrayIndex.all(), NDArrayIndex.point(source))
                    .sub(mean.get(mean.size() == 1 ? 0 : channel))
                    .div(std.get(std.size() == 1 ? 0 : channel));
            ordered.get(NDArrayIndex.all(), NDArrayIndex.point(channel)).assign(values);
        }
        return ordered;
    }

    /** Gives batch normalization statistics and scales as after a training, and biases other values than 0. */
    public static CamModel trained(CamModel model) {
        Nd4j.getRandom().setSeed(7);
        ComputationGraph graph = model.graph();
        for (Layer layer : graph.getLayers()) {
            layer.paramTable().forEach((name, values) -> {
                switch (name) {
                    case "gamma", "var" ->
                        values.assign(
                                Nd4j.rand(values.dataType(), values.shape()).addi(0.5));
                    case "beta", "mean", "b", "log10stdev" ->
                        values.assign(
                                Nd4j.randn(values.dataType(), values.shape()).muli(0.1));
                    default -> {
                        if (values.rank() == 3) { // slopes of a PReLU
                            values.assign(Nd4j.rand(values.dataType(), values.shape()));
                        }
                    }
                }
            });
        }
        return model;
    }
}
