package org.cam4j.experiments.papers.shared;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.experiments.papers.frozen.CachedFeatures;
import org.cam4j.experiments.papers.frozen.FrozenNetwork;
import org.cam4j.experiments.papers.frozen.LinearClassifier;
import org.cam4j.experiments.papers.frozen.PooledFeatures;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunIdentity;

/**
 * Heads on a frozen backbone: its maps of all images are computed once and kept on disk, every head's linear layer is
 * fitted to its pooled maps of the training images, and the network with it is measured on the test split. Methods are
 * named {@code HEAD@CLASSIFIER METHOD}.
 *
 * @param backbone id
 * @param weights its published weights; empty for the run's own network
 * @param size rows and columns of the input
 * @param heads what is fitted and how it is explained
 * @param thresholds of {@link ResponseMaps}
 * @param measurement of every head's network; empty for {@link ResponseMaps} of the head's methods
 */
public record FrozenHeads(
        String backbone,
        Optional<String> weights,
        int size,
        List<Fitted> heads,
        List<Double> thresholds,
        Optional<RunTask> measurement)
        implements RunTask {
    private static final long LIMIT = 4L << 30;

    /** A head, the classifier of its pooled maps, and the methods that explain it. */
    public record Fitted(String head, LinearClassifier classifier, List<String> methods) {
        RunIdentity identity() {
            return RunIdentity.of("head", head)
                    .with("classifier", classifier.name().toLowerCase(Locale.ROOT))
                    .with("methods", methods);
        }

        /** How the head is named in front of a method. */
        public String name() {
            return head + "@" + classifier.name().toLowerCase(Locale.ROOT);
        }

        /** A value of the network with this head. */
        public MetricRef measure(RunSpec run, String method, String key) {
            return new MetricRef(run.name(), name() + " " + method, key);
        }
    }

    public FrozenHeads {
        heads = List.copyOf(heads);
        thresholds = List.copyOf(thresholds);
    }

    /** Measured by {@link ResponseMaps}. */
    public FrozenHeads(
            String backbone, Optional<String> weights, int size, List<Fitted> heads, List<Double> thresholds) {
        this(backbone, weights, size, heads, thresholds, Optional.empty());
    }

    /** Measured otherwise, whatever methods the heads name. */
    public FrozenHeads measuredBy(RunTask task) {
        return new FrozenHeads(backbone, weights, size, heads, thresholds, Optional.of(task));
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "frozen-heads")
                .with("backbone", backbone)
                .with("weights", weights.orElse("the run's network"))
                .with("size", size)
                .with("heads", heads.stream().map(Fitted::identity).toList())
                .with("thresholds", thresholds)
                .withOptional("measurement", measurement.map(RunTask::identity));
    }

    @Override
    public boolean varies() {
        return measurement.map(RunTask::varies).orElse(false);
    }

    @Override
    public List<String> datasets() {
        return measurement.map(RunTask::datasets).orElse(List.of());
    }

    @Override
    public List<TaskTraining> trainings(int classes) {
        return measurement.map(task -> task.trainings(classes)).orElse(List.of());
    }

    @Override
    public List<String> weightsFiles() {
        return Stream.concat(weights.stream(), measurement.map(RunTask::weightsFiles).orElse(List.of()).stream())
                .toList();
    }

    /** The network with a head that has not been fitted, and whose random numbers are the same for every seed: cached maps are known by all parameters. */
    public CamModel network(RunContext context, String head) throws IOException {
        return network(context, head, outputs(context));
    }

    /** The data's classes, and another one where there is but one: Deeplearning4j has no softmax over a single class, and only maps are read here. */
    private static List<String> outputs(RunContext context) {
        List<String> classes = context.data().classNames();
        return classes.size() > 1 ? classes : List.of(classes.get(0), "other");
    }

    /** The same with other outputs than the data's classes. */
    public CamModel network(RunContext context, String head, List<String> outputs) throws IOException {
        NetworkSpec spec = NetworkSpec.of(backbone, head, outputs).size(size, size);
        return weights.isPresent()
                ? Networks.create(spec.weights(context.files().weights(weights.get())))
                : FrozenNetwork.withTrunkOf(context.model(), spec);
    }

    /**
     * The pooled maps of all images, whatever split they are in.
     *
     * @param byHead of the images that could be read
     * @param skipped the others
     */
    public record Pooled(Map<String, PooledFeatures> byHead, List<Skipped> skipped) {
        public PooledFeatures of(String head) {
            return Objects.requireNonNull(byHead.get(head));
        }
    }

    private static List<Sample> samples(RunContext context) {
        return Stream.of(Split.values())
                .flatMap(split -> context.data().samples(split).stream())
                .sorted(Comparator.comparing(Sample::id))
                .toList();
    }

    /** The maps of all images, whatever split they are in; nothing is computed yet. */
    CachedFeatures features(RunContext context, List<String> blocks) throws IOException {
        Path folder = context.shared(String.format(
                Locale.ROOT,
                "features-%s-%s-%d-%d-%s",
                backbone,
                context.data().id(),
                size,
                blocks.size(),
                weights.isPresent() ? "published" : "own"));
        return new CachedFeatures(
                network(context, "gap"),
                blocks,
                samples(context),
                context.data().fingerprint().replaceFirst(", fold .*", ""),
                RunFolder.open(folder),
                LIMIT,
                context.threads());
    }

    public Pooled pooled(RunContext context) throws IOException {
        Set<String> ids = heads.stream().map(Fitted::head).collect(Collectors.toCollection(TreeSet::new));
        List<String> taps = Backbones.byId(backbone).blockTaps();
        int read = ids.stream().mapToInt(id -> Heads.byId(id).taps()).max().orElse(1);
        List<String> blocks = taps.subList(taps.size() - read, taps.size());
        CachedFeatures features = features(context, blocks);
        try (Progress.Task progress = context.progress()
                .task("maps of the backbone", "images", samples(context).size())) {
            NetworkSpec spec = NetworkSpec.of(backbone, "gap", outputs(context));
            return new Pooled(PooledFeatures.of(spec, ids, blocks, features, progress::to), features.skipped());
        }
    }

    public static PooledFeatures of(RunContext context, Split split, PooledFeatures all) {
        return all.only(context.data().samples(split).stream().map(Sample::id).collect(Collectors.toSet()));
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        Pooled pooled = pooled(context);
        RunOutput all = new RunOutput(Map.of(), pooled.skipped(), Map.of());
        for (Fitted one : heads) {
            PooledFeatures features = pooled.of(one.head());
            double[][] fitted = one.classifier()
                    .fit(
                            of(context, Split.TRAIN, features),
                            of(context, Split.VALIDATION, features),
                            context.data().classNames().size());
            CamModel model = network(context, one.head());
            FrozenNetwork.assign(model, fitted);
            RunTask task = measurement.orElse(new ResponseMaps(one.methods(), thresholds, 0));
            all = with(all, one, task.run(context.with(model)));
        }
        return all;
    }

    private static RunOutput with(RunOutput all, Fitted one, RunOutput measured) {
        Map<String, Comparison.Run> methods = new LinkedHashMap<>(all.methods());
        measured.methods().forEach((method, run) -> methods.put(one.name() + " " + method, run));
        List<Skipped> skipped = new ArrayList<>(all.skipped());
        measured.skipped().stream()
                .filter(image -> skipped.stream().noneMatch(known -> known.id().equals(image.id())))
                .forEach(skipped::add);
        return new RunOutput(methods, skipped, Map.of());
    }
}
