package org.cam4j.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Models whose configuration has other numbers, layers or connections, with as many parameters as that needs: each explains an image or is refused in one line. They
 * are explained in a process of its own, since a wrong number may end it. {@code -Dcam4j.fuzz.inputs=10000} for more inputs.
 */
@Tag("long")
class ModelFuzzTest {
    private static final int INPUTS = Integer.getInteger("cam4j.fuzz.inputs", 8);
    private static final long MOST_PARAMETERS = 4_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        8,
        13,
        16,
        31,
        32,
        33,
        64,
        100,
        512,
        4095,
        4096,
        4097,
        65536,
        1_000_000,
        -1,
        -2,
        -5,
        -100,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE
    };

    /** Fields that take a word; others are left alone. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "convolutionMode", List.of("Truncate", "Strict", "Same", "Causal"),
            "poolingType", List.of("MAX", "AVG", "SUM", "PNORM"),
            "cnn2dDataFormat", List.of("NCHW", "NHWC"),
            "op", List.of("Add", "Subtract", "Product", "Average", "Max"),
            "or", List.of("MAXIMUM", "PROBABILISTIC_SUM", "MEAN"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "mini, gap",
        "mini, wide",
        "mini, wide@maps@learned",
        "resnet8, lse",
        "mobilenet_v2, gap",
        "squeezenet1_1, tap",
        "zoo:SimpleCNN, gap",
        "zoo:LeNet, original"
    })
    void anotherConfigurationIsExplainedOrRefusedInOneLine(String backbone, String head) throws IOException {
        Path intact = folder.resolve("intact.zip");
        ModelFile.save(
                Networks.create(
                        NetworkSpec.of(backbone, head, List.of("cat", "dog")).size(32, 32)),
                intact);
        Random random = new Random(backbone.hashCode() + head.hashCode());
        List<String> wrong = new ArrayList<>();
        FileWorker worker = FileWorker.start(FileWorker.Task.MODEL);
        worker.read(intact);
        for (int input = 0; input < INPUTS; input++) {
            if (!worker.isUsable()) {
                worker.close();
                worker = FileWorker.start(FileWorker.Task.MODEL);
            }
            Path changed = folder.resolve("changed.zip");
            String what = change(intact, changed, random);
            try {
                worker.read(changed);
            } catch (FileWorker.Crash | AssertionError failure) {
                Path kept = Path.of("target", "fuzz-model-" + backbone.replace(':', '-') + "-" + input + ".zip");
                Files.copy(changed, kept, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                wrong.add("%s, %s: %s".formatted(kept, what, failure.getMessage()));
            } catch (IOException refusedInOneLine) {
                continue;
            }
        }
        worker.close();
        assertThat(wrong).isEmpty();
    }

    /** Writes a model with one to three changes of its configuration; says which. */
    private static String change(Path intact, Path changed, Random random) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(intact.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        ObjectNode configuration = (ObjectNode) JSON.readTree(entries.get("configuration.json"));
        configuration.putNull("topologicalOrder");
        configuration.putNull("topologicalOrderStr");
        List<String> changes = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            changes.add(random.nextInt(4) == 0 ? connect(configuration, random) : set(configuration, random));
        }
        entries.put("configuration.json", JSON.writeValueAsBytes(configuration));
        long parameters = parameters(configuration.toString());
        if (parameters > 0 && parameters < MOST_PARAMETERS) {
            entries.put("coefficients.bin", coefficients(parameters));
        }
        entries.remove("updaterState.bin");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return String.join(", ", changes);
    }

    /** Lets a vertex read another one. */
    private static String connect(ObjectNode configuration, Random random) {
        ObjectNode inputs = (ObjectNode) configuration.get("vertexInputs");
        List<String> names = new ArrayList<>();
        inputs.fieldNames().forEachRemaining(names::add);
        String reader = names.get(random.nextInt(names.size()));
        ArrayNode read = (ArrayNode) inputs.get(reader);
        String other = names.get(random.nextInt(names.size()));
        if (random.nextInt(4) == 0) {
            read.add(other);
        } else {
            read.set(random.nextInt(read.size()), JsonNodeFactory.instance.textNode(other));
        }
        return reader + " reads " + read;
    }

    /** Changes a number or a word of a layer or vertex. */
    private static String set(ObjectNode configuration, Random random) {
        List<Runnable> changes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        collect(configuration.get("vertices"), "", random, changes, names);
        int chosen = random.nextInt(changes.size());
        changes.get(chosen).run();
        return names.get(chosen);
    }

    private static void collect(JsonNode node, String path, Random random, List<Runnable> changes, List<String> names) {
        if (node.isObject()) {
            node.fields().forEachRemaining(field -> {
                String name = path + "/" + field.getKey();
                if (field.getKey()
                        .matches(
                                "iupdater|biasUpdater|regularization.*|weightInitFn|seed|gradientNorm.*|.*Count|maxNum.*|biasInit|gainInit")) {
                    return; // of training alone
                }
                if (field.getValue().isNumber()) {
                    JsonNode number = JsonNodeFactory.instance.numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
                    names.add(name + "=" + number);
                    changes.add(() -> ((ObjectNode) node).set(field.getKey(), number));
                } else if (WORDS.containsKey(field.getKey())) {
                    List<String> words = WORDS.get(field.getKey());
                    String word = words.get(random.nextInt(words.size()));
                    names.add(name + "=" + word);
                    changes.add(() -> ((ObjectNode) node).put(field.getKey(), word));
                } else {
                    collect(field.getValue(), name, random, changes, names);
                }
            });
        } else if (node.isArray() && !node.isEmpty() && node.get(0).isNumber()) {
            int place = random.nextInt(node.size());
            JsonNode number = JsonNodeFactory.instance.numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
            names.add(path + "[" + place + "]=" + number);
            changes.add(() -> ((ArrayNode) node).set(place, number));
        }
    }

    /** How many parameters Deeplearning4j would allocate; 0 where it does not say. */
    private static long parameters(String json) {
        try {
            return ComputationGraphConfiguration.fromJson(json).getVertices().values().stream()
                    .mapToLong((GraphVertex vertex) -> vertex.numParams(true))
                    .sum();
        } catch (RuntimeException unreadable) {
            return 0;
        }
    }

    private static byte[] coefficients(long count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Nd4j.write(Nd4j.rand(DataType.FLOAT, 1, count), new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
