package org.cam4j.experiments.reproduce.claim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell of an experiment's table, as JSON holds it.
 *
 * @param printed the paper's value
 * @param measured ours
 * @param ci95 ends of its 95 % interval
 * @param note why one of them is missing, or what is to be known of it
 */
public record Cell(
        String row,
        String column,
        @Nullable Double printed,
        @Nullable Double measured,
        @Nullable List<Double> ci95,
        String note) {}
