package org.cam4j.training.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.fit.DivergedException;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.protocol.EvaluationRules;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunFolder;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network a number of times, with the learning rate and the hyperparameters of its WSOL method drawn at random, and keeps the values that localize best on the validation split; the
 * test split is never looked at. Choe et al., "Evaluating Weakly Supervised Object Localization Methods Right", CVPR 2020, section 5.1: every method gets as many trials.
 *
 * <p>The first trial has the recipe's own values. The learning rate is drawn from a quarter to four times the recipe's, its logarithm uniformly; settings from the ranges of {@link
 * org.cam4j.training.wsol.WsolMethod.Hyperparameter}, both spread evenly over the trials. Draws depend on seed and number alone. Every trial is recorded at once, so that an interrupted search goes on.
 *
 * @param network backbone, head, size, classes and weights
 * @param recipe of a trial, with the WSOL method if there is one
 * @param trials how many
 * @param images how many images of the validation split are measured, at equal distances, since data sets list their images class by class; 0 for all
 * @param threads for decoding
 */
public record RandomSearch(NetworkSpec network, TrainRecipe recipe, int trials, int images, int threads) {
    /** All trials, in the search's folder. */
    public static final String FILE = "search.json";

    /** The same as a table. */
    public static final String TABLE = "search.csv";

    private static final String SCORE = MetricKey.MAX_BOX_ACC_V2.id();
    private static final String TOP1 = MetricKey.TOP1_CLS.id();
    private static final double WIDEST = 4;
    private static final double NANOSECONDS = 1e9;

    public RandomSearch {
        if (trials < 1 || images < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Search: found %d trials on %d images, expected 1 or more trials and 0 (all) or more images.",
                    trials,
                    images));
        }
    }

    /** Receives the events of a search. */
    public interface Listener {
        /** Ignores every event. */
        Listener NONE = new Listener() {};

        /** The network of a trial, before it is trained. */
        default void network(int trial, CamModel model) {}

        /**
         * The trainer of a trial, before it starts: adds listeners or a title.
         *
         * @param recipe the trial's
         * @param folder the trial's run folder
         */
        default void trainer(int trial, Trainer trainer, TrainRecipe recipe, Path folder) {}

        /** The listener of a trial's training. */
        default FitListener training(int trial) {
            return FitListener.NONE;
        }

        /** A trial is done. */
        default void trial(Trial trial) {}
    }

    /** The recipe of a trial. */
    public TrainRecipe drawn(int number) {
        if (number == 0) {
            return recipe;
        }
        DoubleSupplier places = places(number);
        double factor = Math.pow(WIDEST, 2 * places.getAsDouble() - 1);
        double rate = Double.parseDouble(String.format(Locale.ROOT, "%.3g", recipe.learningRate() * factor));
        TrainRecipe drawn = recipe.learningRate(rate);
        return drawn.wsol(recipe.wsol().draw(places));
    }

    /**
     * Where in their ranges the values of a trial lie, one after the other: for each a start that is drawn, and from trial to trial a step of the square root of a prime, modulo
     * 1 (Weyl's sequence). It fills a range evenly however many trials there are, where a few independent draws can fall on one spot: of the first seven of seed 1 five did.
     */
    private DoubleSupplier places(int number) {
        Random starts = new Random(Seeds.derive(recipe.seed(), -3));
        PrimitiveIterator.OfInt primes = IntStream.iterate(2, candidate -> candidate + 1)
                .filter(candidate -> IntStream.range(2, candidate).allMatch(divisor -> candidate % divisor != 0))
                .iterator();
        return () -> (starts.nextDouble() + number * Math.sqrt(primes.nextInt())) % 1;
    }

    /**
     * Carries out the trials that are not done yet.
     *
     * @return all of them
     * @throws IllegalArgumentException when the folder holds another search
     * @throws IOException in one line, when something cannot be read or written, or every trial failed
     */
    public List<Trial> run(Dataset data, Path out, Listener listener) throws IOException {
        RunFolder folder = RunFolder.open(out);
        Map<String, String> identity = identity(data);
        List<Trial> done = new ArrayList<>(read(folder.file(FILE), identity));
        for (int number = done.size(); number < trials; number++) {
            Trial trial = trial(number, data, folder, listener);
            done.add(trial);
            folder.writeJson(FILE, new Search(Search.SCHEMA_VERSION, identity, done));
            folder.writeCsv(TABLE, Trial.HEADER, done.stream().map(Trial::row).toList());
            listener.trial(trial);
        }
        List<Trial> wanted = done.subList(0, trials);
        if (Trial.best(wanted).isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Every one of the %d trials in %s failed; the first: %s",
                    trials,
                    out,
                    wanted.get(0).failure()));
        }
        return List.copyOf(wanted);
    }

    /** The recipe of the best trial. */
    public TrainRecipe best(List<Trial> done) {
        return drawn(Trial.best(done).orElseThrow().number());
    }

    private Trial trial(int number, Dataset data, RunFolder folder, Listener listener) throws IOException {
        TrainRecipe drawn = drawn(number);
        String name = String.format(Locale.ROOT, "trial-%02d", number);
        long begin = System.nanoTime();
        try {
            Trainer trainer = Trainer.of(Networks.create(network), data)
                    .recipe(drawn)
                    .into(folder.file(name))
                    .resume(true)
                    .listener(listener.training(number));
            listener.network(number, trainer.model());
            listener.trainer(number, trainer, drawn, folder.file(name));
            trainer.fit();
            trainer.model().graph().close(); // the next trial needs the memory
            CamModel trained = ModelFile.load(folder.file(name).resolve(Trainer.MODEL));
            Map<String, MetricValue> metrics = measured(trained, data, drawn);
            trained.graph().close();
            folder.delete(name + "/" + Trainer.CHECKPOINT);
            folder.delete(name + "/" + Trainer.MODEL);
            return new Trial(
                    number,
                    drawn.wsol().toString(),
                    drawn.learningRate(),
                    value(metrics, SCORE, data),
                    value(metrics, TOP1, data),
                    seconds(begin),
                    "");
        } catch (DivergedException diverged) {
            String reason = String.valueOf(diverged.getMessage());
            return new Trial(number, drawn.wsol().toString(), drawn.learningRate(), null, null, seconds(begin), reason);
        }
    }

    private Map<String, MetricValue> measured(CamModel model, Dataset data, TrainRecipe drawn) throws IOException {
        List<Sample> samples = data.samples(Split.VALIDATION).stream()
                .flatMap(image -> image.ofEachClass().stream())
                .toList();
        List<Sample> spread = Sample.spread(samples, images == 0 ? samples.size() : images);
        String method = drawn.wsol().method().camMethod();
        EvaluationTask task = EvaluationTask.of(
                model, List.of(CamMethods.byId(method)), EvaluationRules.of(data, Protocols.DEFAULT), threads);
        List<Metric> metrics = Metrics.all(ThresholdGrid.REFERENCE, Protocols.DEFAULT, List.of());
        return Objects.requireNonNull(
                        task.measure(spread, metrics, Bootstrap.NO_INTERVALS, count -> {})
                                .get(method),
                        method)
                .metrics();
    }

    private static double value(Map<String, MetricValue> metrics, String key, Dataset data) {
        MetricValue value = metrics.get(key);
        if (value == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The validation images of data set %s have no boxes, by which a search chooses; found the metrics"
                            + " %s.",
                    data.id(),
                    metrics.keySet()));
        }
        return value.value();
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / NANOSECONDS;
    }

    private Map<String, String> identity(Dataset data) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("backbone", network.backbone());
        identity.put("head", network.head());
        identity.put("input", network.height() + " x " + network.width());
        identity.put("weights", network.weights().map(Path::toString).orElse("random"));
        network.pixels().ifPresent(range -> identity.put("pixels", range.toString()));
        if (network.channels() == 1) {
            identity.put("channels", "1");
        }
        identity.put("network seed", Long.toString(network.seed()));
        identity.put("recipe", recipe.identity().toString());
        identity.put("images, evenly spread", Integer.toString(images));
        identity.put("data set", data.id());
        identity.put("data fingerprint", data.fingerprint());
        return identity;
    }

    private static List<Trial> read(Path file, Map<String, String> identity) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        Search search;
        try {
            search = new ObjectMapper().readValue(Files.readAllBytes(file), Search.class);
        } catch (JsonProcessingException damaged) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "Cannot go on with %s: it is damaged: %s. Search in another folder.",
                            file,
                            damaged.getOriginalMessage()),
                    damaged);
        }
        Set<String> names = new LinkedHashSet<>(identity.keySet());
        names.addAll(search.identity().keySet());
        for (String name : names) {
            String was = search.identity().get(name);
            String now = identity.get(name);
            if (!Objects.equals(now, was)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Cannot go on with %s: %s was %s, is now %s. Use the old value, or another folder.",
                        file,
                        name,
                        was,
                        now));
            }
        }
        return search.trials();
    }

    /**
     * One trial of a search.
     *
     * @param number from 0, which has the recipe's own values
     * @param wsol as {@code WsolConfig} writes it; empty for plain training
     * @param learningRate the highest of the training
     * @param score MaxBoxAccV2 on the validation split, percent; null when the trial failed
     * @param top1 classification there, percent; null when the trial failed
     * @param seconds training and measuring
     * @param failure why there is no score; empty where there is one
     */
    public record Trial(
            int number,
            @JsonProperty("rival") String wsol,
            double learningRate,
            @Nullable Double score,
            @Nullable Double top1,
            double seconds,
            String failure) {
        static final List<String> HEADER =
                List.of("trial", "rival", "learning_rate", "score", "top1", "seconds", "failure");

        /** The trial of the highest score; of equals the one that classifies best, then the first. Empty when all failed. */
        public static Optional<Trial> best(List<Trial> trials) {
            return trials.stream()
                    .filter(trial -> trial.score != null)
                    .max(Comparator.comparingDouble((Trial trial) -> orLowest(trial.score))
                            .thenComparingDouble(trial -> orLowest(trial.top1))
                            .thenComparing(
                                    Comparator.comparingInt(Trial::number).reversed()));
        }

        private static double orLowest(@Nullable Double value) {
            return value == null ? Double.NEGATIVE_INFINITY : value;
        }

        List<Object> row() {
            return List.of(
                    number,
                    wsol,
                    learningRate,
                    digits(score),
                    digits(top1),
                    String.format(Locale.ROOT, "%.1f", seconds),
                    failure);
        }

        private static String digits(@Nullable Double value) {
            return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
        }
    }
}
