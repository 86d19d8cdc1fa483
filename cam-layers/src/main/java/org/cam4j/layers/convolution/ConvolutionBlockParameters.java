package org.cam4j.layers.convolution;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a {@link ConvolutionBlock} in the flat array: {@code b, W, gamma, beta, mean, var}, those that there are. */
final class ConvolutionBlockParameters implements ParamInitializer {
    static final ConvolutionBlockParameters INSTANCE = new ConvolutionBlockParameters();
    static final String WEIGHTS = "W";
    static final String BIAS = "b";
    static final String GAMMA = "gamma";
    static final String BETA = "beta";
    static final String MEAN = "mean";
    static final String VARIANCE = "var";

    private ConvolutionBlockParameters() {}

    static boolean isStatistic(String parameter) {
        return parameter.equals(MEAN) || parameter.equals(VARIANCE);
    }

    static boolean isScale(String parameter) {
        return parameter.equals(GAMMA) || parameter.equals(BETA);
    }

    @Override
    public long numParams(NeuralNetConfiguration configuration) {
        return numParams(configuration.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        ConvolutionBlock block = (ConvolutionBlock) layer;
        return weights(block) + (paramKeys(block).size() - 1) * block.getNOut();
    }

    private static long weights(ConvolutionBlock block) {
        long weights = 1;
        for (long size : block.weightShape()) {
            weights *= size;
        }
        return weights;
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        ConvolutionBlock block = (ConvolutionBlock) layer;
        List<String> keys = new ArrayList<>();
        if (block.hasBias()) {
            keys.add(BIAS);
        }
        keys.add(WEIGHTS);
        if (block.isBatchNormalization()) {
            keys.addAll(List.of(GAMMA, BETA, MEAN, VARIANCE));
        }
        return keys;
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of(WEIGHTS);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return ((ConvolutionBlock) layer).hasBias() ? List.of(BIAS) : List.of();
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return key.equals(WEIGHTS);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return key.equals(BIAS);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration configuration, INDArray flat, boolean initialize) {
        ConvolutionBlock block = (ConvolutionBlock) configuration.getLayer();
        Map<String, INDArray> views = views(block, flat);
        views.keySet().forEach(configuration::addVariable);
        if (initialize) {
            views.forEach((key, view) -> {
                switch (key) {
                    case WEIGHTS -> initializeWeights(block, view);
                    case BIAS -> view.assign(block.getBiasInit());
                    case GAMMA, VARIANCE -> view.assign(1);
                    default -> view.assign(0);
                }
            });
        }
        return views;
    }

    private static void initializeWeights(ConvolutionBlock block, INDArray view) {
        long[] shape = block.weightShape();
        double area = (double) shape[2] * shape[3];
        double fanIn = shape[1] * area;
        double fanOut =
                (block.isDepthwise() ? 1 : shape[0]) * area / ((double) block.getStride()[0] * block.getStride()[1]);
        block.getWeightInitFn().init(fanIn, fanOut, shape, 'c', view.reshape(view.length()));
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration configuration, INDArray flat) {
        return views((ConvolutionBlock) configuration.getLayer(), flat);
    }

    private Map<String, INDArray> views(ConvolutionBlock block, INDArray flat) {
        INDArray row = flat.reshape(flat.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        long begin = 0;
        for (String key : paramKeys(block)) {
            boolean weights = key.equals(WEIGHTS);
            long end = begin + (weights ? weights(block) : block.getNOut());
            INDArray view = row.get(interval(begin, end));
            views.put(key, weights ? view.reshape('c', block.weightShape()) : view);
            begin = end;
        }
        return views;
    }
}
