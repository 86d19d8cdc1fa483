package org.cam4j.benchmarks.wsol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.optimizer.FlatUpdater;
import org.cam4j.training.wsol.TrainingGraph;
import org.cam4j.training.wsol.WsolConfig;
import org.cam4j.training.wsol.WsolMethod;
import org.cam4j.training.wsol.WsolMethods;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a training step of each rival costs, as a multiple of plain CAM's: medians of rounds in which each takes one step, so that a slow period of the machine meets all of them.
 * Prints a Markdown table; arguments: rounds, batch, backbone, rows and columns of the input (0 for the backbone's own), channels of the heads that a rival brings (0 for the papers').
 */
public final class WsolCost {
    private static final int CLASSES = 20;
    private static final int WARM_UP = 2;

    private WsolCost() {}

    /** A network that takes steps. */
    private record Side(TrainingGraph training, long parameters, List<Double> milliseconds) {
        void step(INDArray images, int[] labels, float[][] targets, long round) {
            ComputationGraph graph = training.graph();
            Nd4j.getRandom().setSeed(round);
            INDArray own = images.dup();
            long begin = System.nanoTime();
            TrainingGraph.Inputs feed = training.feed(own, labels, targets, new Random(round));
            graph.fit(feed.inputs().toArray(INDArray[]::new), feed.labels().toArray(INDArray[]::new));
            if (round >= WARM_UP) {
                milliseconds.add((System.nanoTime() - begin) / 1e6);
            }
        }

        double median() {
            return milliseconds.stream()
                    .sorted()
                    .skip(milliseconds.size() / 2)
                    .findFirst()
                    .orElseThrow();
        }
    }

    public static void main(String[] arguments) throws IOException {
        Kernels.switchOn();
        int rounds = Integer.parseInt(arguments[0]);
        int batch = Integer.parseInt(arguments[1]);
        int size = Integer.parseInt(arguments[3]);
        int units = Integer.parseInt(arguments[4]);
        Map<String, Side> sides = new LinkedHashMap<>();
        CamModel plain = network(arguments[2], "gap", size);
        sides.put("cam", side(new TrainingGraph(plain.graph())));
        for (WsolMethod rival : WsolMethods.all()) {
            boolean sized = rival.hyperparameters().stream()
                    .anyMatch(setting -> setting.name().equals("units"));
            WsolConfig choice = WsolConfig.parse(sized && units > 0 ? rival.id() + ":units=" + units : rival.id());
            CamModel model = choice.network(network(arguments[2], rival.head("gap"), size), 1);
            sides.put(choice.toString(), side(choice.training(model, 1)));
        }
        INDArray images = Nd4j.rand(
                DataType.FLOAT,
                batch,
                3,
                plain.preprocessing().height(),
                plain.preprocessing().width());
        int[] labels = IntStream.range(0, batch).map(i -> i / 2 % CLASSES).toArray();
        for (long round = 0; round < rounds + WARM_UP; round++) {
            for (Side side : sides.values()) {
                float[][] targets = new float[batch][CLASSES];
                IntStream.range(0, batch).forEach(i -> targets[i][labels[i]] = 1);
                side.step(images, labels, targets, round);
            }
        }
        double reference =
                sides.getOrDefault("cam", sides.values().iterator().next()).median();
        System.out.println("| Method | Parameters in training | Milliseconds a step | Times plain CAM |");
        System.out.println("|---|---:|---:|---:|");
        sides.forEach((name, side) -> System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.2f |%n",
                name,
                side.parameters(),
                side.median(),
                side.median() / reference));
    }

    private static CamModel network(String backbone, String head, int size) throws IOException {
        List<String> names =
                IntStream.range(0, CLASSES).mapToObj(index -> "class " + index).toList();
        return Networks.create(NetworkSpec.of(backbone, head, names).size(size, size));
    }

    private static Side side(TrainingGraph training) {
        ComputationGraph graph = training.graph();
        graph.initGradientsView();
        graph.setUpdater(new FlatUpdater(graph));
        graph.getConfiguration().setCacheMode(CacheMode.DEVICE);
        graph.setCacheMode(CacheMode.DEVICE);
        return new Side(training, Networks.trainableParameters(graph.getConfiguration()), new ArrayList<>());
    }
}
