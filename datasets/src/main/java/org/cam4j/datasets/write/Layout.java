package org.cam4j.datasets.write;

import java.io.IOException;
import org.cam4j.datasets.Dataset;

/** The layout of a data set on disk, listed in {@link Layouts}. */
public interface Layout {
    /** The id of the data set that has it. */
    String id();

    /** How many images of a class its loader takes from the training images for validation. */
    int validation(int trainingImagesOfAClass);

    /**
     * Writes every image and what is known of it.
     *
     * @param dataset in which every class has as many validation images as {@link #validation} says
     */
    void write(Dataset dataset, TreeWriter tree) throws IOException;
}
