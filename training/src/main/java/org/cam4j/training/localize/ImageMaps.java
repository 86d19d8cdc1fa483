package org.cam4j.training.localize;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.ScoreMap;

/**
 * What a network says of one image.
 *
 * @param sample the image
 * @param image its pixels, which during the call that hands out this value need not be decoded again
 * @param probabilities one a class
 * @param classes the classes that were explained, in the order asked for
 */
public record ImageMaps(Sample sample, ImageSource image, float[] probabilities, List<ClassMaps> classes) {
    /** The decoded image. */
    public PixelImage pixels() throws IOException {
        return image.read();
    }

    /**
     * The maps of one class.
     *
     * @param label the class
     * @param maps a raw score map {@code [h,w]} for each method's id, of the tap's size unless the method gives a finer one, in the order asked for
     */
    public record ClassMaps(int label, Map<String, ScoreMap> maps) {}
}
