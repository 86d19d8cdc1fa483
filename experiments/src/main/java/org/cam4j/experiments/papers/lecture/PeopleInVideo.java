package org.cam4j.experiments.papers.lecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.report.picture.FramePicture;
import org.cam4j.experiments.report.picture.FrameRate;
import org.cam4j.experiments.report.picture.VideoFile;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.video.FrameExplainer;
import org.cam4j.experiments.video.FrameSource;
import org.cam4j.experiments.video.FrameSources;
import org.cam4j.experiments.video.VideoFrame;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.run.RunIdentity;

/**
 * A folder of images watched as a video: whether there is a person in it, where (GT-known localization against the boxes of all persons), and how many frames a second are
 * looked at, drawn and written. The video is written to the run's scratch folder and opened again. The second of the network's two outputs stands for a person.
 */
public record PeopleInVideo() implements RunTask {
    /** Names in the results. */
    public static final String CAM = "cam";

    public static final String VIDEO = "video";
    /** Whether a frame is rightly said to show a person, or none. */
    public static final String PERSON_OR_NONE = "person_or_none";

    public static final String FRAMES_PER_SECOND = "frames_per_second";
    public static final String WRITTEN = "frames_written";
    public static final String READ_AGAIN = "frames_read_again";

    private static final String PERSON = "person";
    private static final int OUTPUT = 1;
    private static final double LEAST = 0.5;
    private static final String FILE = "people.mp4";

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "people-in-video")
                .with("class", PERSON)
                .with("output", OUTPUT)
                .with("least", LEAST);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<Sample> samples = context.data().samples(Split.TEST);
        int label = context.data().classNames().indexOf(PERSON);
        Map<String, Sample> people = new TreeMap<>(); // by the name of the file
        samples.stream()
                .filter(sample -> sample.label() == label)
                .forEach(sample -> people.put(String.valueOf(image(sample).getFileName()), sample));
        Path folder = context.files()
                .dataset(context.data().id())
                .resolve(Objects.requireNonNull(image(samples.get(0)).getParent()));
        Map<TrivialBaseline, Evaluation> trivial = new LinkedHashMap<>();
        TrivialBaselines.all(context.data().samples(Split.TRAIN), context.seed())
                .forEach(one -> trivial.put(one, evaluation()));
        Evaluation cam = evaluation();
        FrameExplainer lookout = new FrameExplainer(context.model(), CamMethods.byId(CAM), Optional.of(OUTPUT), LEAST);
        Map<ImageValues.Key, Boolean> right = new LinkedHashMap<>();
        FrameRate rate = new FrameRate();
        Path file = context.work().resolve(FILE);
        List<Skipped> skipped;
        try (FrameSource frames = FrameSources.open(folder.toString());
                VideoFile video = VideoFile.create(file, frames.framesPerSecond());
                Progress.Task progress = context.progress().task("watch", "frames", frames.frames())) {
            for (Optional<VideoFrame> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
                FrameExplainer.Sight sight = lookout.see(frame.get().image());
                String text =
                        String.format(Locale.ROOT, "%s %.2f   %.1f frames/s", PERSON, sight.probability(), rate.now());
                video.add(
                        FramePicture.of(frame.get().image(), sight, text),
                        frame.get().seconds());
                rate.shown();
                progress.to(rate.count());
                Sample person = people.get(frame.get().name());
                right.put(
                        new ImageValues.Key(frame.get().name(), person == null ? 0 : 1),
                        (person != null) == (sight.probability() >= LEAST));
                if (person != null) {
                    cam.add(EvaluatedImage.ofMap(person, sight.map()));
                    trivial.forEach((one, evaluation) -> evaluation.add(one.observe(person)));
                }
            }
            video.finish();
            skipped = frames.skipped();
        }
        Map<String, Evaluation.Result> results = new LinkedHashMap<>();
        results.put(CAM, cam.finish());
        trivial.forEach((one, evaluation) -> results.put(one.id(), evaluation.finish()));
        Map<String, Comparison.Run> methods =
                new LinkedHashMap<>(RunOutput.of(results).methods());
        methods.put("classifier", classifier(right));
        return new RunOutput(methods, skipped, Map.of())
                .with(
                        VIDEO,
                        Map.of(
                                FRAMES_PER_SECOND, plain(rate.mean()),
                                WRITTEN, plain(rate.count()),
                                READ_AGAIN, plain(framesIn(file))));
    }

    private static Evaluation evaluation() {
        return new Evaluation(
                Metrics.all().stream()
                        .filter(metric -> metric.id().matches("gt_known_loc.*|max_box_acc|pointing_game"))
                        .toList(),
                Bootstrap.STANDARD);
    }

    private static MetricValue plain(double value) {
        return new MetricValue(value, value, value, ThresholdSource.NOTHING);
    }

    private static long framesIn(Path file) throws IOException {
        long count = 0;
        try (FrameSource video = FrameSources.open(file.toString())) {
            while (video.next().isPresent()) {
                count++;
            }
        }
        return count;
    }

    /** Folder and file of the sample's image: what stands before the class in its id. */
    private static Path image(Sample sample) {
        int end = sample.id().lastIndexOf('#');
        return Path.of(end < 0 ? sample.id() : sample.id().substring(0, end));
    }

    private static Comparison.Run classifier(Map<ImageValues.Key, Boolean> right) {
        double[] shares =
                right.values().stream().mapToDouble(correct -> correct ? 1 : 0).toArray();
        Bootstrap.Interval interval = Bootstrap.STANDARD.mean(
                Arrays.stream(shares).map(share -> 100 * share).toArray());
        return new Comparison.Run(
                Map.of(
                        PERSON_OR_NONE,
                        new MetricValue(interval.value(), interval.low(), interval.high(), ThresholdSource.STATED)),
                Map.of(PERSON_OR_NONE, new ImageValues(List.copyOf(right.keySet()), shares)),
                new TreeSet<>(right.keySet()));
    }
}
