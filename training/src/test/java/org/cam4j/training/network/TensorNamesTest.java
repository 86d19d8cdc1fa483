package org.cam4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Names and shapes of all tensors against torchvision's state dicts, which are spelt out here. */
class TensorNamesTest {
    private final Map<String, String> expected = new TreeMap<>();

    @ParameterizedTest
    @CsvSource({"18, 2 2 2 2, 122", "34, 3 4 6 3, 218", "50, 3 4 6 3, 320", "101, 3 4 23 3, 626", "152, 3 8 36 3, 932"})
    void aResNetHasTorchvisionsTensors(int layers, String depths, int entries) {
        int expansion = layers < 50 ? 1 : 4;
        norm("bn1", convolution("conv1", 3, 64, 7, 7));
        int in = 64;
        for (int stage = 1; stage <= 4; stage++) {
            int planes = 64 << (stage - 1);
            int blocks = Integer.parseInt(depths.split(" ", -1)[stage - 1]);
            for (int i = 0; i < blocks; i++) {
                String block = "layer" + stage + "." + i + ".";
                if (expansion == 1) {
                    norm(block + "bn1", convolution(block + "conv1", in, planes, 3, 3));
                    norm(block + "bn2", convolution(block + "conv2", planes, planes, 3, 3));
                } else {
                    norm(block + "bn1", convolution(block + "conv1", in, planes, 1, 1));
                    norm(block + "bn2", convolution(block + "conv2", planes, planes, 3, 3));
                    norm(block + "bn3", convolution(block + "conv3", planes, 4 * planes, 1, 1));
                }
                if (i == 0 && in != planes * expansion) {
                    String downsample = block + "downsample.";
                    norm(downsample + "1", convolution(downsample + "0", in, planes * expansion, 1, 1));
                }
                in = planes * expansion;
            }
        }
        linear("fc", in, 1000);
        int counters = (int) expected.keySet().stream()
                .filter(name -> name.endsWith("running_var"))
                .count();
        assertThat(expected.size() + counters)
                .as("entries of torchvision's state dict")
                .isEqualTo(entries);
        String backbone = "resnet" + layers;
        assertThat(shapes(backbone)).containsExactlyEntriesOf(expected);
        assertThat(draft(backbone + "-dilated").weightMap())
                .isEqualTo(draft(backbone).weightMap());
        assertThat(draft(backbone + "-stride1").weightMap())
                .isEqualTo(draft(backbone).weightMap());
    }

    @Test
    void alexNetHasTorchvisionsTensors() {
        int[][] convolutions = {{0, 3, 64, 11}, {3, 64, 192, 5}, {6, 192, 384, 3}, {8, 384, 256, 3}, {10, 256, 256, 3}};
        for (int[] c : convolutions) {
            convolution("features." + c[0], c[1], c[2], c[3], c[3]);
            expected.put("features." + c[0] + ".bias", "[" + c[2] + "]");
        }
        linear("classifier.1", 256 * 6 * 6, 4096);
        linear("classifier.4", 4096, 4096);
        linear("classifier.6", 4096, 1000);
        assertThat(shapes("alexnet")).containsExactlyEntriesOf(expected);
    }

    @Test
    void googLeNetHasTorchvisionsTensors() {
        basic("conv1", 3, 64, 7, 7);
        basic("conv2", 64, 64, 1, 1);
        basic("conv3", 64, 192, 3, 3);
        String modules = """
            3a 192 64 96 128 16 32 32
            3b 256 128 128 192 32 96 64
            4a 480 192 96 208 16 48 64
            4b 512 160 112 224 24 64 64
            4c 512 128 128 256 24 64 64
            4d 512 112 144 288 32 64 64
            4e 528 256 160 320 32 128 128
            5a 832 256 160 320 32 128 128
            5b 832 384 192 384 48 128 128
            """;
        modules.lines().map(line -> line.split(" ", -1)).forEach(words -> {
            String name = "inception" + words[0];
            int[] n = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
            basic(name + ".branch1", n[0], n[1], 1, 1);
            basic(name + ".branch2.0", n[0], n[2], 1, 1);
            basic(name + ".branch2.1", n[2], n[3], 3, 3);
            basic(name + ".branch3.0", n[0], n[4], 1, 1);
            basic(name + ".branch3.1", n[4], n[5], 3, 3);
            basic(name + ".branch4.1", n[0], n[6], 1, 1);
        });
        linear("fc", 1024, 1000);
        assertThat(shapes("googlenet")).containsExactlyEntriesOf(expected);
    }

    @Test
    void inceptionV3HasTorchvisionsTensors() {
        units("", "Conv2d_1a_3x3 3 32 3 3, Conv2d_2a_3x3 32 32 3 3, Conv2d_2b_3x3 32 64 3 3");
        units("", "Conv2d_3b_1x1 64 80 1 1, Conv2d_4a_3x3 80 192 3 3");
        int[][] modulesA = {{192, 32}, {256, 64}, {288, 64}};
        for (int i = 0; i < 3; i++) {
            String name = "Mixed_5" + "bcd".charAt(i) + ".";
            int in = modulesA[i][0];
            units(name, "branch1x1 %d 64 1 1, branch5x5_1 %d 48 1 1, branch5x5_2 48 64 5 5".formatted(in, in));
            units(name, "branch3x3dbl_1 %d 64 1 1, branch3x3dbl_2 64 96 3 3".formatted(in));
            units(name, "branch3x3dbl_3 96 96 3 3, branch_pool %d %d 1 1".formatted(in, modulesA[i][1]));
        }
        units("Mixed_6a.", "branch3x3 288 384 3 3, branch3x3dbl_1 288 64 1 1, branch3x3dbl_2 64 96 3 3");
        units("Mixed_6a.", "branch3x3dbl_3 96 96 3 3");
        int[] inner = {128, 160, 160, 192};
        for (int i = 0; i < 4; i++) {
            String name = "Mixed_6" + "bcde".charAt(i) + ".";
            int c = inner[i];
            units(name, "branch1x1 768 192 1 1, branch_pool 768 192 1 1");
            units(name, "branch7x7_1 768 %1$d 1 1, branch7x7_2 %1$d %1$d 1 7, branch7x7_3 %1$d 192 7 1".formatted(c));
            units(name, "branch7x7dbl_1 768 %1$d 1 1, branch7x7dbl_2 %1$d %1$d 7 1".formatted(c));
            units(name, "branch7x7dbl_3 %1$d %1$d 1 7, branch7x7dbl_4 %1$d %1$d 7 1".formatted(c));
            units(name, "branch7x7dbl_5 %d 192 1 7".formatted(c));
        }
        units("Mixed_7a.", "branch3x3_1 768 192 1 1, branch3x3_2 192 320 3 3, branch7x7x3_1 768 192 1 1");
        units("Mixed_7a.", "branch7x7x3_2 192 192 1 7, branch7x7x3_3 192 192 7 1, branch7x7x3_4 192 192 3 3");
        for (String name : new String[] {"Mixed_7b.", "Mixed_7c."}) {
            int in = name.contains("b") ? 1280 : 2048;
            units(name, "branch1x1 %1$d 320 1 1, branch3x3_1 %1$d 384 1 1, branch3x3dbl_1 %1$d 448 1 1".formatted(in));
            units(name, "branch3x3_2a 384 384 1 3, branch3x3_2b 384 384 3 1, branch3x3dbl_2 448 384 3 3");
            units(name, "branch3x3dbl_3a 384 384 1 3, branch3x3dbl_3b 384 384 3 1");
            units(name, "branch_pool %d 192 1 1".formatted(in));
        }
        linear("fc", 2048, 1000);
        assertThat(shapes("inception_v3")).containsExactlyEntriesOf(expected);
    }

    /** Shapes of the parameters, which keep the numbers that their memory happens to hold. */
    private static Map<String, String> shapes(String backbone) {
        CamGraphBuilder draft = draft(backbone);
        ComputationGraphConfiguration configuration = draft.configuration();
        long length = configuration.getVertices().values().stream()
                .mapToLong(vertex -> vertex.numParams(true))
                .sum();
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init(Nd4j.createUninitialized(DataType.FLOAT, 1, length), false);
        Map<String, String> shapes = new TreeMap<>();
        draft.weightMap().tensors(graph).forEach((name, tensor) -> shapes.put(name, Arrays.toString(tensor.shape())));
        graph.close();
        return shapes;
    }

    private static CamGraphBuilder draft(String backbone) {
        NetworkSpec spec = NetworkSpec.of(backbone, Heads.ORIGINAL, CamModel.numberedClasses(1000));
        return Networks.builder(spec, Backbones.byId(backbone).variant());
    }

    private void units(String prefix, String list) {
        for (String unit : list.split(", ", -1)) {
            String[] words = unit.split(" ", -1);
            int[] n = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
            basic(prefix + words[0], n[0], n[1], n[2], n[3]);
        }
    }

    private void basic(String name, int in, int out, int rows, int columns) {
        norm(name + ".bn", convolution(name + ".conv", in, out, rows, columns));
    }

    private int convolution(String name, int in, int out, int rows, int columns) {
        expected.put(name + ".weight", "[%d, %d, %d, %d]".formatted(out, in, rows, columns));
        return out;
    }

    private void norm(String name, int channels) {
        for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            expected.put(name + "." + part, "[%d]".formatted(channels));
        }
    }

    private void linear(String name, int in, int out) {
        expected.put(name + ".weight", "[%d, %d]".formatted(out, in));
        expected.put(name + ".bias", "[%d]".formatted(out));
    }
}
