package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.hdf5.Attribute;
import org.bytedeco.hdf5.DataSet;
import org.bytedeco.hdf5.DataSpace;
import org.bytedeco.hdf5.Group;
import org.bytedeco.hdf5.H5File;
import org.bytedeco.hdf5.H5Object;
import org.bytedeco.hdf5.PredType;
import org.bytedeco.hdf5.StrType;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A Keras model that a test makes up, and the HDF5 file that Keras would write of it. */
final class KerasModelFile {
    /** An array of weights in Keras' order. */
    record Weights(double[] values, int... shape) {}

    /** One layer; its attributes are those of Keras. */
    record Layer(
            String kind,
            String name,
            Map<String, @Nullable Object> attributes,
            Map<String, Weights> weights,
            List<String> inputs) {
        /** Weights that the layer must have. */
        Weights weight(String key) {
            return Objects.requireNonNull(weights.get(key), key);
        }

        /** An attribute that the layer must have. */
        Object attribute(String key) {
            return Objects.requireNonNull(attributes.get(key), key);
        }
    }

    static final String INPUT = "image";

    final int height;
    final int width;
    final boolean channelsFirst;
    final boolean sequential;
    final int keras;
    final List<Layer> layers = new ArrayList<>();
    String training = "";

    KerasModelFile(int height, int width, boolean channelsFirst, boolean sequential, int keras) {
        this.height = height;
        this.width = width;
        this.channelsFirst = channelsFirst;
        this.sequential = sequential;
        this.keras = keras;
    }

    /** The name of the newest layer, or of the input. */
    String last() {
        return layers.isEmpty() ? INPUT : layers.get(layers.size() - 1).name();
    }

    void write(Path path) {
        try (H5File file = new H5File(path.toString(), hdf5.H5F_ACC_TRUNC)) {
            attribute(file, "model_config", json());
            attribute(file, "keras_version", keras == 3 ? "3.3.3" : "2.8.0");
            attribute(file, "backend", "tensorflow");
            if (!training.isEmpty()) {
                attribute(file, "training_config", training);
            }
            try (Group all = file.createGroup("model_weights")) {
                layers.forEach(layer -> write(all, layer));
            }
        }
    }

    private void write(Group all, Layer layer) {
        try (Group outer = all.createGroup(layer.name());
                Group inner = outer.createGroup(layer.name())) {
            layer.weights().forEach((name, weights) -> write(inner, keras == 3 ? name : name + ":0", weights));
        }
    }

    private static void write(Group group, String name, Weights weights) {
        long[] shape = new long[weights.shape().length];
        float[] values = new float[weights.values().length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = weights.shape()[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights.values()[i];
        }
        try (DataSpace space = new DataSpace(shape.length, shape);
                DataSet data = group.createDataSet(name, PredType.NATIVE_FLOAT(), space);
                FloatPointer pointer = new FloatPointer(values)) {
            data.write(pointer, PredType.NATIVE_FLOAT());
        }
    }

    static void attribute(H5Object owner, String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        try (StrType type = new StrType(PredType.C_S1(), bytes.length);
                DataSpace space = new DataSpace(hdf5.H5S_SCALAR);
                Attribute attribute = owner.createAttribute(name, type, space);
                BytePointer text = new BytePointer(bytes)) {
            attribute.write(type, (Pointer) text);
        }
    }

    private String json() {
        List<Object> entries = new ArrayList<>();
        Map<String, Object> input = new LinkedHashMap<>();
        List<Object> shape = new ArrayList<>();
        shape.add(null);
        shape.addAll(channelsFirst ? List.of(3, height, width) : List.of(height, width, 3));
        input.put(keras == 3 ? "batch_shape" : "batch_input_shape", shape);
        input.put("dtype", "float32");
        input.put("sparse", false);
        input.put("name", INPUT);
        entries.add(entry(new Layer("InputLayer", INPUT, input, Map.of(), List.of())));
        layers.forEach(layer -> entries.add(entry(layer)));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", "model");
        config.put("layers", entries);
        if (!sequential) {
            config.put("input_layers", List.of(List.of(INPUT, 0, 0)));
            config.put("output_layers", keras == 3 ? List.of(last(), 0, 0) : List.of(List.of(last(), 0, 0)));
        }
        return text(Map.of("class_name", sequential ? "Sequential" : "Functional", "config", config));
    }

    private Map<String, Object> entry(Layer layer) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", layer.name());
        config.put("trainable", true);
        config.put(
                "dtype",
                keras == 3
                        ? Map.of("module", "keras", "class_name", "DTypePolicy", "config", Map.of("name", "float32"))
                        : "float32");
        config.putAll(layer.attributes());
        if (layer.weights().containsKey("kernel")) {
            config.put("kernel_initializer", Map.of("class_name", "GlorotUniform", "config", Map.of("seed", 1)));
            config.put("kernel_regularizer", null);
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("class_name", layer.kind());
        entry.put("config", config);
        if (!sequential) {
            entry.put("name", layer.name());
            entry.put("inbound_nodes", layer.inputs().isEmpty() ? List.of() : List.of(call(layer.inputs())));
        }
        return entry;
    }

    private Object call(List<String> inputs) {
        if (keras == 3) {
            List<Object> tensors = new ArrayList<>();
            for (String input : inputs) {
                tensors.add(Map.of(
                        "class_name", "__keras_tensor__", "config", Map.of("keras_history", List.of(input, 0, 0))));
            }
            return Map.of("args", inputs.size() == 1 ? tensors : List.of(tensors), "kwargs", Map.of());
        }
        List<Object> tensors = new ArrayList<>();
        inputs.forEach(input -> tensors.add(List.of(input, 0, 0, Map.of())));
        return tensors;
    }

    private static String text(Object json) {
        try {
            return new JsonMapper().writeValueAsString(json);
        } catch (JsonProcessingException problem) {
            throw new IllegalStateException(problem);
        }
    }
}
