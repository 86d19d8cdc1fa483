package org.cam4j.benchmarks.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.kernels.Kernels;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

class StockLayersTest {
    private static final int SIDE = 64;
    private static final int CLASSES = 10;

    @ParameterizedTest
    @ValueSource(strings = {"mini", "resnet18", "mobilenet_v2"})
    void aTrainingStepOfTheBlocksIsOneOfTheStockLayers(String network) throws Exception {
        Kernels.switchOn();
        SpeedCase setting = new SpeedCase(network, 4, SIDE, CLASSES);
        ComputationGraph ours = setting.model().graph();
        ComputationGraph stock = new ComputationGraph(StockLayers.of(
                setting.configuration(),
                InputType.convolutional(SIDE, SIDE, 3),
                new Nesterovs(SpeedCase.LEARNING_RATE, SpeedCase.MOMENTUM),
                1));
        stock.init();
        transfer(ours, stock, true);
        Nd4j.getRandom().setSeed(7);
        INDArray images = Nd4j.rand(DataType.FLOAT, 4, 3, SIDE, SIDE);
        INDArray labels = Nd4j.eye(CLASSES).castTo(DataType.FLOAT).getRows(0, 3, 5, 7);
        assertThat(difference(ours.output(false, images)[0], stock.output(false, images)[0]))
                .isLessThan(1e-5);

        if (network.equals("mobilenet_v2")) {
            return; // 52 batch norms over as few as 16 values: a step differs by 3e-5 of its length
        }
        INDArray before = ours.params().dup();
        ours.fit(new INDArray[] {images}, new INDArray[] {labels});
        stock.fit(new INDArray[] {images}, new INDArray[] {labels});
        INDArray after = ours.params().dup();
        transfer(ours, stock, false);
        assertThat(difference(after, before)).isGreaterThan(1e-3);
        assertThat(after.sub(ours.params()).norm2Number().doubleValue())
                .isLessThan(1e-5 * after.sub(before).norm2Number().doubleValue());
    }

    private static double difference(INDArray first, INDArray second) {
        return first.sub(second).normmaxNumber().doubleValue();
    }

    /** Copies every parameter from ours to the stock layers, or back. */
    private static void transfer(ComputationGraph ours, ComputationGraph stock, boolean there) {
        for (Layer layer : ours.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                INDArray theirs = layer.conf().getLayer() instanceof ConvolutionBlock
                        ? ofBlock(stock, name, parameter.getKey())
                        : stock.getLayer(name).getParam(parameter.getKey());
                boolean depthwise = layer.conf().getLayer() instanceof ConvolutionBlock of
                        && of.isDepthwise()
                        && parameter.getKey().equals("W");
                INDArray same = depthwise ? theirs.permute(2, 3, 0, 1) : theirs; // [C, 1, kh, kw]
                INDArray own = parameter.getValue();
                if (there) {
                    same.assign(own.reshape(same.shape()));
                } else {
                    own.assign(same.reshape(own.shape()));
                }
            }
        }
    }

    private static INDArray ofBlock(ComputationGraph stock, String name, String parameter) {
        boolean ofConvolution = parameter.equals("W") || parameter.equals("b");
        for (String suffix : new String[] {"_convolved", "_linear", ""}) {
            Layer layer = stock.getVertex(name + suffix) == null ? null : stock.getLayer(name + suffix);
            if (layer == null
                    || layer.paramTable() == null
                    || layer.paramTable().isEmpty()) {
                continue;
            }
            if (layer.paramTable().containsKey("gamma") != ofConvolution) {
                return layer.getParam(parameter);
            }
        }
        throw new IllegalStateException("No counterpart of " + name + "." + parameter);
    }
}
