package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.IntStream;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** Keras' layers without weights that change the size of maps. */
final class Maps {
    private Maps() {}

    static Translation pooling(LayerConfig layer, SubsamplingLayer.PoolingType type) throws IOException {
        int[] size = layer.pair("pool_size", 2);
        int[] strides = layer.pair("strides");
        return Translation.of(new SubsamplingLayer.Builder(type)
                .kernelSize(size)
                .stride(strides == null ? size : strides)
                .convolutionMode(Convolutions.padding(layer))
                .build());
    }

    /** Whether an AveragePooling2D takes the mean of each whole map. */
    static boolean averagesAll(LayerConfig layer, Tensor input) throws IOException {
        if (!layer.kind().equals("AveragePooling2D")) {
            return false;
        }
        int[] size = layer.pair("pool_size", 2);
        layer.value("strides"); // there is one window
        return Convolutions.padding(layer) == ConvolutionMode.Truncate
                && size[0] == input.map().getHeight()
                && size[1] == input.map().getWidth();
    }

    static Translation globalAverage(LayerConfig layer) throws IOException {
        layer.flag("keepdims", false);
        return Translation.of(new GlobalAveragePooling());
    }

    static Translation globalMaximum(LayerConfig layer) throws IOException {
        layer.flag("keepdims", false);
        return Translation.of(new GlobalPoolingLayer.Builder(PoolingType.MAX).build());
    }

    static Translation zeroPadding(LayerConfig layer) throws IOException {
        return Translation.of(new ZeroPaddingLayer.Builder(margins(layer, "padding")).build());
    }

    static Translation cropping(LayerConfig layer, Tensor input) throws IOException {
        int[] margins = margins(layer, "cropping");
        if (margins[0] + margins[1] >= input.map().getHeight()
                || margins[2] + margins[3] >= input.map().getWidth()) {
            throw layer.refusal(
                    "crops all of a map of %d x %d.",
                    input.map().getHeight(), input.map().getWidth());
        }
        return Translation.of(new Cropping2D.Builder(margins).build());
    }

    static Translation enlargement(LayerConfig layer) throws IOException {
        layer.require("interpolation", "nearest");
        return Translation.of(
                new Upsampling2D.Builder().size(layer.pair("size", 2)).build());
    }

    /** {@code [[top, bottom], [left, right]]}. */
    private static int[] margins(LayerConfig layer, String key) throws IOException {
        JsonNode value = layer.value(key);
        int[] margins = value == null
                ? new int[0]
                : IntStream.of(0, 1, 2, 3)
                        .map(i -> value.path(i / 2).path(i % 2).asInt(-1))
                        .toArray();
        if (value == null || value.size() != 2 || IntStream.of(margins).anyMatch(margin -> margin < 0)) {
            throw layer.refusedValue(key, "[[top, bottom], [left, right]]");
        }
        return margins;
    }
}
