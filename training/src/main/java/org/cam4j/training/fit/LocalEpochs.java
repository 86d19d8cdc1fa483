package org.cam4j.training.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.Augmentation;
import org.cam4j.datasets.pixels.Batch;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.datasets.pixels.PixelTransform;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.TrainStep.Answers;
import org.jspecify.annotations.Nullable;

/**
 * Takes a learner through the training split, in an order and with an augmentation of every epoch's own, and through the validation split. The first images of a pass
 * are decoded while the pass before it still computes: {@link #learn} and {@link #look} take turns.
 */
final class LocalEpochs implements AutoCloseable {
    /** Of a second. */
    private static final double NANOSECONDS = 1e9;

    private final TrainStep learner;
    private final Dataset data;
    private final TrainRecipe recipe;
    private final Preprocessing preprocessing;
    private final FitListener listener;
    private final int steps;
    private final int readerThreads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private final Map<String, Skipped> skipped = new TreeMap<>();
    private long waited;
    private @Nullable BatchReader upcoming;
    private boolean readsAhead = true;
    private List<Sample> order = List.of();
    private int orderedEpoch = -1;

    LocalEpochs(
            TrainStep learner, Dataset data, TrainRecipe recipe, Preprocessing preprocessing, FitListener listener) {
        this.learner = learner;
        this.data = data;
        this.recipe = recipe;
        this.preprocessing = preprocessing;
        this.listener = listener;
        steps = Math.max(1, data.samples(Split.TRAIN).size() / recipe.batchSize());
    }

    /** Steps of an epoch. */
    int steps() {
        return steps;
    }

    /** Steps of the whole run. */
    long totalSteps() {
        return (long) recipe.epochs() * steps;
    }

    /** Images that could not be read so far, each once, by id. */
    List<Skipped> skipped() {
        return List.copyOf(skipped.values());
    }

    /** Seconds in which there was no batch to work on, over all passes. */
    double secondsWaiting() {
        return waited / NANOSECONDS;
    }

    void skip(Collection<Skipped> images) {
        images.forEach(image -> skipped.put(image.id(), image));
    }

    /**
     * Learns from the training split once.
     *
     * @param epoch from 0
     */
    Answers learn(int epoch) throws IOException {
        long begin = System.nanoTime();
        Answers sum = Answers.NONE;
        try (BatchReader reader = take(() -> training(epoch))) {
            for (int step = 0; reader.hasNext(); step++) {
                Batch batch = next(reader, epoch);
                if (!reader.hasNext()) {
                    upcoming = validation();
                }
                if (batch.isEmpty()) {
                    continue;
                }
                String place = String.format(Locale.ROOT, "epoch %d, step %d of %d", epoch + 1, step + 1, steps);
                Answers answers;
                try {
                    answers = learner.step(batch.images(), labels(batch), (long) epoch * steps + step, totalSteps());
                } catch (NonFiniteGuard.NotFinite found) {
                    throw diverged(
                            place, String.format(Locale.ROOT, "%s; %s", found.getMessage(), images(batch)), epoch);
                }
                batch.images().close();
                requireFinite(answers, place, epoch);
                sum = sum.plus(answers);
                listener.step(new FitListener.Progress(
                        epoch + 1,
                        recipe.epochs(),
                        step + 1,
                        steps,
                        answers.meanLoss(),
                        sum.percentRight(),
                        sum.images() / secondsSince(begin)));
            }
        }
        return requireLearned(sum);
    }

    /** What became of some batches. */
    record Part(Answers answers, List<Skipped> skipped) {}

    /**
     * Learns from some batches of an epoch, as {@link #learn(int)} would from them.
     *
     * @param gradientOnly looks at the batches and keeps the last one's gradient, without a step
     */
    Part learn(WorkerGroup.Share share, boolean gradientOnly) {
        Answers sum = Answers.NONE;
        List<Skipped> unreadable = new ArrayList<>();
        long begin = (long) share.epoch() * steps + share.first();
        learner.forgetGradient(); // a share without a readable image has none
        try (BatchReader reader = training(share.epoch(), share.first(), share.count())) {
            for (int step = 0; reader.hasNext(); step++) {
                Batch batch = reader.next();
                unreadable.addAll(batch.skipped());
                if (batch.isEmpty()) {
                    continue;
                }
                try {
                    sum = sum.plus(
                            gradientOnly
                                    ? learner.lookForGradient(batch.images(), labels(batch), begin + step, totalSteps())
                                    : learner.step(batch.images(), labels(batch), begin + step, totalSteps()));
                } catch (NonFiniteGuard.NotFinite found) {
                    return new Part(new Answers(Double.NaN, 0, batch.samples().size()), unreadable); // who asked stops
                }
                batch.images().close();
            }
        }
        return new Part(sum, unreadable);
    }

    /**
     * Looks at the validation split as it is after an epoch.
     *
     * @param epoch from 0
     * @param confusion counts the answers too
     */
    Answers look(int epoch, ConfusionMatrix confusion) throws IOException {
        Answers sum = Answers.NONE;
        try (BatchReader reader = take(this::validation)) {
            if (readsAhead && epoch + 1 < recipe.epochs()) {
                upcoming = training(epoch + 1); // at once: there may be but one batch to look at
            }
            while (reader.hasNext()) {
                Batch batch = next(reader, epoch);
                if (!batch.isEmpty()) {
                    sum = sum.plus(learner.look(batch.images(), labels(batch), confusion));
                    batch.images().close();
                }
            }
        }
        requireFinite(sum, String.format(Locale.ROOT, "the validation after epoch %d", epoch + 1), epoch);
        return requireSome(sum, Split.VALIDATION);
    }

    private BatchReader training(int epoch) {
        return training(epoch, 0, steps);
    }

    private BatchReader training(int epoch, int first, int count) {
        if (epoch != orderedEpoch) {
            order = order(epoch);
            orderedEpoch = epoch;
        }
        int begin = first * recipe.batchSize();
        int end = Math.min(order.size(), begin + count * recipe.batchSize());
        PixelTransform ofEpoch =
                new Augmentation(preprocessing, recipe.flip(), recipe.cropPadding(), recipe.seed()).forEpoch(epoch);
        return new BatchReader(
                order.subList(begin, end),
                recipe.batchSize(),
                (sample, image, index) -> ofEpoch.apply(sample, image, begin + index),
                readerThreads);
    }

    private List<Sample> order(int epoch) {
        List<Sample> shuffled = new ArrayList<>(data.samples(Split.TRAIN));
        Collections.shuffle(shuffled, new Random(Seeds.derive(recipe.seed(), epoch, -1)));
        return learner.order(shuffled);
    }

    private BatchReader validation() {
        PixelTransform transform = (sample, image, index) -> preprocessing.apply(image);
        return new BatchReader(data.samples(Split.VALIDATION), recipe.batchSize(), transform, readerThreads);
    }

    /** Leaves it to others to read the training split. */
    void leaveTraining() {
        readsAhead = false;
    }

    /** The reader that decodes already, or a new one. */
    private BatchReader take(Supplier<BatchReader> open) {
        BatchReader ready = upcoming;
        upcoming = null;
        return ready == null ? open.get() : ready;
    }

    /** Stops what decodes ahead. */
    @Override
    public void close() {
        if (upcoming != null) {
            upcoming.close();
        }
    }

    private Batch next(BatchReader reader, int epoch) throws IOException {
        long begin = System.nanoTime();
        Batch batch = reader.next();
        waited += System.nanoTime() - begin;
        requireStillThere(batch, epoch);
        skip(batch.skipped());
        return batch;
    }

    /** An image that is unreadable from the start is named and left out; one that was read before means that the data are going away, and an epoch without it is not kept. */
    private void requireStillThere(Batch batch, int epoch) throws IOException {
        for (Skipped image : batch.skipped()) {
            if (epoch > 0 && !skipped.containsKey(image.id()) && wasLearnedFirst(image.id())) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "The data set changed while it was used: image %s was read in the first epoch and cannot be in epoch %d: %s. The files hold the run up to epoch %d. Bring the data back and resume.",
                        image.id(),
                        epoch + 1,
                        image.reason(),
                        epoch));
            }
        }
    }

    /** Whether an image was in the first epoch, whose last images fill no batch. */
    private boolean wasLearnedFirst(String id) {
        List<Sample> first = order(0);
        int learned = Math.min(first.size(), steps * recipe.batchSize());
        return first.subList(learned, first.size()).stream()
                .noneMatch(sample -> sample.id().equals(id));
    }

    static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / NANOSECONDS;
    }

    void requireFinite(Answers answers, String place, int epochsDone) throws DivergedException {
        if (!Double.isFinite(answers.loss())) {
            throw diverged(place, String.format(Locale.ROOT, "the loss is %s", answers.loss()), epochsDone);
        }
    }

    private DivergedException diverged(String place, String found, int epochsDone) {
        String kept = epochsDone == 0
                ? "No epoch was finished."
                : String.format(Locale.ROOT, "The files hold the run up to epoch %d.", epochsDone);
        return new DivergedException(String.format(
                Locale.ROOT,
                "Training diverged in %s: %s. %s Lower the learning rate, now %s.",
                place,
                found,
                kept,
                recipe.learningRate()));
    }

    /** Those of a batch that are not finite themselves, if there are any, else all. */
    private static String images(Batch batch) {
        List<String> all = batch.samples().stream().map(Sample::id).toList();
        List<String> bad = IntStream.range(0, all.size())
                .filter(i -> !NonFiniteGuard.isFinite(batch.images().slice(i)))
                .mapToObj(all::get)
                .toList();
        return bad.isEmpty()
                ? String.format(Locale.ROOT, "the images of this step are %s", String.join(", ", all))
                : String.format(Locale.ROOT, "not finite are the images %s", String.join(", ", bad));
    }

    /** The answers to the training images, if there are any. */
    Answers requireLearned(Answers answers) throws IOException {
        return requireSome(answers, Split.TRAIN);
    }

    private Answers requireSome(Answers answers, Split split) throws IOException {
        if (answers.images() == 0) {
            Skipped first = skipped.values().iterator().next();
            throw new IOException(String.format(
                    Locale.ROOT,
                    "None of the %d %s images of data set %s could be read; the first: %s: %s",
                    data.samples(split).size(),
                    split.id(),
                    data.id(),
                    first.id(),
                    first.reason()));
        }
        return answers;
    }

    private static int[] labels(Batch batch) {
        return batch.samples().stream().mapToInt(Sample::label).toArray();
    }
}
