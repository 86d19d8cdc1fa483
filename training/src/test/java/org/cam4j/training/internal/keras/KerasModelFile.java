package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
    private static final String BASE = "base";

    final int height;
    final int width;
    final boolean channelsFirst;
    final boolean sequential;
    final int keras;
    final List<Layer> layers = new ArrayList<>();
    String training = "";
    /** How many of the first layers belong to a model of their own, which is the first layer. */
    int nested;

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
                layers.subList(nested, layers.size()).forEach(layer -> write(all, layer));
                if (nested > 0) {
                    try (Group base = all.createGroup(BASE)) {
                        layers.subList(0, nested).forEach(layer -> writeInner(base, layer));
                    }
                }
            }
        }
    }

    /** Writes Keras' own format: a zip of the configuration, the version, and the weights by the layers' classes and numbers. */
    void writeZip(Path path) throws IOException {
        Path weights = path.resolveSibling("model.weights.h5");
        try (H5File file = new H5File(weights.toString(), hdf5.H5F_ACC_TRUNC);
                Group all = file.createGroup("layers")) {
            Set<String> names = new HashSet<>();
            if (nested > 0) {
                names.add("functional");
                try (Group base = all.createGroup("functional");
                        Group inner = base.createGroup("layers")) {
                    Set<String> innerNames = new HashSet<>();
                    layers.subList(0, nested).forEach(layer -> writeNumbered(inner, layer, innerNames));
                }
            }
            layers.subList(nested, layers.size()).forEach(layer -> writeNumbered(all, layer, names));
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry("metadata.json"));
            zip.write(text(Map.of("keras_version", keras == 3 ? "3.3.3" : "2.13.1"))
                    .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("config.json"));
            zip.write(json().getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("model.weights.h5"));
            Files.copy(weights, zip);
        }
    }

    private static void writeNumbered(Group all, Layer layer, Set<String> names) {
        String kind = KerasCheckpoint.snakeCase(layer.kind());
        String name = kind;
        for (int number = 1; !names.add(name); number++) {
            name = kind + "_" + number;
        }
        try (Group group = all.createGroup(name);
                Group variables = group.createGroup("vars")) {
            int number = 0;
            for (Weights weights : layer.weights().values()) {
                write(variables, String.valueOf(number), weights);
                number++;
            }
        }
    }

    private void writeInner(Group base, Layer layer) {
        try (Group inner = base.createGroup(layer.name())) {
            layer.weights().forEach((name, weights) -> write(inner, keras == 3 ? name : name + ":0", weights));
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
        Layer image = new Layer("InputLayer", INPUT, input, Map.of(), List.of());
        if (nested > 0) {
            List<Object> inner = new ArrayList<>(List.of(entry(image)));
            layers.subList(0, nested).forEach(layer -> inner.add(entry(layer)));
            Map<String, Object> base = new LinkedHashMap<>(
                    model(BASE, inner, layers.get(nested - 1).name()));
            base.put("name", BASE);
            base.put("inbound_nodes", List.of(call(List.of(INPUT))));
            if (!sequential) {
                entries.add(entry(image));
            }
            entries.add(base);
        } else {
            entries.add(entry(image));
        }
        layers.subList(nested, layers.size()).forEach(layer -> entries.add(entry(layer)));
        if (sequential) {
            return text(Map.of("class_name", "Sequential", "config", Map.of("name", "model", "layers", entries)));
        }
        return text(model("model", entries, last()));
    }

    private Map<String, Object> model(String name, List<Object> entries, String output) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("layers", entries);
        config.put("input_layers", List.of(List.of(INPUT, 0, 0)));
        config.put("output_layers", keras == 3 ? List.of(output, 0, 0) : List.of(List.of(output, 0, 0)));
        return Map.of("class_name", "Functional", "config", config);
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
        if (!sequential || nested > 0) {
            entry.put("name", layer.name());
            entry.put("inbound_nodes", layer.inputs().isEmpty() ? List.of() : List.of(call(read(layer))));
        }
        return entry;
    }

    /** What a layer reads: the nested model instead of its last layer, from outside. */
    private List<String> read(Layer layer) {
        boolean outside = nested > 0 && layers.indexOf(layer) >= nested;
        return layer.inputs().stream()
                .map(name -> outside && name.equals(layers.get(nested - 1).name()) ? BASE : name)
                .toList();
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
        inputs.forEach(input -> tensors.add(List.of(input, input.equals(BASE) ? 1 : 0, 0, Map.of())));
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
