package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Workload;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.protocol.ChosenThresholds;
import org.cam4j.training.protocol.EvaluationRules;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * So many images of a data set, from the files on: a training step is a whole run of one epoch with a look at {@value #VALIDATION} images, a CAM the evaluation of the
 * CAM of all images under every metric.
 */
public final class ImagesWorkload implements Workload {
    private static final int VALIDATION = 50;
    private static final long SEED = 1;

    private final CamModel model;
    private final Part data;

    private ImagesWorkload(Path folder, int images) throws IOException {
        Kernels.switchOn();
        data = Part.of(Datasets.byId("tiny-imagenet").open(folder, SEED), images);
        model = Networks.create(NetworkSpec.of("mini", "gap", data.classNames()));
    }

    /** Arguments: FOLDER IMAGES, the folder of Tiny ImageNet; then as a {@link Worker}. */
    public static void main(String[] arguments) throws IOException {
        Worker.serve(new ImagesWorkload(Path.of(arguments[0]), Integer.parseInt(arguments[1])));
    }

    /** Some training images of a data set, drawn once, and some to validate on. */
    private record Part(Dataset whole, List<Sample> train, List<Sample> validation) implements Dataset {
        static Part of(Dataset whole, int images) {
            return new Part(whole, some(whole, Split.TRAIN, images), some(whole, Split.VALIDATION, VALIDATION));
        }

        private static List<Sample> some(Dataset whole, Split split, int count) {
            List<Sample> all = new ArrayList<>(whole.samples(split));
            if (all.size() < count) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has %d images to %s, expected %d or more.",
                        whole.id(),
                        all.size(),
                        split.id(),
                        count));
            }
            Collections.shuffle(all, new Random(SEED));
            return List.copyOf(all.subList(0, count));
        }

        @Override
        public String id() {
            return whole.id();
        }

        @Override
        public List<String> classNames() {
            return whole.classNames();
        }

        @Override
        public List<Sample> samples(Split split) {
            return split == Split.TRAIN ? train : validation;
        }

        @Override
        public List<Skipped> skipped() {
            return List.of();
        }

        @Override
        public String fingerprint() {
            return whole.fingerprint();
        }
    }

    @Override
    public long parameters() {
        return Networks.trainableParameters(model.graph().getConfiguration());
    }

    @Override
    public String engine() {
        return String.format(Locale.ROOT, "cam4j, %d images", data.train().size());
    }

    @Override
    public boolean knows(SpeedTask task) {
        return task == SpeedTask.TRAINING_STEP || task == SpeedTask.CAM;
    }

    @Override
    public void run(SpeedTask task) {
        try {
            if (task == SpeedTask.CAM) {
                evaluate();
            } else {
                train();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void evaluate() throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        EvaluationTask.of(model, List.of(CamMethods.byId("cam")), EvaluationRules.of(data, Protocols.DEFAULT), threads)
                .measure(data.train(), ChosenThresholds.NONE, EvaluationTask.UNOBSERVED, done -> {});
    }

    private void train() throws IOException {
        Path out = Files.createTempDirectory("epoch");
        try {
            Trainer.of(model, data)
                    .recipe(TrainRecipe.fromScratch().epochs(1))
                    .into(out)
                    .fit();
        } finally {
            try (Stream<Path> files = Files.walk(out)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
