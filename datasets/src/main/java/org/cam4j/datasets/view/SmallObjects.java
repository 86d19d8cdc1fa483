package org.cam4j.datasets.view;

import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;

/**
 * A data set whose validation and test images are those alone whose object covers less than half of them. Where objects fill the image the box of the whole image is right, and
 * a threshold that gives it is the best one for every map: no method can be told from another. Training images are not chosen.
 */
record SmallObjects(Dataset whole) implements DatasetView {
    private static final double LARGEST = 0.5;

    @Override
    public List<Sample> samples(Split split) {
        List<Sample> samples = whole.samples(split);
        return split == Split.TRAIN
                ? samples
                : samples.stream().filter(SmallObjects::isSmall).toList();
    }

    private static boolean isSmall(Sample sample) {
        return !sample.boxes().isEmpty() && ClassSubset.share(sample) < LARGEST;
    }

    @Override
    public String fingerprint() {
        return whole.fingerprint() + ", objects below half of the image";
    }
}
