package org.cam4j.training.dashboard.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Seeds;

/** An order of samples of which every beginning shows as many classes as it can. */
final class ProbeOrder {
    private ProbeOrder() {}

    private record Turn(Sample sample, int turn) {}

    /** The samples that show a class, shuffled, the first of each class before any second one; those with boxes before those without. */
    static List<Sample> of(List<Sample> samples, long seed) {
        List<Sample> shuffled = new ArrayList<>(samples.stream()
                .filter(sample -> sample.label() != Sample.NO_LABEL)
                .toList());
        Collections.shuffle(shuffled, new Random(Seeds.derive(seed, "probes".hashCode())));
        shuffled.sort(Comparator.comparing(sample -> sample.boxes().isEmpty()));
        Map<Integer, Integer> seen = new HashMap<>();
        return shuffled.stream()
                .map(sample -> new Turn(sample, seen.merge(sample.label(), 1, Integer::sum)))
                .sorted(Comparator.comparingInt(Turn::turn))
                .map(Turn::sample)
                .toList();
    }
}
