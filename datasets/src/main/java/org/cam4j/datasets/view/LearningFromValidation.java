package org.cam4j.datasets.view;

import java.util.List;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;

/** A data set whose training split holds the validation images too; validation and test stay as they are. */
record LearningFromValidation(Dataset whole) implements Dataset {
    @Override
    public String id() {
        return whole.id();
    }

    @Override
    public List<String> classNames() {
        return whole.classNames();
    }

    @Override
    public List<Sample> samples(Split split) {
        return split == Split.TRAIN
                ? Stream.concat(whole.samples(Split.TRAIN).stream(), whole.samples(Split.VALIDATION).stream())
                        .toList()
                : whole.samples(split);
    }

    @Override
    public List<Skipped> skipped() {
        return whole.skipped();
    }

    @Override
    public List<Dataset.Note> notes() {
        return whole.notes();
    }

    @Override
    public boolean hasAllLabels() {
        return whole.hasAllLabels();
    }

    @Override
    public String fingerprint() {
        return whole.fingerprint() + ", learning from validation";
    }
}
