package org.cam4j.experiments.reproduce.run;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.training.run.RunIdentity;

/**
 * A run: which network, on which data, measured how. Runs of one spec are shared between experiments, whatever they are called.
 *
 * @param name of the run's folder and in a {@link MetricRef}; no part of what decides the result
 */
public record RunSpec(String name, NetworkChoice network, DataChoice data, RunTask measurement) {
    public RunSpec {
        if (!name.matches("[a-z0-9_.@+-]+")) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Run '%s': expected a name of lower-case letters, digits and _.@+-", name));
        }
    }

    /** Whether another seed gives another result. */
    public boolean varies() {
        return network.varies() || data.varies() || measurement.varies();
    }

    /** The weights files that it reads: its network's, and those that its measurement names. */
    public Set<String> weightsFiles() {
        Set<String> files = new LinkedHashSet<>(measurement.weightsFiles());
        network.weightsFile().ifPresent(files::add);
        return files;
    }

    /** All that decides the result besides the files themselves and the seed. */
    public RunIdentity identity(Scale scale) {
        return RunIdentity.of("scale", scale.id())
                .with("network", network.identity())
                .with("data", data.identity())
                .with("measurement", measurement.identity());
    }
}
