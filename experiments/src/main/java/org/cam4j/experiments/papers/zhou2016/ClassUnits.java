package org.cam4j.experiments.papers.zhou2016;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.localize.ImagePass;
import org.cam4j.training.run.RunIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Class-specific units of the last maps: the units of the highest weight for a class. RunOutput is how much of what a unit fires on, its map above half of its
 * maximum, lies on the object of the image's class: for the class's first units, for as many drawn at random, and for the whole image. The picture {@code units.png}
 * shows the images of all classes that a unit fires most on by its mean, cut to that part (Zhou et al., CVPR 2016, section 5).
 *
 * @param units how many of a class
 * @param classes how many of them are drawn, at equal distances over the test images
 * @param images how many of a unit are drawn
 * @param occlusion rows of the occluding patch in parts of the image's, for {@link UnitField}; 0 leaves it out
 */
public record ClassUnits(int units, int classes, int images, int occlusion) implements RunTask {
    /** Names of the three rows, and of the receptive fields. */
    public static final String OWN = "class-units";

    public static final String OTHERS = "random-units";
    public static final String WHOLE = "whole-image";
    public static final String FIELD = "receptive-field";

    /** Share of the part on the object, in percent. */
    public static final String INSIDE = "inside";

    private static final double HALF = 0.5;
    private static final int SIDE = 140;

    /** What a unit did on one image. */
    private record Fired(Sample sample, int unit, double value) {}

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "class-units")
                .with("units", units)
                .with("classes", classes)
                .with("images", images)
                .with("occlusion", occlusion)
                .with("response", "mean");
    }

    @Override
    public boolean varies() {
        return true; // the random units
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<Sample> samples = context.data().samples(Split.TEST);
        Explainer explainer = Explainer.of(context.model().graph());
        List<Sample> shown = Sample.spread(samples, classes);
        Map<Sample, int[]> unitsOfShown = new LinkedHashMap<>();
        List<Sample> measured = new ArrayList<>();
        List<double[]> means = new ArrayList<>(); // by image, of every unit: a ReLU6 makes many maxima alike
        ShareOnObject own = new ShareOnObject();
        ShareOnObject others = new ShareOnObject();
        ShareOnObject whole = new ShareOnObject();
        List<Skipped> skipped = context.forEach("units", samples, batch -> {
            List<TapReading> readings = read(explainer, batch);
            for (int i = 0; i < readings.size(); i++) {
                Sample sample = batch.samples().get(i);
                TapReading reading = readings.get(i);
                int[] first = first(reading.classWeights().toDoubleVector(), units);
                long seed = Seeds.derive(context.seed(), measured.size());
                int[] drawn = new Random(seed)
                        .ints(units, 0, (int) reading.channels())
                        .toArray();
                own.add(sample, maps(reading, first));
                others.add(sample, maps(reading, drawn));
                whole.add(sample, List.of(new ScoreMap(new double[] {1}, 1, 1)));
                means.add(reading.activations().mean(1, 2).toDoubleVector());
                measured.add(sample);
                if (shown.contains(sample)) {
                    unitsOfShown.put(sample, first);
                }
            }
        });
        Map<String, Comparison.Run> methods = new LinkedHashMap<>();
        methods.put(OWN, own.result(INSIDE));
        methods.put(OTHERS, others.result(INSIDE));
        methods.put(WHOLE, whole.result(INSIDE));
        List<List<Fired>> rows = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        unitsOfShown.forEach((sample, first) -> {
            for (int unit : first) {
                rows.add(strongest(measured, means, unit));
                titles.add(context.data().classNames().get(sample.label()));
            }
        });
        if (occlusion > 0) {
            List<UnitField.Case> cases = rows.stream()
                    .map(row ->
                            new UnitField.Case(row.get(0).sample(), row.get(0).unit()))
                    .toList();
            methods.put(FIELD, UnitField.measure(context, explainer, cases, occlusion));
        }
        BufferedImage sheet = draw(context, explainer, rows, titles);
        return new RunOutput(methods, skipped, Map.of("units.png", sheet));
    }

    private List<Fired> strongest(List<Sample> samples, List<double[]> means, int unit) {
        return IntStream.range(0, samples.size())
                .mapToObj(i -> new Fired(samples.get(i), unit, means.get(i)[unit]))
                .sorted(Comparator.comparingDouble(Fired::value).reversed())
                .limit(images)
                .toList();
    }

    private BufferedImage draw(RunContext context, Explainer explainer, List<List<Fired>> rows, List<String> titles)
            throws IOException {
        List<String> columns =
                IntStream.rangeClosed(1, images).mapToObj(i -> "image " + i).toList();
        ContactSheet sheet = new ContactSheet(columns, SIDE);
        Set<Sample> needed = new LinkedHashSet<>();
        rows.forEach(row -> row.forEach(fired -> needed.add(fired.sample())));
        Map<Sample, TapReading> readings = new LinkedHashMap<>();
        context.forEach("draw", List.copyOf(needed), batch -> {
            List<TapReading> read = read(explainer, batch);
            for (int i = 0; i < read.size(); i++) {
                readings.put(batch.samples().get(i), read.get(i));
            }
        });
        for (int row = 0; row < rows.size(); row++) {
            List<BufferedImage> tiles = new ArrayList<>();
            for (Fired fired : rows.get(row)) {
                TapReading reading = readings.get(fired.sample());
                PixelImage image = fired.sample().image().read();
                if (reading != null) {
                    tiles.add(Pictures.part(image, map(reading, fired.unit()), HALF));
                }
            }
            int unit = rows.get(row).get(0).unit();
            sheet.add(List.of(titles.get(row), String.format(Locale.ROOT, "unit %d", unit)), tiles);
        }
        return sheet.draw(1);
    }

    private static List<TapReading> read(Explainer explainer, ImagePass.Images batch) {
        ClassSelection labels = ClassSelection.of(batch.samples().stream()
                .map(sample -> new int[] {sample.label()})
                .toList());
        Explanation explanation =
                explainer.explain(batch.images(), labels, EnumSet.of(Signal.ACTIVATIONS, Signal.CLASS_WEIGHTS));
        return IntStream.range(0, explanation.images())
                .mapToObj(i -> explanation.reading(i, 0, explainer.defaultTap()))
                .toList();
    }

    /** The units of the highest weights, best first. */
    private static int[] first(double[] weights, int count) {
        return IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer unit) -> -weights[unit]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static List<ScoreMap> maps(TapReading reading, int[] units) {
        return Arrays.stream(units).mapToObj(unit -> map(reading, unit)).toList();
    }

    private static ScoreMap map(TapReading reading, int unit) {
        INDArray map = reading.activations().slice(unit).dup('c');
        return new ScoreMap(map.ravel().toDoubleVector(), (int) reading.height(), (int) reading.width());
    }
}
