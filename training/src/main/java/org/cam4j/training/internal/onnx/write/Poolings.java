package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import onnx.Onnx.AttributeProto;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.layers.pooling.GlobalMaxPooling;
import org.cam4j.layers.pooling.LogSumExpPooling;
import org.cam4j.layers.pooling.ThresholdedAveragePooling;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling.Scale;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.jspecify.annotations.Nullable;

/**
 * Poolings of windows and of whole maps.
 *
 * @param graph that grows
 */
record Poolings(OnnxGraph graph) {
    private static final AttributeProto WHOLE_MAP = Attributes.integers("axes", 2L, 3L);

    /** Pooling of windows. */
    String write(Place place, SubsamplingLayer layer, String input) throws IOException {
        if (layer.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
            throw place.refusal("has the channels last (NHWC), expected channels first");
        }
        int[] dilation = layer.getDilation();
        AttributeProto[] window = {
            Attributes.integers("kernel_shape", layer.getKernelSize()),
            Attributes.integers("strides", layer.getStride()),
            Attributes.integers(
                    "pads",
                    Padding.of(
                            place.maps(),
                            layer.getConvolutionMode(),
                            layer.getKernelSize(),
                            layer.getStride(),
                            layer.getPadding(),
                            dilation)),
            null
        };
        switch (layer.getPoolingType()) {
            case MAX -> {
                window[3] = Attributes.integers("dilations", dilation);
                return graph.node("MaxPool", place.name(), List.of(input), window);
            }
            case AVG -> {
                if (dilation[0] != 1 || dilation[1] != 1) {
                    throw place.refusal("averages a dilated window, which is not exported");
                }
                window[3] = Attributes.integer("count_include_pad", layer.isAvgPoolIncludePadInDivisor() ? 1 : 0);
                return graph.node("AveragePool", place.name(), List.of(input), window);
            }
            default -> throw kind(place, layer.getPoolingType());
        }
    }

    /** Deeplearning4j's pooling of whole maps. */
    String write(Place place, GlobalPoolingLayer layer, String input) throws IOException {
        place.maps();
        String operator = switch (layer.getPoolingType()) {
            case AVG -> "GlobalAveragePool";
            case MAX -> "GlobalMaxPool";
            default -> throw kind(place, layer.getPoolingType());
        };
        if (!layer.isCollapseDimensions()) {
            return graph.node(operator, place.name(), List.of(input));
        }
        return flat(place, graph.node(operator, place.name() + "/pool", List.of(input)));
    }

    private static IOException kind(Place place, Object type) {
        return place.refusal(String.format(Locale.ROOT, "pools by %s, expected AVG or MAX", type));
    }

    /**
     * cam4j's pooling of whole maps, see the classes for the formulas.
     *
     * @return null if the vertex is none
     */
    @Nullable
    String write(Place place, GraphVertex vertex, String input) {
        String name = place.name();
        if (vertex instanceof GlobalAveragePooling) {
            return flat(place, graph.node("GlobalAveragePool", name + "/pool", List.of(input)));
        } else if (vertex instanceof GlobalMaxPooling) {
            return flat(place, graph.node("GlobalMaxPool", name + "/pool", List.of(input)));
        } else if (vertex instanceof LogSumExpPooling sharp) {
            return flat(place, logSumExp(place, sharp.sharpness(), input));
        } else if (vertex instanceof WeightedGlobalAveragePooling weighted) {
            return weighted(place, weighted, input);
        } else if (vertex instanceof ThresholdedAveragePooling thresholded) {
            return flat(place, thresholded(place, thresholded.threshold(), input));
        }
        return null;
    }

    private String flat(Place place, String pooled) {
        return graph.node("Flatten", place.name(), List.of(pooled), Attributes.integer("axis", 1));
    }

    /** 1/r * log mean exp(r * (f - max)) + max. */
    private String logSumExp(Place place, double sharpness, String input) {
        String name = place.name();
        String factor = graph.number(place.vertex() + ".sharpness", sharpness);
        String largest = graph.node("GlobalMaxPool", name + "/max", List.of(input));
        String difference = graph.node("Sub", name + "/sub", List.of(input, largest));
        String sharp = graph.node("Mul", name + "/mul", List.of(difference, factor));
        String powers = graph.node("Exp", name + "/exp", List.of(sharp));
        String mean = graph.node("GlobalAveragePool", name + "/mean", List.of(powers));
        String logarithm = graph.node("Log", name + "/log", List.of(mean));
        String quotient = graph.node("Div", name + "/div", List.of(logarithm, factor));
        return graph.node("Add", name + "/add", List.of(quotient, largest));
    }

    /** s * sum f * softmax(f / tau). */
    private String weighted(Place place, WeightedGlobalAveragePooling pooling, String input) {
        String name = place.name();
        String rows = graph.node(
                "Reshape", name + "/rows", List.of(input, graph.integers(place.vertex() + ".rows", 0, 0, -1)));
        String scaled = pooling.temperature() == 1
                ? rows
                : graph.node(
                        "Div",
                        name + "/scaled",
                        List.of(rows, graph.number(place.vertex() + ".temperature", pooling.temperature())));
        String shares = graph.node("Softmax", name + "/softmax", List.of(scaled), Attributes.integer("axis", 2));
        String product = graph.node("Mul", name + "/mul", List.of(rows, shares));
        boolean mean = pooling.scale() == Scale.ONE_OVER_AREA; // then the mean over positions is the scaled sum
        return mean
                ? graph.node(
                        "ReduceMean",
                        name,
                        List.of(product),
                        Attributes.integers("axes", 2L),
                        Attributes.integer("keepdims", 0))
                : graph.node(
                        "ReduceSum",
                        name,
                        List.of(product, graph.integers(place.vertex() + ".axes", 2)),
                        Attributes.integer("keepdims", 0));
    }

    /** The mean over the positions above a share of the maximum. */
    private String thresholded(Place place, double threshold, String input) {
        String name = place.name();
        String largest = graph.node("GlobalMaxPool", name + "/max", List.of(input));
        String limit = graph.node(
                "Mul", name + "/limit", List.of(largest, graph.number(place.vertex() + ".threshold", threshold)));
        String above = graph.node("Greater", name + "/greater", List.of(input, limit));
        String mask = graph.node("Cast", name + "/mask", List.of(above), Attributes.integer("to", 1));
        String kept = graph.node("Mul", name + "/mul", List.of(input, mask));
        String axes = graph.integers(place.vertex() + ".axes", 2, 3);
        String sum = graph.node("ReduceSum", name + "/sum", List.of(kept, axes));
        String count = graph.node("ReduceSum", name + "/count", List.of(mask, axes));
        String divisor =
                graph.node("Max", name + "/divisor", List.of(count, graph.number(place.vertex() + ".least", 1)));
        return graph.node("Div", name + "/div", List.of(sum, divisor));
    }
}
