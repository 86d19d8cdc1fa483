package org.cam4j.experiments.reproduce.cost;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.cam4j.training.run.Environment;

/**
 * A plan with what it takes on this machine. Every number is an estimate: steps are timed on small batches without reading images, a measured image counts as a training
 * step of one image, and a network that stops early counts with all its epochs.
 *
 * @param plan what is done
 * @param times of its networks by {@link NetworkWork#key}
 */
public record CostEstimate(CostPlan plan, Map<String, StepTime> times) {
    private static final double HOUR = 3600;
    private static final double MEGA = 1e6;
    /** A finished training keeps its parameters, its checkpoint and the momentum. */
    private static final int KEPT = 3;

    public CostEstimate {
        times = new LinkedHashMap<>(times);
    }

    /** Hours of one network's work; empty where it was not timed. */
    public OptionalDouble hours(NetworkWork network) {
        StepTime time = times.get(network.key());
        if (time == null) {
            return OptionalDouble.empty();
        }
        double seconds = time.trainingSeconds() * (network.trainedImages() + network.measuredImages())
                + time.forwardSeconds() * network.validatedImages();
        return OptionalDouble.of(seconds / HOUR);
    }

    /** Hours of all work that was timed. */
    public double hours() {
        return plan.networks().stream()
                .mapToDouble(network -> hours(network).orElse(0))
                .sum();
    }

    /** Megabytes, of 10^6 bytes, of the arrays of the largest training. */
    public long memoryMegabytes() {
        return plan.networks().stream()
                .filter(network -> times.containsKey(network.key()))
                .mapToLong(network ->
                        Objects.requireNonNull(times.get(network.key())).trainingBytes(network.batch()))
                .map(bytes -> Math.round(bytes / MEGA))
                .max()
                .orElse(0);
    }

    /** Megabytes of what is not in the folder yet: archives and extracted files, weights files and the files that they are converted from. */
    public long downloadMegabytes() {
        return plan.data().stream()
                        .filter(data -> !data.found())
                        .mapToLong(data -> data.facts().downloadMegabytes())
                        .sum()
                + plan.weights().stream()
                        .filter(weights -> !weights.found())
                        .mapToLong(CostPlan.Weights::megabytes)
                        .sum();
    }

    /** Megabytes on disk in all: data sets with their archives, weights twice, and what the trainings keep. */
    public long diskMegabytes() {
        long data = plan.data().stream()
                .mapToLong(set -> set.facts().downloadMegabytes() + set.facts().unpackedMegabytes())
                .sum();
        long weights =
                plan.weights().stream().mapToLong(file -> 2 * file.megabytes()).sum();
        return data + weights + trainedMegabytes();
    }

    private long trainedMegabytes() {
        double bytes = 0;
        for (NetworkWork network : plan.networks()) {
            StepTime time = times.get(network.key());
            bytes += time == null ? 0 : (double) Float.BYTES * KEPT * time.parameters() * network.trainings();
        }
        return Math.round(bytes / MEGA);
    }

    /** All of it for a JSON file. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("runs", plan.runs());
        json.put("trainings", plan.trainings());
        json.put("measuredImages", plan.measuredImages());
        json.put("estimatedHours", hours());
        json.put("estimatedMemoryMegabytes", memoryMegabytes());
        json.put("downloadMegabytes", downloadMegabytes());
        json.put("estimatedDiskMegabytes", diskMegabytes());
        json.put("device", Environment.Device.here());
        json.put("datasets", plan.data().stream().map(CostEstimate::json).toList());
        json.put("weights", plan.weights().stream().map(CostEstimate::json).toList());
        List<Map<String, Object>> networks =
                plan.networks().stream().map(this::json).toList();
        json.put("networks", networks);
        return json;
    }

    private static Map<String, Object> json(CostPlan.Data data) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", data.facts().id());
        json.put("found", data.found());
        json.put("address", data.facts().address());
        json.put("license", data.facts().license());
        json.put("downloadMegabytes", data.facts().downloadMegabytes());
        json.put("unpackedMegabytes", data.facts().unpackedMegabytes());
        json.put("fetched", data.facts().isFetched());
        json.put("howTo", data.facts().howTo());
        return json;
    }

    private static Map<String, Object> json(CostPlan.Weights weights) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", weights.file());
        json.put("found", weights.found());
        weights.published().ifPresent(published -> json.put("published", published.id()));
        json.put("megabytes", weights.megabytes());
        return json;
    }

    private Map<String, Object> json(NetworkWork network) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("backbone", network.backbone());
        json.put("head", network.head());
        json.put("size", network.size());
        json.put("batch", network.batch());
        json.put("trainings", network.trainings());
        json.put("trainedImages", network.trainedImages());
        json.put("validatedImages", network.validatedImages());
        json.put("measuredImages", network.measuredImages());
        hours(network).ifPresent(hours -> json.put("estimatedHours", hours));
        StepTime time = times.get(network.key());
        if (time != null) {
            json.put("time", time);
        }
        return json;
    }
}
