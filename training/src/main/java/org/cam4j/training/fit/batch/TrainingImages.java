package org.cam4j.training.fit.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.Augmentation;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.evaluation.Seeds;
import org.cam4j.training.recipe.ImageKeys;
import org.cam4j.training.recipe.Sampling;
import org.cam4j.training.recipe.TrainRecipe;

/** Which training images an epoch shows, in which order, and how they are changed. All draws depend on the recipe's seed, the epoch, and the place in the epoch alone. */
public final class TrainingImages {
    private static final int SIZE = 4; // 1 to 3 are Augmentation's

    private final TrainRecipe recipe;
    private final List<Augmentation> ofSizes;

    /**
     * By a recipe.
     *
     * @param preprocessing of the network, at the size of validation
     */
    public TrainingImages(TrainRecipe recipe, Preprocessing preprocessing) {
        this.recipe = recipe;
        ofSizes = sizes(recipe, preprocessing).stream()
                .map(sized -> new Augmentation(sized, recipe.flip(), recipe.cropPadding(), recipe.seed())
                        .with(
                                recipe.get(ImageKeys.CROP_SCALE),
                                recipe.get(ImageKeys.COLOR_JITTER),
                                recipe.get(ImageKeys.ROTATION)))
                .toList();
    }

    /** The sizes that batches have: a size of the recipe is the number of rows, and the columns are in proportion to the network's. */
    static List<Preprocessing> sizes(TrainRecipe recipe, Preprocessing preprocessing) {
        List<Integer> sizes = recipe.get(ImageKeys.INPUT_SIZES);
        double ratio = (double) preprocessing.width() / preprocessing.height();
        return sizes.isEmpty()
                ? List.of(preprocessing)
                : sizes.stream()
                        .map(size -> preprocessing.withSize(size, Math.max(1, (int) Math.round(size * ratio))))
                        .toList();
    }

    /** How the images of an epoch, counted from 0, are changed. All of a batch have the same size. */
    public BatchReader.Transform ofEpoch(int epoch) {
        List<BatchReader.Transform> transforms = ofSizes.stream()
                .map(augmentation -> augmentation.forEpoch(epoch))
                .toList();
        if (transforms.size() == 1) {
            return transforms.get(0);
        }
        return (sample, image, index) -> {
            long seed = Seeds.derive(recipe.seed(), epoch, index / recipe.batchSize(), SIZE);
            return transforms.get(new Random(seed).nextInt(transforms.size())).apply(sample, image, index);
        };
    }

    /** The images of an epoch, counted from 0, in their order. */
    public List<Sample> order(List<Sample> split, int epoch) {
        Random random = new Random(Seeds.derive(recipe.seed(), epoch, -1));
        List<Sample> images =
                recipe.get(ImageKeys.SAMPLING) == Sampling.BALANCED ? balanced(split, random) : new ArrayList<>(split);
        Collections.shuffle(images, random);
        return images;
    }

    /** As many images, every class equally often; which classes come once more where that is no whole number is random. A class repeats an image only after all others. */
    private static List<Sample> balanced(List<Sample> split, Random random) {
        Map<Integer, List<Sample>> ofClass = new LinkedHashMap<>();
        split.forEach(sample -> ofClass.computeIfAbsent(sample.label(), label -> new ArrayList<>())
                .add(sample));
        List<List<Sample>> classes = new ArrayList<>(ofClass.values());
        Collections.shuffle(classes, random);
        List<Sample> images = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            List<Sample> own = classes.get(i);
            int wanted = split.size() / classes.size() + (i < split.size() % classes.size() ? 1 : 0);
            for (int taken = 0; taken < wanted; taken++) {
                if (taken % own.size() == 0) {
                    Collections.shuffle(own, random);
                }
                images.add(own.get(taken % own.size()));
            }
        }
        return images;
    }
}
