package org.cam4j.experiments.reproduce.claim;

import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;

/**
 * Names a measured value.
 *
 * @param run name of the {@link RunSpec}; over its seeds the mean is taken
 * @param method a CAM method's id, a trivial prediction's, or whatever else the {@link RunTask} gives values for
 * @param key of the metric, such as {@code gt_known_loc.automatic}
 */
public record MetricRef(String run, String method, String key) {
    /** A value of an evaluation. */
    public MetricRef(String run, String method, MetricKey key) {
        this(run, method, key.id());
    }

    @Override
    public String toString() {
        return run + ", " + method + ", " + key;
    }
}
