package org.cam4j.training.fit;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.batch.TrainingImages;
import org.cam4j.training.fit.stage.RunLength;
import org.cam4j.training.internal.fit.EpochPart;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.recipe.TrainRecipe;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a training run: the training split in an order and with an augmentation that depend on seed and epoch, and the validation split. The first images of a
 * pass can be decoded while the pass before it still computes. Lists the images that could not be read.
 */
final class BatchSource implements AutoCloseable {
    private final Dataset data;
    private final TrainRecipe recipe;
    private final Preprocessing preprocessing;
    private final TrainingImages trainingImages;
    private final UnaryOperator<List<Sample>> reorder;
    private final RunLength length;
    private final int steps;
    private final int readerThreads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private final Map<String, Skipped> skipped = new TreeMap<>();
    private long waited;
    private @Nullable BatchReader upcoming;
    private List<Sample> order = List.of();
    private int orderedEpoch = -1;

    /**
     * Reads nothing yet.
     *
     * @param reorder the order that the method needs, of an epoch's shuffled samples
     */
    BatchSource(Dataset data, TrainRecipe recipe, Preprocessing preprocessing, UnaryOperator<List<Sample>> reorder) {
        this.data = data;
        this.recipe = recipe;
        this.preprocessing = preprocessing;
        trainingImages = new TrainingImages(recipe, preprocessing);
        this.reorder = reorder;
        length = RunLength.of(recipe, data.samples(Split.TRAIN).size());
        steps = length.stepsPerEpoch();
    }

    /** Seconds since a value of {@link System#nanoTime}. */
    static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** The run's epochs and steps. */
    RunLength length() {
        return length;
    }

    /** Steps per epoch. */
    int steps() {
        return steps;
    }

    /** Steps of the whole run. */
    long totalSteps() {
        return length.totalSteps();
    }

    /** Images that could not be read so far, each once, by id. */
    List<Skipped> skipped() {
        return List.copyOf(skipped.values());
    }

    /** Seconds in which there was no batch to compute on, over all passes. */
    double secondsWaiting() {
        return waited / 1e9;
    }

    /** Adds images that could not be read elsewhere. */
    void skip(Collection<Skipped> images) {
        images.forEach(image -> skipped.put(image.id(), image));
    }

    /** The training batches of an epoch, counted from 0, that follow on a part of it. */
    BatchReader training(int epoch, EpochPart done) {
        return take(() -> training(epoch, done.steps(), length.steps(epoch) - done.steps()));
    }

    /** Consecutive training batches of an epoch, from batch {@code first} on. */
    BatchReader training(int epoch, int first, int count) {
        if (epoch != orderedEpoch) {
            order = order(epoch);
            orderedEpoch = epoch;
        }
        int begin = Math.min(order.size(), first * recipe.batchSize());
        int end = Math.min(order.size(), begin + count * recipe.batchSize());
        BatchReader.Transform ofEpoch = trainingImages.ofEpoch(epoch);
        return new BatchReader(
                order.subList(begin, end),
                recipe.batchSize(),
                (sample, image, index) -> ofEpoch.apply(sample, image, begin + index),
                readerThreads);
    }

    /** The batches of the validation split. */
    BatchReader validation() {
        return take(this::openValidation);
    }

    /** Starts to decode the training images of an epoch, which {@link #training(int, EpochPart)} must ask for next. */
    void prepareTraining(int epoch) {
        upcoming = training(epoch, 0, length.steps(epoch));
    }

    /** Starts to decode the validation images, which {@link #validation} must ask for next. */
    void prepareValidation() {
        upcoming = openValidation();
    }

    private BatchReader openValidation() {
        BatchReader.Transform transform = (sample, image, index) -> preprocessing.apply(image);
        return new BatchReader(data.samples(Split.VALIDATION), recipe.batchSize(), transform, readerThreads);
    }

    private List<Sample> order(int epoch) {
        return reorder.apply(trainingImages.order(data.samples(Split.TRAIN), epoch));
    }

    /** The reader that decodes already, or a new one. */
    private BatchReader take(Supplier<BatchReader> open) {
        BatchReader ready = upcoming;
        upcoming = null;
        return ready == null ? open.get() : ready;
    }

    /** Stops decoding ahead. */
    @Override
    public void close() {
        if (upcoming != null) {
            upcoming.close();
        }
    }

    /**
     * The next batch of a pass. An unreadable image is listed and left out.
     *
     * @throws IOException when an image cannot be read that could be in the first epoch: an epoch without it is not kept
     */
    BatchReader.Batch next(BatchReader reader, int epoch) throws IOException {
        long begin = System.nanoTime();
        BatchReader.Batch batch = reader.next();
        waited += System.nanoTime() - begin;
        for (Skipped image : batch.skipped()) {
            if (epoch > 0 && !skipped.containsKey(image.id()) && wasInFirstEpoch(image.id())) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "The data set changed while it was used: image %s was read in the first epoch and cannot be in epoch %d: %s. The files hold the run up to epoch %d. Bring the data back and resume.",
                        image.id(),
                        epoch + 1,
                        image.reason(),
                        epoch));
            }
        }
        skip(batch.skipped());
        return batch;
    }

    /** Whether an image was in the first epoch, which validation images were; the last training images fill no batch. */
    private boolean wasInFirstEpoch(String id) {
        List<Sample> first = order(0);
        int used = Math.min(first.size(), length.steps(0) * recipe.batchSize());
        return isAmong(first.subList(0, used), id) || !isAmong(data.samples(Split.TRAIN), id);
    }

    private static boolean isAmong(List<Sample> samples, String id) {
        return samples.stream().anyMatch(sample -> sample.id().equals(id));
    }

    /**
     * Checks that a pass had images.
     *
     * @throws IOException with the first unreadable image, when it had none
     */
    LossAndAccuracy requireImages(LossAndAccuracy result, Split split) throws IOException {
        if (result.images() == 0) {
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
        return result;
    }
}
