package org.cam4j.datasets.view;

import java.util.List;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;

/** A data set whose training split holds the validation images too; validation and test stay as they are. */
record LearningFromValidation(Dataset whole) implements DatasetView {
    @Override
    public List<Sample> samples(Split split) {
        return split == Split.TRAIN
                ? Stream.concat(whole.samples(Split.TRAIN).stream(), whole.samples(Split.VALIDATION).stream())
                        .toList()
                : whole.samples(split);
    }

    @Override
    public String fingerprint() {
        return whole.fingerprint() + ", learning from validation";
    }
}
