package org.cam4j.training.internal.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;

/** Signs that a training is stuck, from what an epoch measured. Each is reported once, however long it lasts. */
final class Warnings {
    /** Fewer validation images say nothing. */
    private static final int LEAST_IMAGES = 20;

    private static final double NEARLY_ALL = 0.95;

    /** A loss above this part of that of guessing. */
    private static final double GUESSING = 0.98;

    private static final int PATIENCE = 5;

    private final List<String> classNames;
    private final boolean exclusive;
    private String oneClassBefore = "";
    private boolean guessingBefore;

    /**
     * Looks at one run.
     *
     * @param exclusive whether an image has one class, so that guessing has the loss {@code ln K}
     */
    Warnings(List<String> classNames, boolean exclusive) {
        this.classNames = List.copyOf(classNames);
        this.exclusive = exclusive;
    }

    /**
     * What is wrong after an epoch; nothing in most.
     *
     * @param bestEpoch so far, from 1
     */
    List<String> after(EpochResult epoch, int bestEpoch, ConfusionMatrix validation) {
        List<String> found = new ArrayList<>();
        String oneClass = oneClass(validation);
        if (!oneClass.isEmpty() && oneClassBefore.isEmpty()) {
            found.add(oneClass);
        }
        oneClassBefore = oneClass;
        double guessing = Math.log(classNames.size());
        boolean guesses = exclusive
                && epoch.epoch() > 1
                && epoch.trainLoss() > GUESSING * guessing
                && epoch.validationLoss() > GUESSING * guessing;
        if (guesses && !guessingBefore) {
            found.add(String.format(
                    Locale.ROOT,
                    "The network does not learn: the training loss is %.3f, and guessing among %d classes has %.3f. Try another learning rate.",
                    epoch.trainLoss(),
                    classNames.size(),
                    guessing));
        }
        guessingBefore = guesses;
        int without = epoch.epoch() - bestEpoch;
        if (without > 0 && without % PATIENCE == 0) {
            found.add(String.format(
                    Locale.ROOT,
                    "Validation has not improved for %d epochs; the best is epoch %d.",
                    without,
                    bestEpoch));
        }
        return found;
    }

    private String oneClass(ConfusionMatrix validation) {
        int classes = validation.classes();
        int images = IntStream.range(0, classes).map(validation::images).sum();
        long present = IntStream.range(0, classes)
                .filter(label -> validation.images(label) > 0)
                .count();
        if (images < LEAST_IMAGES || present < 2) {
            return "";
        }
        for (int answer = 0; answer < classes; answer++) {
            int column = answer;
            int count = IntStream.range(0, classes)
                    .map(label -> validation.count(label, column))
                    .sum();
            if (count >= NEARLY_ALL * images) {
                return String.format(
                        Locale.ROOT,
                        "%d of %d validation images are predicted as '%s'.",
                        count,
                        images,
                        classNames.get(answer));
            }
        }
        return "";
    }
}
