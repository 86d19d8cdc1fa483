package org.cam4j.training.internal.keras;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.cam4j.training.internal.keras.KerasModelFile.Layer;
import org.cam4j.training.internal.keras.KerasModelFile.Weights;
import org.cam4j.training.internal.keras.KerasReference.Value;
import org.jspecify.annotations.Nullable;

/** Small random networks out of every layer and attribute that is read. The same seed makes the same network. */
final class RandomKerasModel {
    private static final List<String> ACTIVATIONS = List.of(
            "linear",
            "relu",
            "relu6",
            "leaky_relu",
            "elu",
            "selu",
            "sigmoid",
            "tanh",
            "softsign",
            "swish",
            "silu",
            "hard_sigmoid");
    private static final List<String> MAPS = List.of(
            "Conv2D",
            "Conv2D",
            "DepthwiseConv2D",
            "SeparableConv2D",
            "Conv2DTranspose",
            "MaxPooling2D",
            "AveragePooling2D",
            "ZeroPadding2D",
            "Cropping2D",
            "UpSampling2D",
            "SpatialDropout2D");
    private static final List<String> ANYWHERE = List.of(
            "BatchNormalization",
            "BatchNormalization",
            "PReLU",
            "ReLU",
            "LeakyReLU",
            "ELU",
            "ThresholdedReLU",
            "Activation",
            "Dropout",
            "GaussianNoise",
            "GaussianDropout",
            "AlphaDropout",
            "ActivityRegularization");
    private static final List<String> JOINS =
            List.of("Add", "Subtract", "Multiply", "Average", "Maximum", "Concatenate");
    private static final int LARGEST = 20;

    private final SplittableRandom random;
    private final KerasModelFile model;
    private final KerasReference reference;

    /** The model and the image that it is tried with. */
    record Drawn(KerasModelFile model, double[] image) {}

    private RandomKerasModel(SplittableRandom random, KerasModelFile model, double[] image) {
        this.random = random;
        this.model = model;
        reference = new KerasReference(model.channelsFirst, new Value(image, model.height, model.width, 3));
    }

    static Drawn draw(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        KerasModelFile model = new KerasModelFile(
                random.nextInt(7, 12),
                random.nextInt(7, 12),
                random.nextInt(3) == 0,
                random.nextBoolean(),
                random.nextInt(2, 4));
        double[] image = random.doubles((long) model.height * model.width * 3, -1, 1)
                .map(value -> (float) value)
                .toArray();
        new RandomKerasModel(random, model, image).fill();
        return new Drawn(model, image);
    }

    private void fill() {
        if (model.channelsFirst) {
            layer("Conv2D"); // says that the channels are first
        }
        int layers = random.nextInt(2, 7);
        for (int i = 0; i < layers; i++) {
            if (!model.sequential && random.nextInt(3) == 0) {
                join();
            } else {
                layer(random.nextInt(3) == 0 ? any(ANYWHERE) : any(MAPS));
            }
        }
        Value last = reference.value(model.last());
        switch (random.nextInt(6)) {
            case 0, 1 -> layer("GlobalAveragePooling2D");
            case 2 -> layer("GlobalMaxPooling2D");
            case 3 -> {
                add(
                        "AveragePooling2D",
                        attributes(
                                "pool_size",
                                List.of(last.height(), last.width()),
                                "strides",
                                random.nextBoolean() ? null : List.of(last.height(), 2),
                                "padding",
                                "valid"),
                        Map.of());
                layer("Flatten");
            }
            default -> layer("Flatten");
        }
        String pooled = model.last();
        for (int i = random.nextInt(4); i > 0; i--) {
            layer(random.nextInt(4) == 0 ? "Dense" : any(ANYWHERE));
        }
        boolean again =
                !model.sequential && random.nextInt(3) == 0 && !model.last().equals(pooled);
        if (again) {
            boolean equal = reference.value(pooled).channels()
                    == reference.value(model.last()).channels();
            join(equal && sameOrder(pooled) ? any(JOINS) : "Concatenate", List.of(pooled, model.last()));
            layer(any(ANYWHERE));
        }
        head();
    }

    /** Whether no dense layer has brought another order since. */
    private boolean sameOrder(String pooled) {
        List<Layer> since = model.layers.subList(
                model.layers.stream().map(Layer::name).toList().indexOf(pooled), model.layers.size());
        return since.stream().noneMatch(layer -> layer.kind().equals("Dense"));
    }

    private void head() {
        String function = List.of("softmax", "sigmoid", "linear").get(random.nextInt(3));
        int units = function.equals("sigmoid") ? random.nextInt(1, 5) : random.nextInt(2, 6);
        boolean apart = !function.equals("linear") && random.nextInt(3) == 0;
        dense(units, apart ? "linear" : function);
        if (apart && function.equals("softmax") && random.nextBoolean()) {
            add("Softmax", attributes("axis", -1), Map.of());
        } else if (apart) {
            add("Activation", attributes("activation", function), Map.of());
        }
    }

    private String any(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private Value last() {
        return reference.value(model.last());
    }

    private void join() {
        String from = model.last();
        List<String> ends = new ArrayList<>();
        boolean concatenates = random.nextBoolean();
        String kind = concatenates ? "Concatenate" : any(JOINS);
        for (int i = kind.equals("Subtract") ? 1 : random.nextInt(1, 3); i > 0; i--) {
            int filters =
                    concatenates ? random.nextInt(1, 4) : reference.value(from).channels();
            convolution("Conv2D", from, filters, "same", List.of(1, 1));
            ends.add(model.last());
        }
        ends.add(from);
        join(kind, ends);
    }

    private void join(String kind, List<String> inputs) {
        boolean maps = reference.value(inputs.get(0)).isMap();
        Map<String, @Nullable Object> attributes = kind.equals("Concatenate")
                ? attributes(
                        "axis",
                        maps ? model.channelsFirst ? 1 : random.nextBoolean() ? 3 : -1 : random.nextBoolean() ? 1 : -1)
                : attributes();
        add(new Layer(kind, name(kind), attributes, Map.of(), inputs));
    }

    private void layer(String kind) {
        Value in = last();
        boolean room = in.isMap() && in.height() > 3 && in.width() > 3;
        boolean small = in.isMap() && in.height() * 2 <= LARGEST && in.width() * 2 <= LARGEST;
        switch (kind) {
            case "Conv2D", "DepthwiseConv2D", "SeparableConv2D" ->
                convolution(
                        kind,
                        model.last(),
                        random.nextInt(1, 5),
                        room && random.nextBoolean() ? "valid" : "same",
                        null);
            case "Conv2DTranspose" -> {
                if (small) {
                    convolution(
                            kind, model.last(), random.nextInt(1, 4), random.nextBoolean() ? "valid" : "same", null);
                }
            }
            case "MaxPooling2D", "AveragePooling2D" -> pooling(kind, room);
            case "ZeroPadding2D" -> {
                if (small) {
                    add(kind, attributes("padding", margins()), Map.of());
                }
            }
            case "Cropping2D" -> {
                if (in.height() > 5 && in.width() > 5) {
                    add(kind, attributes("cropping", margins()), Map.of());
                }
            }
            case "UpSampling2D" -> {
                if (small) {
                    add(
                            kind,
                            attributes(
                                    "size",
                                    List.of(random.nextInt(1, 3), random.nextInt(1, 3)),
                                    "interpolation",
                                    "nearest"),
                            Map.of());
                }
            }
            case "BatchNormalization" -> normalization(in);
            case "PReLU" -> prelu(in);
            case "ReLU" ->
                add(
                        kind,
                        attributes(
                                "max_value",
                                random.nextBoolean() ? null : (Object) random.nextDouble(0.5, 2),
                                "negative_slope",
                                random.nextBoolean() ? 0.0 : 0.1,
                                "threshold",
                                random.nextBoolean() ? 0.0 : 0.2),
                        Map.of());
            case "LeakyReLU" ->
                add(
                        kind,
                        attributes(model.keras == 3 ? "negative_slope" : "alpha", random.nextDouble(0, 0.5)),
                        Map.of());
            case "ELU" -> add(kind, attributes("alpha", 1.0), Map.of());
            case "ThresholdedReLU" -> add(kind, attributes("theta", random.nextDouble(0, 0.5)), Map.of());
            case "Activation" -> add(kind, attributes("activation", function()), Map.of());
            case "Dropout", "SpatialDropout2D", "GaussianDropout", "AlphaDropout" ->
                add(kind, attributes("rate", random.nextBoolean() ? 0.0 : 0.4), Map.of());
            case "GaussianNoise" -> add(kind, attributes("stddev", 0.1), Map.of());
            case "ActivityRegularization" -> add(kind, attributes("l1", 0.1, "l2", 0.0), Map.of());
            case "Dense" -> dense(random.nextInt(2, 6), function());
            case "Flatten" ->
                add(
                        kind,
                        attributes(
                                "data_format",
                                model.channelsFirst && random.nextBoolean() ? "channels_first" : "channels_last"),
                        Map.of());
            default -> add(kind, attributes("data_format", format()), Map.of());
        }
    }

    private void pooling(String kind, boolean room) {
        Object size = List.of(random.nextInt(1, 4), random.nextInt(1, 4));
        Object strides = random.nextBoolean() ? null : List.of(random.nextInt(1, 3), random.nextInt(1, 3));
        add(
                kind,
                attributes(
                        "pool_size",
                        size,
                        "strides",
                        strides,
                        "padding",
                        room && random.nextBoolean() ? "valid" : "same",
                        "data_format",
                        format()),
                Map.of());
    }

    private String function() {
        String function = any(ACTIVATIONS);
        return model.keras == 3 && function.equals("hard_sigmoid") ? "sigmoid" : function;
    }

    private void convolution(
            String kind, String input, int filters, String padding, @Nullable List<Integer> fixedStrides) {
        int in = reference.value(input).channels();
        boolean transposed = kind.equals("Conv2DTranspose");
        boolean depthwise = kind.equals("DepthwiseConv2D");
        int rows = random.nextInt(1, 4);
        int columns = random.nextInt(1, 4);
        List<Integer> strides = fixedStrides;
        if (strides == null) {
            int step = random.nextInt(1, 3);
            strides = transposed
                    ? List.of(random.nextInt(1, Math.min(rows, 2) + 1), random.nextInt(1, Math.min(columns, 2) + 1))
                    : List.of(step, kind.equals("Conv2D") ? random.nextInt(1, 3) : step);
        }
        Value maps = reference.value(input);
        boolean reaches = padding.equals("same") || (maps.height() >= 5 && maps.width() >= 5);
        boolean dilates = !transposed && reaches && strides.equals(List.of(1, 1)) && random.nextInt(3) == 0;
        int multiplier = random.nextInt(1, 3);
        boolean bias = random.nextBoolean();
        Map<String, @Nullable Object> attributes = attributes(
                "kernel_size",
                List.of(rows, columns),
                "strides",
                strides,
                "padding",
                padding,
                "data_format",
                format(),
                "dilation_rate",
                dilates ? List.of(2, 2) : List.of(1, 1),
                "activation",
                function(),
                "use_bias",
                bias);
        if (transposed) {
            attributes.put("output_padding", null);
        } else {
            attributes.put("groups", 1);
        }
        if (!depthwise) {
            attributes.put("filters", filters);
        }
        Map<String, Weights> weights = new LinkedHashMap<>();
        int out = depthwise ? in * multiplier : filters;
        switch (kind) {
            case "DepthwiseConv2D" -> {
                attributes.put("depth_multiplier", multiplier);
                weights.put(model.keras == 3 ? "kernel" : "depthwise_kernel", weights(rows, columns, in, multiplier));
            }
            case "SeparableConv2D" -> {
                attributes.put("depth_multiplier", multiplier);
                weights.put("depthwise_kernel", weights(rows, columns, in, multiplier));
                weights.put("pointwise_kernel", weights(1, 1, in * multiplier, out));
            }
            case "Conv2DTranspose" -> weights.put("kernel", weights(rows, columns, out, in));
            default -> weights.put("kernel", weights(rows, columns, in, out));
        }
        if (bias) {
            weights.put("bias", weights(out));
        }
        add(new Layer(kind, name(kind), attributes, weights, List.of(input)));
    }

    private void dense(int units, String function) {
        boolean bias = random.nextBoolean();
        Map<String, Weights> weights = new LinkedHashMap<>();
        weights.put("kernel", weights(last().channels(), units));
        if (bias) {
            weights.put("bias", weights(units));
        }
        add("Dense", attributes("units", units, "activation", function, "use_bias", bias), weights);
    }

    private void normalization(Value in) {
        boolean center = random.nextInt(3) > 0;
        boolean scale = random.nextInt(3) > 0;
        int axis = !in.isMap() || model.channelsFirst ? 1 : random.nextBoolean() ? 3 : -1;
        Map<String, Weights> weights = new LinkedHashMap<>();
        if (scale) {
            weights.put("gamma", positive(in.channels()));
        }
        if (center) {
            weights.put("beta", weights(in.channels()));
        }
        weights.put("moving_mean", weights(in.channels()));
        weights.put("moving_variance", positive(in.channels()));
        add(
                "BatchNormalization",
                attributes(
                        "axis",
                        random.nextBoolean() ? axis : (Object) List.of(axis),
                        "momentum",
                        0.99,
                        "epsilon",
                        random.nextBoolean() ? 1e-3 : 1e-5,
                        "center",
                        center,
                        "scale",
                        scale),
                weights);
    }

    private void prelu(Value in) {
        int[] shape = !in.isMap()
                ? new int[] {in.channels()}
                : model.channelsFirst
                        ? new int[] {in.channels(), in.height(), in.width()}
                        : new int[] {in.height(), in.width(), in.channels()};
        Object shared = null;
        if (in.isMap() && random.nextBoolean()) {
            shared = model.channelsFirst ? List.of(2, 3) : List.of(1, 2);
            for (Object axis : (List<?>) shared) {
                shape[(Integer) axis - 1] = 1;
            }
        }
        add("PReLU", attributes("shared_axes", shared), Map.of("alpha", weights(shape)));
    }

    private Object margins() {
        return List.of(List.of(random.nextInt(3), random.nextInt(3)), List.of(random.nextInt(3), random.nextInt(3)));
    }

    private String format() {
        return model.channelsFirst ? "channels_first" : "channels_last";
    }

    private Weights weights(int... shape) {
        return drawn(-1, shape);
    }

    private Weights positive(int... shape) {
        return drawn(0.2, shape);
    }

    private Weights drawn(double least, int... shape) {
        int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] values =
                random.doubles(count, least, 1).map(value -> (float) value).toArray();
        return new Weights(values, shape);
    }

    private void add(String kind, Map<String, @Nullable Object> attributes, Map<String, Weights> weights) {
        if (attributes.containsKey("padding") && kind.equals("AveragePooling2D")) {
            attributes.put("data_format", format());
        }
        add(new Layer(kind, name(kind), attributes, weights, List.of(model.last())));
    }

    private void add(Layer layer) {
        reference.add(layer);
        model.layers.add(layer);
    }

    private String name(String kind) {
        return kind.toLowerCase(Locale.ROOT) + "_" + model.layers.size();
    }

    private static Map<String, @Nullable Object> attributes(@Nullable Object... pairs) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            attributes.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return attributes;
    }
}
