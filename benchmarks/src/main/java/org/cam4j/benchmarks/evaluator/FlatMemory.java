package org.cam4j.benchmarks.evaluator;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunFolder;

/** How much memory an {@link Evaluation} of many images keeps: every metric, every image with a map of 28 x 28, boxes, a mask and scores, made on the fly. */
public final class FlatMemory {
    private static final List<Integer> STOPS = List.of(1_000, 10_000, 25_000, 50_000);
    private static final int CLASSES = 200;
    private static final int SIDE = 28;
    private static final int MASK_SIDE = 64;

    private FlatMemory() {}

    /** Arguments: the folder of results and, to stop earlier, a number of images. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d arguments; expected OUT [IMAGES], for example results/benchmarks 50000.",
                    arguments.length));
        }
        RunFolder out = RunFolder.open(Path.of(arguments[0]));
        int images = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 50_000;
        List<List<?>> rows = new ArrayList<>();
        Evaluation evaluation = new Evaluation(Metrics.all(), Bootstrap.STANDARD);
        long begun = System.nanoTime();
        int done = 0;
        for (int stop : STOPS) {
            int end = Math.min(stop, images);
            if (done < end) {
                IntStream.range(done, end).parallel().forEach(i -> evaluation.add(observation(i)));
                done = end;
                rows.add(row(String.format(Locale.ROOT, "after %d images", done), begun));
            }
        }
        Evaluation.Result result = evaluation.finish();
        rows.add(row("after the result", begun));
        Reference.reachabilityFence(evaluation);
        if (result.images() != done || result.metrics().size() < Metrics.all().size()) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%d of %d images counted, %d values.",
                    result.images(),
                    done,
                    result.metrics().size()));
        }
        out.writeCsv("flat-memory.csv", List.of("when", "heap_used_after_collection_mb", "seconds"), rows);
        out.writeText("flat-memory.md", table(rows));
    }

    private static List<?> row(String when, long begun) {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        String megabytes = String.format(Locale.ROOT, "%.1f", used / 1e6);
        String seconds = String.format(Locale.ROOT, "%.0f", (System.nanoTime() - begun) / 1e9);
        System.err.printf(Locale.ROOT, "%s: %s MB, %s s%n", when, megabytes, seconds);
        return List.of(when, megabytes, seconds);
    }

    private static EvaluatedImage observation(int index) {
        SplittableRandom random = new SplittableRandom(index);
        int left = random.nextInt(MASK_SIDE / 2);
        int top = random.nextInt(MASK_SIDE / 2);
        Box box = new Box(left, top, random.nextInt(left + 8, MASK_SIDE), random.nextInt(top + 8, MASK_SIDE));
        byte[] mask = new byte[MASK_SIDE * MASK_SIDE];
        for (int i = 0; i < mask.length; i++) {
            int x = i % MASK_SIDE;
            int y = i / MASK_SIDE;
            mask[i] = (byte) (x >= box.x0() && x < box.x1() && y >= box.y0() && y < box.y1() ? 1 : 0);
        }
        double[] map = new double[SIDE * SIDE];
        double centerX = random.nextDouble() * SIDE;
        double centerY = random.nextDouble() * SIDE;
        for (int i = 0; i < map.length; i++) {
            double distance = Math.hypot(i % SIDE - centerX, i / (double) SIDE - centerY);
            map[i] = Math.exp(-distance / 8) + 0.3 * random.nextDouble();
        }
        float[] scores = new float[CLASSES];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble();
        }
        Sample sample = new Sample(
                String.format(Locale.ROOT, "image%06d.jpg", index),
                random.nextInt(CLASSES),
                MASK_SIDE,
                MASK_SIDE,
                List.of(box),
                Optional.of(() -> new Mask(MASK_SIDE, MASK_SIDE, mask)),
                () -> {
                    throw new IOException("An evaluation looks at no pixels.");
                });
        return EvaluatedImage.ofMap(sample, new ScoreMap(map, SIDE, SIDE)).withScores(scores);
    }

    private static String table(List<List<?>> rows) {
        Environment.Device device = Environment.Device.here();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # Memory of an evaluation

                Heap in use after a collection, under every metric; maps, boxes and masks made on the fly. Heap limit %d MB.
                %s, %d cores, %s, Java %s.
                Made by FlatMemory, see benchmarks/README.md.

                | when | heap in use, MB | seconds since the start |
                |---|---|---|
                """,
                Runtime.getRuntime().maxMemory() / 1_000_000,
                device.processor(),
                device.cores(),
                device.system(),
                device.java()));
        for (List<?> row : rows) {
            text.append(String.format(Locale.ROOT, "| %s | %s | %s |\n", row.get(0), row.get(1), row.get(2)));
        }
        return text.toString();
    }
}
