package org.cam4j.experiments.papers.lecture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.signal.BearingRecording;
import org.cam4j.datasets.signal.BearingWindows;
import org.cam4j.datasets.signal.EnvelopeSpectrum;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.maps.BilinearResize;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.LineChart;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.localize.ImageMaps;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.run.RunIdentity;

/**
 * Whether a network tells windows of {@code cwru} apart, and at which frequencies its CAM lies. Of each recording with a fault, a quarter of the rows of the spectrogram are
 * its resonances, those with the most power, and a quarter carry the blows, those whose power goes up and down most clearly at the fault's own frequency
 * ({@link EnvelopeSpectrum}). {@value #RESONANCES} and {@value #BLOWS} are the shares of the map, its minimum subtracted, in these rows; {@value #EVEN} has those of a map
 * that is the same everywhere, {@value #GAUSSIAN} those of one that is highest in the middle of the picture, where convolutions tend to be.
 *
 * @param pictures windows drawn for every class
 */
public record BearingBands(int pictures) implements RunTask {
    /** Names in the results. */
    public static final String CAM = "cam";

    public static final String EVEN = "even";
    public static final String GAUSSIAN = "gaussian";
    /** The right one of all classes, and whether there is a fault at all. */
    public static final String CLASS = MetricKey.TOP1_CLS.id();

    public static final String FAULT = "fault_or_none";
    public static final String RESONANCES = "share_in_resonances";
    public static final String BLOWS = "share_in_blows";

    private static final int ROWS = BearingWindows.ROWS;
    private static final int CHOSEN = ROWS / 4;
    private static final int SIDE = 320;

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "bearing-bands")
                .with("pictures", pictures)
                .with("rows", CHOSEN)
                .with("controls", List.of(EVEN, GAUSSIAN));
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        Map<String, BearingRecording> recordings = new TreeMap<>();
        Map<String, EnvelopeSpectrum> envelopes = new TreeMap<>();
        Map<String, ChosenRows> ofFaults = new TreeMap<>();
        for (BearingRecording one :
                BearingRecording.readAll(context.files().dataset("cwru")).recordings()) {
            recordings.put(one.name(), one);
            EnvelopeSpectrum envelope = EnvelopeSpectrum.of(one.samples());
            envelopes.put(one.name(), envelope);
            if (one.condition() != BearingRecording.Condition.NORMAL) {
                ofFaults.put(one.name(), ChosenRows.of(one, envelope));
            }
        }
        List<Sample> samples = context.data().samples(Split.TEST);
        Shares maps = new Shares();
        Shares even = new Shares();
        double[] evenRows = new double[ROWS];
        Arrays.fill(evenRows, 1.0 / ROWS);
        Shares gaussian = new Shares();
        Map<Integer, double[]> rows = new TreeMap<>();
        Map<Integer, Integer> drawn = new TreeMap<>();
        ContactSheet sheet = new ContactSheet(List.of("spectrogram", "CAM of its class"), SIDE);
        long[] done = new long[1];
        List<Skipped> skipped;
        try (Progress.Task progress = context.progress().task("evaluate", "windows", samples.size())) {
            skipped = new MapComputer(context.model(), List.of(CamMethods.byId("cam")), context.threads())
                    .run(samples, MapComputer::groundTruth, located -> {
                        Sample sample = located.sample();
                        String name = sample.id().substring(0, sample.id().indexOf('/'));
                        double[] ofRows = sharesOfRows(cam(located));
                        double[] sum = rows.computeIfAbsent(sample.label(), label -> new double[ROWS]);
                        Arrays.setAll(sum, row -> sum[row] + ofRows[row]);
                        maps.classify(located);
                        ChosenRows chosen = ofFaults.get(name);
                        if (chosen != null) {
                            maps.locate(sample, ofRows, chosen);
                            even.locate(sample, evenRows, chosen);
                            gaussian.locate(
                                    sample,
                                    sharesOfRows(TrivialBaselines.gaussian()
                                            .observe(sample)
                                            .scoreMap()
                                            .orElseThrow()),
                                    chosen);
                        }
                        if (drawn.merge(sample.label(), 1, Integer::sum) <= pictures) {
                            draw(sheet, located, context.data().classNames());
                        }
                        progress.to(++done[0]);
                    });
        }
        Map<String, Comparison.Run> results = new LinkedHashMap<>();
        results.put(CAM, maps.result());
        results.put(EVEN, even.result());
        results.put(GAUSSIAN, gaussian.result());
        BearingFrequencies frequencies = new BearingFrequencies(recordings, envelopes);
        return new RunOutput(
                results,
                skipped,
                Map.of(
                        "spectrograms.png", sheet.draw(2),
                        "bands.png", chart(rows, context.data().classNames()),
                        "sampling-rate.png", frequencies.samplingRate()),
                Map.of("bands.csv", frequencies.bands(rows), "lines.csv", frequencies.lines()));
    }

    /** The rows of a recording with a fault that a map should lie in. */
    private record ChosenRows(List<Integer> resonances, List<Integer> blows) {
        static ChosenRows of(BearingRecording recording, EnvelopeSpectrum envelope) {
            double hertz = recording.condition().hertz(recording.revolutionsPerMinute());
            double[] lines = IntStream.range(0, ROWS)
                    .mapToDouble(row -> envelope.line(row, hertz).overBackground())
                    .toArray();
            return new ChosenRows(highest(envelope.power()), highest(lines));
        }

        private static List<Integer> highest(double[] values) {
            return IntStream.range(0, ROWS)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> -values[row]))
                    .limit(CHOSEN)
                    .toList();
        }
    }

    /** Values of single windows by key. */
    private static final class Shares {
        private final Map<String, List<ImageValues.Key>> images = new LinkedHashMap<>();
        private final Map<String, List<Double>> values = new LinkedHashMap<>();

        void classify(ImageMaps located) {
            int label = located.sample().label();
            int best = ConfusionMatrix.highest(located.probabilities());
            int normal = BearingRecording.Condition.NORMAL.ordinal();
            add(CLASS, located.sample(), best == label ? 1 : 0);
            add(FAULT, located.sample(), (best == normal) == (label == normal) ? 1 : 0);
        }

        void locate(Sample sample, double[] ofRows, ChosenRows chosen) {
            add(
                    RESONANCES,
                    sample,
                    chosen.resonances().stream().mapToDouble(row -> ofRows[row]).sum());
            add(
                    BLOWS,
                    sample,
                    chosen.blows().stream().mapToDouble(row -> ofRows[row]).sum());
        }

        private void add(String key, Sample sample, double value) {
            images.computeIfAbsent(key, one -> new ArrayList<>()).add(new ImageValues.Key(sample.id(), sample.label()));
            values.computeIfAbsent(key, one -> new ArrayList<>()).add(value);
        }

        Comparison.Run result() {
            Map<String, MetricValue> metrics = new LinkedHashMap<>();
            Map<String, ImageValues> perImage = new LinkedHashMap<>();
            TreeSet<ImageValues.Key> all = new TreeSet<>();
            images.forEach((key, ofKey) -> {
                double[] shares = values.getOrDefault(key, List.of()).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
                Bootstrap.Interval interval = Bootstrap.STANDARD.mean(
                        Arrays.stream(shares).map(share -> 100 * share).toArray());
                metrics.put(
                        key,
                        new MetricValue(interval.value(), interval.low(), interval.high(), ThresholdSource.NOTHING));
                perImage.put(key, new ImageValues(ofKey, shares));
                all.addAll(ofKey);
            });
            return new Comparison.Run(metrics, perImage, all);
        }
    }

    private static ScoreMap cam(ImageMaps located) {
        return located.classes().get(0).maps().values().iterator().next();
    }

    /** How much of the map lies in each row of the spectrogram, row 0 the lowest frequencies. */
    private static double[] sharesOfRows(ScoreMap map) {
        ScoreMap large = BilinearResize.resize(map, ROWS, BearingWindows.FRAMES);
        double low = Arrays.stream(large.values()).min().orElse(0);
        double[] shares = new double[ROWS];
        double sum = 0;
        for (int i = 0; i < large.values().length; i++) {
            shares[ROWS - 1 - i / BearingWindows.FRAMES] += large.values()[i] - low;
            sum += large.values()[i] - low;
        }
        double whole = sum;
        Arrays.setAll(shares, row -> whole == 0 ? 1.0 / ROWS : shares[row] / whole);
        return shares;
    }

    private static void draw(ContactSheet sheet, ImageMaps located, List<String> names) throws IOException {
        Sample sample = located.sample();
        OverlayRow row = OverlayRow.of(Pictures.drawable(located.pixels(), SIDE), ColorMap.VIRIDIS)
                .image()
                .overlay(cam(located));
        sheet.add(
                List.of(
                        names.get(sample.label()),
                        sample.id().replace("/", " from "),
                        String.format(Locale.ROOT, "p = %.3f", located.probabilities()[sample.label()])),
                row.tiles().stream().map(BearingBands::axes).toList());
    }

    private static BufferedImage axes(BufferedImage picture) {
        return SpectrogramPicture.of(
                picture, BearingWindows.SAMPLES / BearingRecording.RATE, ROWS * BearingWindows.HERTZ_PER_ROW);
    }

    private static BufferedImage chart(Map<Integer, double[]> rows, List<String> names) {
        Map<String, double[][]> lines = new LinkedHashMap<>();
        rows.forEach((label, shares) -> lines.put(
                names.get(label), new double[][] {BearingFrequencies.hertz(), BearingFrequencies.percent(shares)}));
        return new LineChart("Where the CAM of the class lies", "frequency (Hz)", "% of the map", lines).picture();
    }
}
