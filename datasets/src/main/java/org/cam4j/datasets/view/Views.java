package org.cam4j.datasets.view;

import java.util.List;
import org.cam4j.datasets.Dataset;

/** Views of a data set: no image is copied, and the fingerprint and id say what was chosen. */
public final class Views {
    private Views() {}

    /** The first classes, with all their images. */
    public static Dataset firstClasses(Dataset whole, int count) {
        return ClassSubset.first(whole, count);
    }

    /**
     * Some classes, in this order.
     *
     * @throws IllegalArgumentException when there is no class of such a name
     */
    public static Dataset classes(Dataset whole, List<String> names) {
        return ClassSubset.named(whole, names);
    }

    /** The classes whose objects are smallest on average, with all their images. */
    public static Dataset classesOfSmallestObjects(Dataset whole, int count) {
        return ClassSubset.smallestObjects(whole, count);
    }

    /** Two classes, in this order. */
    public static Dataset pair(Dataset whole, int first, int second) {
        return ClassSubset.pair(whole, first, second);
    }

    /** Validation and test without the images whose object is large. */
    public static Dataset smallObjects(Dataset whole) {
        return new SmallObjects(whole);
    }

    /** The validation images are training images too. What is chosen with them, such as an epoch or a threshold, is no estimate of unseen images. */
    public static Dataset learningFromValidation(Dataset whole) {
        return new LearningFromValidation(whole);
    }

    /**
     * Part {@code index} of {@code count} is the test split, the other parts are for training.
     *
     * @param index from 0
     */
    public static Dataset fold(Dataset whole, int index, int count) {
        return CrossValidationFold.of(whole, index, count);
    }

    /**
     * Images and masks as the central square of their resized form, whose short side has this length.
     *
     * @param size rows and columns of the square
     */
    public static Dataset centerCrop(Dataset whole, int size) {
        return CenterCrop.of(whole, size);
    }
}
