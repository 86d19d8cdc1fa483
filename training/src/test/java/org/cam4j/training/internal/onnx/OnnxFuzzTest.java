package org.cam4j.training.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cam4j.training.internal.onnx.SmallModel.ints;
import static org.cam4j.training.internal.onnx.SmallModel.of;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import onnx.Onnx.ModelProto;
import org.cam4j.layers.kernels.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.Descriptors.EnumValueDescriptor;
import org.nd4j.shade.protobuf.Descriptors.FieldDescriptor;
import org.nd4j.shade.protobuf.Message;

/**
 * ONNX files with other bytes, numbers, names or connections compute an image's scores or are refused in one line. {@code -Dcam4j.fuzz.inputs=10000} for more inputs; a line with the
 * outcomes is written to {@code target/fuzz-onnx.csv}.
 */
class OnnxFuzzTest {
    private static final int INPUTS = Integer.getInteger("cam4j.fuzz.inputs", 100);
    private static final long MOST_MILLISECONDS = 5_000;
    private static final long MOST_BYTES = 1L << 30;
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        4,
        7,
        16,
        255,
        4096,
        4097,
        65_536,
        1 << 20,
        1 << 30,
        -1,
        -2,
        -100,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final float[] FLOATS = {0, 1, -1, 0.5f, 1e-38f, 1e38f, -1e38f, Float.NaN, Float.POSITIVE_INFINITY};

    @TempDir
    private Path folder;

    @Test
    void anotherModelComputesScoresOrIsRefusedInOneLine() throws IOException {
        Kernels.switchOn();
        ModelProto[] intact = {
            ModelProto.parseFrom(model().bytes()),
            ModelProto.parseFrom(
                    OnnxFileTest.residual(SmallModel.of(13, 16, 16)).bytes())
        };
        Random random = new Random(23);
        TreeMap<String, Integer> outcomes = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        long slowest = 0;
        long largest = 0;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        for (int input = 0; input < INPUTS; input++) {
            ModelProto model = intact[random.nextInt(intact.length)];
            byte[] changed = random.nextInt(3) == 0
                    ? damaged(model.toByteArray(), random)
                    : changed(model, random).toByteArray();
            Path file = Files.write(folder.resolve("model.onnx"), changed);
            long begin = System.nanoTime();
            long before = threads.getThreadAllocatedBytes(self);
            try {
                OnnxFile read = OnnxFile.read(file, 0, 0);
                read.graph().output(false, Nd4j.rand(1, 3, read.height(), read.width()));
                outcomes.merge("accepted", 1, Integer::sum);
            } catch (IOException refused) {
                String message = String.valueOf(refused.getMessage());
                boolean named = refused.getCause() instanceof IOException;
                if (message.contains("\n") || !message.startsWith("ONNX model ")) {
                    wrong.add(kept(input, changed) + message);
                }
                outcomes.merge(named ? "refused" : "refused by " + refused.getCause(), 1, Integer::sum);
            } catch (RuntimeException | Error failed) {
                wrong.add(kept(input, changed) + failed + " at "
                        + Arrays.asList(failed.getStackTrace()).subList(0, Math.min(6, failed.getStackTrace().length)));
            }
            slowest = Math.max(slowest, (System.nanoTime() - begin) / 1_000_000);
            largest = Math.max(largest, threads.getThreadAllocatedBytes(self) - before);
        }
        Files.writeString(
                Files.createDirectories(Path.of("target")).resolve("fuzz-onnx.csv"),
                String.format(Locale.ROOT, "%s, slowest %d ms, most heap %.1f MB%n", outcomes, slowest, largest / 1e6));
        assertThat(wrong).isEmpty();
        assertThat(outcomes).containsKeys("accepted", "refused");
        assertThat(slowest).isLessThan(MOST_MILLISECONDS);
        assertThat(largest).isLessThan(MOST_BYTES);
    }

    /** Most of the operators. */
    private static SmallModel model() {
        SmallModel model = SmallModel.of(13, 12, 12);
        String maps = model.node("Sub", List.of(model.weights(1, 3, 1, 1)))
                .node(
                        "Conv",
                        List.of(model.weights(8, 3, 3, 3), model.weights(8)),
                        ints("pads", 1, 1, 1, 1),
                        ints("strides", 1, 1))
                .node("Clip", List.of(model.scalar(0), model.scalar(6)))
                .node("MaxPool", ints("kernel_shape", 2, 2), ints("strides", 2, 2), of("ceil_mode", 1))
                .node("AveragePool", ints("kernel_shape", 3, 3), ints("pads", 1, 1, 1, 1), of("count_include_pad", 0))
                .node("Conv", List.of(model.weights(8, 4, 1, 1)), of("group", 2), ints("dilations", 1, 1))
                .node("HardSwish")
                .last();
        String gate = model.node("GlobalAveragePool")
                .node("Conv", List.of(model.weights(8, 8, 1, 1)))
                .node("Sigmoid")
                .last();
        model.reading("Mul", List.of(maps, gate))
                .node("LRN", of("size", 3), of("alpha", 0.1))
                .node("PRelu", List.of(model.weights(8, 1, 1)))
                .node("Pad", List.of(model.integers(0, 0, 1, 0, 0, 0, 0, 1), model.scalar(-1)));
        String first = model.last();
        String second = model.node("LeakyRelu", of("alpha", 0.1)).last();
        return model.reading("Concat", List.of(first, second), of("axis", 1))
                .node("ReduceMean", ints("axes", 2, 3), of("keepdims", 1))
                .node("Squeeze", List.of(model.integers(2, 3)))
                .node("Dropout")
                .node("Reshape", List.of(model.integers(0, 16)))
                .node("Gemm", List.of(model.weights(5, 16), model.weights(5)), of("transB", 1))
                .node("Softmax", of("axis", -1));
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(changed, random.nextInt(changed.length));
        }
        for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    /** A model with one to three fields that hold something else. */
    private static Message changed(ModelProto intact, Random random) {
        ModelProto.Builder model = intact.toBuilder();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            List<Runnable> possible = new ArrayList<>();
            List<String> names = intact.getGraph().getNodeList().stream()
                    .map(node -> node.getOutput(0))
                    .toList();
            collect(model, names, random, possible);
            possible.get(random.nextInt(possible.size())).run();
        }
        return model.build();
    }

    private static void collect(Message.Builder message, List<String> names, Random random, List<Runnable> possible) {
        for (FieldDescriptor field : message.getAllFields().keySet()) {
            if (!field.isRepeated()) {
                if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    collect(message.getFieldBuilder(field), names, random, possible);
                } else {
                    possible.add(() -> message.setField(field, other(field, names, random)));
                }
                possible.add(() -> message.clearField(field));
                continue;
            }
            int count = message.getRepeatedFieldCount(field);
            for (int i = 0; i < Math.min(count, 40); i++) {
                int index = i;
                if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    collect(message.getRepeatedFieldBuilder(field, index), names, random, possible);
                } else {
                    possible.add(() -> message.setRepeatedField(field, index, other(field, names, random)));
                }
                possible.add(() -> message.addRepeatedField(field, message.getRepeatedField(field, index)));
            }
        }
    }

    private static Object other(FieldDescriptor field, List<String> names, Random random) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (field.getJavaType()) {
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> FLOATS[random.nextInt(FLOATS.length)];
            case DOUBLE -> (double) FLOATS[random.nextInt(FLOATS.length)];
            case BOOLEAN -> random.nextBoolean();
            case STRING -> random.nextInt(4) == 0 ? "" : names.get(random.nextInt(names.size()));
            case BYTE_STRING -> ByteString.copyFrom(new byte[random.nextInt(64)]);
            case ENUM -> {
                List<EnumValueDescriptor> values = field.getEnumType().getValues();
                yield values.get(random.nextInt(values.size()));
            }
            case MESSAGE -> throw new IllegalStateException();
        };
    }

    private static String kept(int input, byte[] changed) throws IOException {
        Path kept = Files.createDirectories(Path.of("target")).resolve("fuzz-onnx-" + input + ".onnx");
        Files.write(kept, changed);
        return kept + ": ";
    }
}
