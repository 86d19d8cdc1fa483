package org.cam4j.benchmarks.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What explanations cost, as multiples of {@code graph.outputSingle}, at 224x224: medians of rounds in which each is done once, so
 * that a slow period of the machine meets all of them. Prints a Markdown table; arguments: rounds, then backbones, which get a
 * GAP head.
 */
public final class ExplanationCost {
    private ExplanationCost() {}

    public static void main(String[] arguments) throws IOException {
        Kernels.switchOn();
        int rounds = Integer.parseInt(arguments[0]);
        List<String> names =
                IntStream.range(0, 1000).mapToObj(index -> "class " + index).toList();
        System.out.println("| Backbone | Batch | What | Milliseconds | Forward passes |");
        System.out.println("|---|---:|---|---:|---:|");
        for (int i = 1; i < arguments.length; i++) {
            CamModel model = Networks.create(NetworkSpec.of(arguments[i], "gap", names));
            measure(model, 1, rounds);
            measure(model, 8, rounds);
        }
    }

    private static void measure(CamModel model, int batch, int rounds) {
        INDArray images = Nd4j.rand(DataType.FLOAT, batch, 3, 224, 224);
        Explainer explainer = Explainer.of(model.graph());
        List<String> last = List.of(explainer.defaultTap());
        List<String> blocks = Backbones.byId(model.backbone()).blockTaps();
        Map<String, Runnable> jobs = new LinkedHashMap<>();
        jobs.put("forward", () -> model.graph().outputSingle(images));
        if (explainer.hasClassWeights()) {
            jobs.put("cam", () -> explain(explainer, images, "cam", last));
        }
        jobs.put("grad-cam, last tap", () -> explain(explainer, images, "grad-cam", last));
        jobs.put(
                String.format(Locale.ROOT, "grad-cam, %d taps", blocks.size()),
                () -> explain(explainer, images, "grad-cam", blocks));
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = -3; round < rounds; round++) {
            for (Map.Entry<String, Runnable> job : jobs.entrySet()) {
                long begin = System.nanoTime();
                job.getValue().run();
                double milliseconds = (System.nanoTime() - begin) / 1e6;
                if (round >= 0) {
                    times.computeIfAbsent(job.getKey(), key -> new ArrayList<>())
                            .add(milliseconds);
                }
            }
        }
        double forward = median(times.getOrDefault("forward", List.of()));
        times.forEach((name, values) -> System.out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %.1f | %.2f |%n",
                model.backbone(),
                batch,
                name,
                median(values),
                median(values) / forward));
    }

    private static void explain(Explainer explainer, INDArray images, String id, List<String> taps) {
        CamMethod method = CamMethods.byId(id);
        Explanation explanation = explainer.explain(images, ClassSelection.top(1), taps, method.needs());
        for (int image = 0; image < explanation.images(); image++) {
            for (String tap : taps) {
                method.combine(explanation.reading(image, 0, tap));
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
