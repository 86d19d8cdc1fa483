package org.cam4j.experiments.papers.meng2019;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.metric.SegmentationScores;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.papers.meng2019.pairs.ImageAccuracy;
import org.cam4j.experiments.report.picture.ClassChart;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.localize.ImageMaps;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.run.RunIdentity;

/**
 * Step A of Meng et al., 2019, alone, on one network for all classes: Grad-CAM of every block ({@code multi-layer-fusion@layer1} on), their sum
 * ({@value #SUM}), the fused map ({@value #FUSION}), the same without bringing each block to 0 to 1 ({@value #RAW}), and Grad-CAM of the last maps ({@value #BASELINE}),
 * where there are class weights CAM too. Values are those of {@link SegmentationScores}, with the IoU of every class; pictures {@code blocks.png} (figures 6 and 7) and
 * {@code classes.png} (figure 8).
 *
 * @param outputs which of the network's outputs stands for a class
 * @param pictures how many images are drawn
 * @param split whose images are measured
 * @param extent the layers of step A, and whose images
 */
public record BlockFusion(Outputs outputs, int pictures, Split split, Extent extent) implements RunTask {
    public static final String BASELINE = "grad-cam";
    public static final String FUSION = "multi-layer-fusion";
    public static final String SUM = "multi-layer-fusion@sum";
    public static final String RAW = "multi-layer-fusion@raw";
    public static final String CAM = "cam";

    private static final String IMAGENET = "/mapping/coco-imagenet.csv";
    private static final int SIDE = 128;

    /** On the run's own test images. */
    public BlockFusion(Outputs outputs, int pictures) {
        this(outputs, pictures, Split.TEST, Extent.WHOLE);
    }

    /** Which of the network's outputs stands for a class of the data; of several the one with the highest score on the image. */
    public enum Outputs {
        /** That of the same number. */
        OWN("own"),
        /** Classes of ILSVRC for those of COCO; many of COCO have none. */
        IMAGENET_FOR_COCO("imagenet-for-coco"),
        /** The second of two outputs for the class {@code person}. */
        PERSON("person");

        private final String id;

        Outputs(String id) {
            this.id = id;
        }

        /** The name in files. */
        String id() {
            return id;
        }

        Map<Integer, int[]> of(List<String> classNames) throws IOException {
            Map<Integer, int[]> outputs = new LinkedHashMap<>();
            Map<String, int[]> mapped = this == IMAGENET_FOR_COCO ? read() : Map.of("person", new int[] {1});
            for (int label = 0; label < classNames.size(); label++) {
                int[] found = this == OWN ? new int[] {label} : mapped.get(classNames.get(label));
                if (found != null) {
                    outputs.put(label, found);
                }
            }
            return outputs;
        }

        private static Map<String, int[]> read() throws IOException {
            Map<String, int[]> mapped = new LinkedHashMap<>();
            try (InputStream in = Objects.requireNonNull(BlockFusion.class.getResourceAsStream(IMAGENET));
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                lines.lines()
                        .skip(1)
                        .map(line -> line.split(",", 2))
                        .forEach(cells -> mapped.put(
                                cells[0],
                                Arrays.stream(cells[1].split(" "))
                                        .mapToInt(Integer::parseInt)
                                        .toArray()));
            }
            return mapped;
        }
    }

    /** The method of one block, from 1. */
    public static String layer(int block) {
        return FUSION + "@layer" + block;
    }

    @Override
    public RunIdentity identity() {
        return extent.addTo(RunIdentity.of("kind", "block-fusion")
                .with("outputs", outputs.id())
                .with("pictures", pictures)
                .with("threshold", SegmentationScores.STATED)
                .withUnless(Split.TEST.id(), "split", split.id()));
    }

    @Override
    public List<String> datasets() {
        return extent.datasets();
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        Map<Integer, int[]> ofLabel = outputs.of(context.data().classNames());
        List<Sample> samples = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (Sample sample : extent.samples(context, split)) {
            if (!ofLabel.containsKey(sample.label())) {
                skipped.add(new Skipped(sample.id(), "no output of the network stands for its class"));
            } else if (ObjectMask.of(sample).mask().isPresent()) {
                samples.add(ObjectMask.of(sample));
            }
        }
        List<String> taps = extent.taps().of(context.model());
        List<CamMethod> methods =
                methods(taps.size(), Explainer.of(context.model().graph()).hasClassWeights());
        List<Sample> drawn = Sample.spread(samples, pictures);
        List<String> columns = new ArrayList<>(List.of("image", "truth"));
        methods.forEach(
                method -> columns.add(method.id().replace(FUSION + "@", "").replace(FUSION, "fusion")));
        ContactSheet sheet = new ContactSheet(columns, SIDE);
        SegmentationScores scores = new SegmentationScores();
        ImageAccuracy accuracy = new ImageAccuracy(samples);
        long[] done = new long[1];
        try (Progress.Task progress = context.progress().task("blocks", "images", samples.size())) {
            skipped.addAll(new MapComputer(context.model(), methods, context.threads())
                    .withBlocks(taps)
                    .run(samples, batch -> selection(batch, ofLabel), located -> {
                        progress.to(++done[0]);
                        accuracy.add(located.sample(), located.probabilities());
                        Optional<Sample> read = ObjectMask.read(located.sample(), skipped);
                        if (read.isEmpty()) {
                            return;
                        }
                        located.classes()
                                .get(0)
                                .maps()
                                .forEach((method, map) -> scores.add(method, EvaluatedImage.ofMap(read.get(), map)));
                        if (drawn.contains(located.sample())) {
                            draw(sheet, context, located);
                        }
                    }));
        }
        Map<String, Comparison.Run> results = new LinkedHashMap<>();
        for (String method : scores.methods()) {
            Optional<String> baseline = method.equals(BASELINE) ? Optional.empty() : Optional.of(BASELINE);
            Comparison.Run run = scores.result(method, baseline, ThresholdSource.STATED);
            Map<String, MetricValue> values = new LinkedHashMap<>(run.metrics());
            if (outputs == Outputs.OWN) { // claims are void where the network has not learned
                double percent = accuracy.percent();
                values.put(
                        MetricKey.TOP1_CLS.id(), new MetricValue(percent, percent, percent, ThresholdSource.NOTHING));
            }
            values.putAll(scores.classes(method, context.data().classNames()));
            results.put(method, new Comparison.Run(values, run.perImage(), run.images()));
        }
        RunOutput result = new RunOutput(results, skipped, Map.of());
        if (results.isEmpty()) {
            return result;
        }
        result = result.with(
                "classes.png",
                chart(results, List.of(BASELINE, FUSION), context.data().classNames()));
        return drawn.isEmpty() ? result : result.with("blocks.png", sheet.draw(1));
    }

    private static List<CamMethod> methods(int blocks, boolean hasClassWeights) {
        List<CamMethod> methods = new ArrayList<>();
        for (int block = 1; block <= blocks; block++) {
            methods.add(CamMethods.byId(layer(block)));
        }
        methods.add(CamMethods.byId(SUM));
        methods.add(CamMethods.byId(FUSION));
        methods.add(CamMethods.byId(RAW));
        methods.add(CamMethods.byId(BASELINE));
        if (hasClassWeights) {
            methods.add(CamMethods.byId(CAM));
        }
        return methods;
    }

    private static ClassSelection selection(List<Sample> batch, Map<Integer, int[]> ofLabel) {
        return logits -> {
            List<int[]> chosen = new ArrayList<>();
            for (int image = 0; image < batch.size(); image++) {
                int[] mapped = ofLabel.getOrDefault(batch.get(image).label(), new int[] {0});
                int best = mapped[0];
                for (int output : mapped) {
                    best = logits.getDouble(image, output) > logits.getDouble(image, best) ? output : best;
                }
                chosen.add(new int[] {best});
            }
            return chosen;
        };
    }

    private static void draw(ContactSheet sheet, RunContext context, ImageMaps located) throws IOException {
        OverlayRow row = OverlayRow.of(Pictures.drawable(located.pixels(), 2 * SIDE), ColorMap.JET)
                .image()
                .part(ObjectMask.drawn(located.sample()), 0);
        located.classes().get(0).maps().values().forEach(row::overlay);
        sheet.add(List.of(context.data().classNames().get(located.sample().label())), row.tiles());
    }

    /** The mIoU of every class by some methods, figure 8. */
    static BufferedImage chart(Map<String, Comparison.Run> results, List<String> methods, List<String> classNames) {
        Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
        for (String method : methods) {
            Map<String, Double> ofClass = new LinkedHashMap<>();
            Comparison.Run run = results.get(method);
            for (String name : classNames) {
                MetricValue value = run == null ? null : run.metrics().get("miou." + name);
                if (value != null) {
                    ofClass.put(name.split(",", 2)[0], value.value());
                }
            }
            bars.put(method, ofClass);
        }
        return ClassChart.of(bars, "mIoU of each class");
    }
}
