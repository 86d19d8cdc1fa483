package org.cam4j.experiments.reproduce;

import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Skipped;
import org.cam4j.datasets.Split;

/** The first classes of a data set alone, in every split: a smaller question where there is no time for the whole. */
record FirstClasses(Dataset whole, int count) implements Dataset {
    FirstClasses {
        if (count < 2 || count > whole.classNames().size()) {
            throw new IllegalArgumentException("Data set '%s' has %d classes; found %d asked for, expected 2 to %d."
                    .formatted(
                            whole.id(),
                            whole.classNames().size(),
                            count,
                            whole.classNames().size()));
        }
    }

    @Override
    public String id() {
        return whole.id();
    }

    @Override
    public List<String> classNames() {
        return whole.classNames().subList(0, count);
    }

    @Override
    public List<Sample> samples(Split split) {
        return whole.samples(split).stream()
                .filter(sample -> sample.label() < count)
                .toList();
    }

    @Override
    public List<Skipped> skipped() {
        return whole.skipped();
    }

    @Override
    public String fingerprint() {
        return "%s, first %d classes".formatted(whole.fingerprint(), count);
    }
}
