package org.cam4j.experiments.reproduce.cost;

import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.fetch.DatasetFacts;
import org.cam4j.training.weights.PublishedWeights;

/**
 * What runs need and do, counted without running them. Runs and trainings that experiments share are counted once.
 *
 * @param data data sets
 * @param weights weights files
 * @param networks work by network
 * @param runs how many, with seeds
 */
public record CostPlan(List<Data> data, List<Weights> weights, List<NetworkWork> networks, long runs) {
    public CostPlan {
        data = List.copyOf(data);
        weights = List.copyOf(weights);
        networks = List.copyOf(networks);
    }

    /**
     * A data set.
     *
     * @param facts of what is downloaded
     * @param found whether it is in the folder of the data
     */
    public record Data(DatasetFacts facts, boolean found) {}

    /**
     * A weights file.
     *
     * @param file its name in the folder {@code weights}
     * @param published where torchvision publishes these weights
     * @param found whether it is in the folder of the data
     */
    public record Weights(String file, Optional<PublishedWeights> published, boolean found) {
        /** Megabytes of 10^6 bytes; 0 where they are not known. */
        public long megabytes() {
            return published
                    .map(weights -> Math.round(weights.megabytes() * (1 << 20) / 1e6))
                    .orElse(0L);
        }
    }

    /** How many networks are trained. */
    public long trainings() {
        return networks.stream().mapToLong(NetworkWork::trainings).sum();
    }

    /** How many images are explained and measured. */
    public long measuredImages() {
        return networks.stream().mapToLong(NetworkWork::measuredImages).sum();
    }
}
