package org.cam4j.experiments.reproduce;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Skipped;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.video.FrameSource;
import org.cam4j.datasets.video.FrameSources;
import org.cam4j.datasets.video.VideoFrame;
import org.cam4j.experiments.report.FramePicture;
import org.cam4j.experiments.report.FrameRate;
import org.cam4j.experiments.report.VideoFile;
import org.cam4j.layers.cam.CamMethods;
import org.cam4j.training.evaluate.Bootstrap;
import org.cam4j.training.evaluate.ChosenOn;
import org.cam4j.training.evaluate.Comparison;
import org.cam4j.training.evaluate.Evaluation;
import org.cam4j.training.evaluate.ImageKey;
import org.cam4j.training.evaluate.ImageValues;
import org.cam4j.training.evaluate.MetricValue;
import org.cam4j.training.evaluate.Metrics;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.TrivialBaseline;
import org.cam4j.training.evaluate.TrivialBaselines;
import org.cam4j.training.localise.Lookout;

/**
 * A folder of images watched as a video: whether there is a person in it, where (GT-known localisation against the boxes of all persons), and how many frames a second are
 * looked at, drawn and written. The video is written to the run's scratch folder and opened again. The second of the network's two outputs stands for a person.
 */
public record PeopleInVideo() implements Measurement {
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
    public Map<String, Object> spec() {
        return Map.of("class", PERSON, "output", OUTPUT, "least", LEAST);
    }

    @Override
    public Measured run(RunContext context) throws IOException {
        int label = context.data().classNames().indexOf(PERSON);
        Map<String, Sample> people = new TreeMap<>(); // by the name of the image
        TreeSet<String> known = new TreeSet<>();
        for (Sample sample : context.data().samples(Split.TEST)) {
            known.add(imageName(sample));
            if (sample.label() == label) {
                people.put(imageName(sample), sample);
            }
        }
        List<TrivialBaseline> trivial = TrivialBaselines.all(context.data().samples(Split.TRAIN), context.seed());
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        evaluations.put(CAM, evaluation());
        trivial.forEach(one -> evaluations.put(one.id(), evaluation()));
        Lookout lookout = new Lookout(context.model(), CamMethods.byId(CAM), Optional.of(OUTPUT), LEAST);
        Watched watched = new Watched(people, known, new ArrayList<>(), new ArrayList<>());
        FrameRate rate = new FrameRate();
        Path folder = context.files().dataset(context.data().id()).resolve(folderOf(known));
        Path file = context.work().resolve(FILE);
        List<Skipped> skipped;
        try (FrameSource frames = FrameSources.open(folder.toString());
                VideoFile video = VideoFile.create(file, frames.framesPerSecond());
                Progress.Task progress = context.progress().task("watch", "frames", frames.frames())) {
            for (Optional<VideoFrame> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
                Lookout.Sight sight = lookout.see(frame.get().image());
                String text =
                        String.format(Locale.ROOT, "%s %.2f   %.1f frames/s", PERSON, sight.probability(), rate.now());
                video.add(
                        FramePicture.of(frame.get().image(), sight, text),
                        frame.get().seconds());
                rate.shown();
                progress.to(rate.count());
                watched.add(frame.get().name(), sight);
                Sample sample = people.get(folderOf(known) + "/" + frame.get().name());
                if (sample != null) {
                    evaluations.getOrDefault(CAM, evaluation()).add(Observation.ofMap(sample, sight.map()));
                    trivial.forEach(one ->
                            evaluations.getOrDefault(one.id(), evaluation()).add(one.observe(sample)));
                }
            }
            video.finish();
            skipped = frames.skipped();
        }
        Map<String, Evaluation.Result> results = new LinkedHashMap<>();
        evaluations.forEach((method, evaluation) -> results.put(method, evaluation.finish()));
        Map<String, Comparison.Run> methods =
                new LinkedHashMap<>(Measured.of(results).methods());
        methods.put("classifier", watched.classifier(folderOf(known)));
        return new Measured(methods, skipped, Map.of())
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
        return new MetricValue(value, value, value, ChosenOn.NOTHING);
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
    private static String imageName(Sample sample) {
        int end = sample.id().lastIndexOf('#');
        return end < 0 ? sample.id() : sample.id().substring(0, end);
    }

    private static String folderOf(TreeSet<String> names) {
        return String.valueOf(Objects.requireNonNull(Path.of(names.first()).getParent()));
    }

    /** Whether each frame was rightly said to show a person. */
    private record Watched(Map<String, Sample> people, TreeSet<String> known, List<String> names, List<Double> right) {
        void add(String name, Lookout.Sight sight) {
            names.add(name);
            right.add(sight.probability());
        }

        Comparison.Run classifier(String folder) {
            List<ImageKey> images = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                boolean person = people.containsKey(folder + "/" + names.get(i));
                images.add(new ImageKey(names.get(i), person ? 1 : 0));
                values.add(person == right.get(i) >= LEAST ? 1.0 : 0);
            }
            double[] shares = values.stream().mapToDouble(Double::doubleValue).toArray();
            Bootstrap.Interval interval = Bootstrap.STANDARD.mean(
                    values.stream().mapToDouble(one -> 100 * one).toArray());
            return new Comparison.Run(
                    Map.of(
                            PERSON_OR_NONE,
                            new MetricValue(interval.value(), interval.low(), interval.high(), ChosenOn.STATED)),
                    Map.of(PERSON_OR_NONE, new ImageValues(images, shares)),
                    new TreeSet<>(images));
        }
    }
}
