package org.cam4j.training.internal.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.cam4j.training.internal.keras.KerasModelFile.Layer;
import org.cam4j.training.internal.keras.KerasModelFile.Weights;

/**
 * A forward pass after Keras' definitions in plain loops and double precision, independent of Deeplearning4j. Maps are kept {@code [H,W,C]} also for models with the channels first: these differ
 * in the order of a flattened map and of a PReLU's slopes alone.
 */
final class KerasReference {
    /** A map {@code [h,w,c]}, or a vector with h = 0. */
    record Value(double[] values, int height, int width, int channels) {
        static Value vector(double[] values) {
            return new Value(values, 0, 0, values.length);
        }

        boolean isMap() {
            return height > 0;
        }

        double at(int y, int x, int c) {
            return values[(y * width + x) * channels + c];
        }

        Value with(double[] other) {
            return new Value(other, height, width, channels);
        }
    }

    private final boolean channelsFirst;
    private final Map<String, Value> values = new HashMap<>();
    /** What the last dense layer or activation function puts in: the logits. */
    private double[] beforeActivation = {};

    KerasReference(boolean channelsFirst, Value image) {
        this.channelsFirst = channelsFirst;
        values.put(KerasModelFile.INPUT, image);
    }

    static KerasReference run(KerasModelFile model, double[] image) {
        KerasReference reference =
                new KerasReference(model.channelsFirst, new Value(image, model.height, model.width, 3));
        model.layers.forEach(reference::add);
        return reference;
    }

    Value value(String layer) {
        Value value = values.get(layer);
        if (value == null) {
            throw new IllegalArgumentException(layer);
        }
        return value;
    }

    double[] logits() {
        return beforeActivation;
    }

    void add(Layer layer) {
        List<Value> inputs = layer.inputs().stream().map(this::value).toList();
        Value result = compute(layer, inputs.get(0), inputs);
        boolean linear = layer.kind().equals("Dense")
                || layer.kind().startsWith("Conv")
                || layer.kind().endsWith("Conv2D");
        if (layer.kind().equals("Softmax") || layer.attributes().containsKey("activation")) {
            String function = (String) layer.attributes().getOrDefault("activation", "softmax");
            if (linear || !function.equals("linear")) {
                beforeActivation = linear ? result.values() : inputs.get(0).values();
            }
            result = activation(function, result);
        }
        values.put(layer.name(), result);
    }

    private Value compute(Layer layer, Value in, List<Value> inputs) {
        return switch (layer.kind()) {
            case "Conv2D" -> ReferenceWindows.convolution(layer, in);
            case "DepthwiseConv2D" -> ReferenceWindows.biased(layer, ReferenceWindows.depthwise(layer, in));
            case "SeparableConv2D" -> ReferenceWindows.separable(layer, in);
            case "Conv2DTranspose" -> ReferenceWindows.transposed(layer, in);
            case "MaxPooling2D", "AveragePooling2D" -> ReferenceWindows.pooling(layer, in);
            case "GlobalAveragePooling2D", "GlobalMaxPooling2D" ->
                pooled(layer, global(layer.kind().contains("Max"), in));
            case "Rescaling" -> each(in, x -> x * number(layer, "scale") + number(layer, "offset"));
            case "Normalization" -> standardized(layer, in);
            case "Reshape" -> point(in, ((List<?>) layer.attribute("target_shape")).size() == 3);
            case "ZeroPadding2D" -> margins(in, (List<?>) layer.attribute("padding"), 1);
            case "Cropping2D" -> margins(in, (List<?>) layer.attribute("cropping"), -1);
            case "UpSampling2D" -> enlarged(layer, in);
            case "BatchNormalization" -> normalized(layer, in);
            case "PReLU" -> prelu(layer, in);
            case "ReLU" -> relu(layer, in);
            case "LeakyReLU" ->
                each(
                        in,
                        x -> x >= 0
                                ? x
                                : x
                                        * number(
                                                layer,
                                                layer.attributes().containsKey("alpha") ? "alpha" : "negative_slope"));
            case "ELU" -> each(in, x -> x >= 0 ? x : number(layer, "alpha") * Math.expm1(x));
            case "ThresholdedReLU" -> each(in, x -> x > number(layer, "theta") ? x : 0);
            case "Flatten" -> flatten(layer, in);
            case "Dense" -> dense(layer, in);
            case "Add", "Subtract", "Multiply", "Average", "Maximum" -> elementWise(layer.kind(), inputs);
            case "Concatenate" -> concatenation(inputs);
            default -> in; // noise, and activation functions, which are applied behind this
        };
    }

    private static Value each(Value in, DoubleUnaryOperator function) {
        double[] out = new double[in.values().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = function.applyAsDouble(in.values()[i]);
        }
        return in.with(out);
    }

    private static Value activation(String name, Value in) {
        return switch (name) {
            case "linear" -> in;
            case "relu" -> each(in, x -> Math.max(x, 0));
            case "relu6" -> each(in, x -> Math.min(6, Math.max(x, 0)));
            case "leaky_relu" -> each(in, x -> x >= 0 ? x : 0.2 * x);
            case "elu" -> each(in, x -> x >= 0 ? x : Math.expm1(x));
            case "selu" -> each(in, x -> 1.0507009873554805 * (x >= 0 ? x : 1.6732632423543772 * Math.expm1(x)));
            case "sigmoid" -> each(in, x -> 1 / (1 + Math.exp(-x)));
            case "tanh" -> each(in, Math::tanh);
            case "softplus" -> each(in, x -> Math.log1p(Math.exp(x)));
            case "softsign" -> each(in, x -> x / (1 + Math.abs(x)));
            case "swish", "silu" -> each(in, x -> x / (1 + Math.exp(-x)));
            case "mish" -> each(in, x -> x * Math.tanh(Math.log1p(Math.exp(x))));
            case "hard_sigmoid" -> each(in, x -> Math.min(1, Math.max(0, 0.2 * x + 0.5)));
            case "softmax" -> {
                double[] exponents = each(in, Math::exp).values();
                double sum = 0;
                for (double exponent : exponents) {
                    sum += exponent;
                }
                double total = sum;
                yield each(in, x -> Math.exp(x) / total);
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static double number(Layer layer, String key) {
        return ((Number) layer.attribute(key)).doubleValue();
    }

    private static Value global(boolean maximum, Value in) {
        double[] result = new double[in.channels()];
        for (int i = 0; i < in.values().length; i++) {
            int c = i % in.channels();
            double value = in.values()[i];
            result[c] = maximum
                    ? i < in.channels() ? value : Math.max(result[c], value)
                    : result[c] + value / (in.height() * in.width());
        }
        return Value.vector(result);
    }

    private static Value pooled(Layer layer, Value vector) {
        return point(vector, Boolean.TRUE.equals(layer.attributes().get("keepdims")));
    }

    /** The same values as a map of one position, or as a vector. */
    private static Value point(Value in, boolean map) {
        int size = map ? 1 : 0;
        return new Value(in.values(), size, size, in.values().length);
    }

    private static Value standardized(Layer layer, Value in) {
        double[] result = in.values().clone();
        for (int i = 0; i < result.length; i++) {
            int c = i % in.channels();
            result[i] = (result[i] - layer.weight("mean").values()[c])
                    / Math.sqrt(layer.weight("variance").values()[c]);
        }
        return in.with(result);
    }

    private static Value margins(Value in, List<?> margins, int sign) {
        int[] rows = ReferenceWindows.pair((List<?>) margins.get(0));
        int[] columns = ReferenceWindows.pair((List<?>) margins.get(1));
        int height = in.height() + sign * (rows[0] + rows[1]);
        int width = in.width() + sign * (columns[0] + columns[1]);
        double[] result = new double[height * width * in.channels()];
        for (int i = 0; i < result.length; i++) {
            int y = i / in.channels() / width - sign * rows[0];
            int x = i / in.channels() % width - sign * columns[0];
            boolean inside = y >= 0 && y < in.height() && x >= 0 && x < in.width();
            result[i] = inside ? in.at(y, x, i % in.channels()) : 0;
        }
        return new Value(result, height, width, in.channels());
    }

    private static Value enlarged(Layer layer, Value in) {
        int[] size = ReferenceWindows.pair(layer, "size");
        int width = in.width() * size[1];
        double[] result = new double[in.values().length * size[0] * size[1]];
        for (int i = 0; i < result.length; i++) {
            int position = i / in.channels();
            result[i] = in.at(position / width / size[0], position % width / size[1], i % in.channels());
        }
        return new Value(result, in.height() * size[0], width, in.channels());
    }

    private static Value normalized(Layer layer, Value in) {
        double[] result = new double[in.values().length];
        Weights gamma = layer.weights().get("gamma");
        Weights beta = layer.weights().get("beta");
        for (int i = 0; i < result.length; i++) {
            int c = i % in.channels();
            double mean = layer.weight("moving_mean").values()[c];
            double variance = layer.weight("moving_variance").values()[c];
            result[i] = (in.values()[i] - mean) / Math.sqrt(variance + number(layer, "epsilon"));
            result[i] = result[i] * (gamma == null ? 1 : gamma.values()[c]) + (beta == null ? 0 : beta.values()[c]);
        }
        return in.with(result);
    }

    private Value prelu(Layer layer, Value in) {
        Weights alpha = layer.weight("alpha");
        double[] result = in.values().clone();
        for (int i = 0; i < result.length; i++) {
            int c = i % in.channels();
            int y = in.isMap() ? i / in.channels() / in.width() : 0;
            int x = in.isMap() ? i / in.channels() % in.width() : 0;
            int[] index = !in.isMap() ? new int[] {c} : channelsFirst ? new int[] {c, y, x} : new int[] {y, x, c};
            int at = 0;
            for (int axis = 0; axis < index.length; axis++) {
                int length = alpha.shape()[axis];
                at = at * length + (length == 1 ? 0 : index[axis]);
            }
            result[i] *= result[i] < 0 ? alpha.values()[at] : 1;
        }
        return in.with(result);
    }

    private static Value relu(Layer layer, Value in) {
        Object limit = layer.attributes().get("max_value");
        double slope = number(layer, "negative_slope");
        double threshold = number(layer, "threshold");
        return each(in, x -> {
            double above = x >= threshold ? x : slope * (x - threshold);
            return limit == null ? above : Math.min(above, ((Number) limit).doubleValue());
        });
    }

    private Value flatten(Layer layer, Value in) {
        boolean transposes = "channels_first".equals(layer.attributes().get("data_format"));
        double[] result = new double[in.values().length];
        int positions = result.length / in.channels();
        for (int i = 0; i < result.length; i++) {
            boolean channelsInFront = channelsFirst && !transposes;
            int c = channelsInFront ? i / positions : i % in.channels();
            int position = channelsInFront ? i % positions : i / in.channels();
            result[i] = in.values()[position * in.channels() + c];
        }
        return Value.vector(result);
    }

    private static Value dense(Layer layer, Value in) {
        Weights kernel = layer.weight("kernel");
        double[] result = new double[kernel.shape()[1]];
        for (int i = 0; i < in.channels(); i++) {
            for (int o = 0; o < result.length; o++) {
                result[o] += in.values()[i] * kernel.values()[i * result.length + o];
            }
        }
        return ReferenceWindows.biased(layer, Value.vector(result));
    }

    private static Value elementWise(String kind, List<Value> inputs) {
        double[] result = inputs.get(0).values().clone();
        for (Value other : inputs.subList(1, inputs.size())) {
            for (int i = 0; i < result.length; i++) {
                double value = other.values()[i];
                result[i] = switch (kind) {
                    case "Subtract" -> result[i] - value;
                    case "Multiply" -> result[i] * value;
                    case "Maximum" -> Math.max(result[i], value);
                    default -> result[i] + value;
                };
            }
        }
        Value sum = inputs.get(0).with(result);
        return kind.equals("Average") ? each(sum, x -> x / inputs.size()) : sum;
    }

    private static Value concatenation(List<Value> inputs) {
        int channels = inputs.stream().mapToInt(Value::channels).sum();
        Value first = inputs.get(0);
        double[] result = new double[(first.isMap() ? first.height() * first.width() : 1) * channels];
        int offset = 0;
        for (Value input : inputs) {
            for (int i = 0; i < input.values().length; i++) {
                result[i / input.channels() * channels + offset + i % input.channels()] = input.values()[i];
            }
            offset += input.channels();
        }
        return new Value(result, first.height(), first.width(), channels);
    }
}
