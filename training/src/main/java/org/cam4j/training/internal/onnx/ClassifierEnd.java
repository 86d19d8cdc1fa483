package org.cam4j.training.internal.onnx;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Ends the network in an output layer with a loss: softmax or sigmoid as in the file, or as its metadata say. Scores without a function, as PyTorch exports them, get softmax. One sigmoid of a logit z becomes
 * the softmax of (-z/2, z/2): the probabilities 1-p and p of class 0 and class 1.
 *
 * @param vertex the last vertex
 * @param classes its outputs
 * @param note what had to be assumed, empty for nothing
 */
record ClassifierEnd(String vertex, long classes, String note) {
    private static final String SOFTMAX_ASSUMED =
            "the file ends in scores without a function: softmax is assumed, one class for each image";
    private static final long MOST_CLASSES = 1_000_000;

    /**
     * Puts the output layer into the plan.
     *
     * @param declared {@code softmax}, {@code sigmoid} or {@code identity}, which the metadata say of scores; empty where they do not
     * @throws IOException if the network does not end in class scores
     */
    static ClassifierEnd of(Plan plan, Value output, String declared) throws IOException {
        boolean vector = !output.isMap() && output.count() <= MOST_CLASSES && output.order() == null;
        if (!vector || output.vertex().equals(plan.input())) {
            throw new IOException(String.format(
                    Locale.ROOT, "the model ends in %s, expected class scores [N, classes].", output.shape()));
        }
        IActivation function = Activations.functionOf(plan.step(output.vertex()));
        boolean inFile = function instanceof ActivationSoftmax || function instanceof ActivationSigmoid;
        boolean linear = !inFile && declared.equals("identity");
        boolean sigmoid = inFile ? function instanceof ActivationSigmoid : declared.equals("sigmoid");
        if (output.channels() == 1 && !sigmoid && !linear) {
            throw new IOException(
                    "the model ends in 1 linear output (a logit or a regression), expected class scores: end it in Sigmoid, or in two outputs or more.");
        }
        String name = output.vertex();
        String scores = name;
        if (inFile) {
            scores = Objects.requireNonNull(plan.step(name)).inputs().get(0);
            plan.remove(name);
        }
        Step before = plan.step(scores);
        boolean one = output.channels() == 1 && !linear;
        Activation end = linear ? Activation.IDENTITY : sigmoid && !one ? Activation.SIGMOID : Activation.SOFTMAX;
        LossFunction loss = linear ? LossFunction.MSE : sigmoid && !one ? LossFunction.XENT : LossFunction.MCXENT;
        long classes = one ? 2 : output.channels();
        Step last;
        if (before instanceof LinearStep dense && dense.isDense() && dense.isLinear() && !plan.isRead(scores)) {
            Map<String, INDArray> parameters = new TreeMap<>(dense.parameters());
            if (one) {
                parameters.replaceAll(
                        (key, values) -> Nd4j.concat(values.rank() - 1, values.mul(-0.5), values.mul(0.5)));
            }
            OutputLayer layer = new OutputLayer.Builder(loss)
                    .nIn(dense.weights().size(0))
                    .nOut(classes)
                    .hasBias(dense.bias() != null)
                    .activation(end)
                    .build();
            plan.remove(scores);
            last = Step.of(layer, parameters, dense.inputs().get(0));
        } else if (one) {
            throw new IOException("the model ends in one sigmoid of pooled maps, expected Gemm in front of it.");
        } else {
            LossLayer layer = new LossLayer.Builder(loss).activation(end).build();
            layer.setNIn(classes);
            layer.setNOut(classes);
            last = Step.of(layer, scores);
            name = inFile ? name : name + "_" + end.name().toLowerCase(Locale.ROOT);
        }
        Value added = plan.add(name, last, Value.vector("", classes));
        boolean assumed = !inFile && declared.isEmpty();
        return new ClassifierEnd(added.vertex(), classes, assumed ? SOFTMAX_ASSUMED : "");
    }
}
