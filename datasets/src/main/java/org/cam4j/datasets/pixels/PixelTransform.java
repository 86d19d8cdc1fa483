package org.cam4j.datasets.pixels;

import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns a decoded image into network input. Called from several threads at once, in any order. */
@FunctionalInterface
public interface PixelTransform {
    /**
     * The network input of one image.
     *
     * @param index the position of the sample in the list that is read; random draws are derived from it
     * @return a new array {@code [3,H,W]} that the caller may close
     */
    INDArray apply(Sample sample, PixelImage image, int index);
}
