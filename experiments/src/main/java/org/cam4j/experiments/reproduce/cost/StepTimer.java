package org.cam4j.experiments.reproduce.cost;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.optimizer.FlatUpdater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times a training step and a forward pass of networks with random weights, on small batches, so that memory stays small. Every backbone and size is timed once, with
 * the head that has the most work; other heads as long as a limit of time allows, else they take the time of the same backbone.
 *
 * @param limit for the heads beyond the first of every backbone
 * @param progress receives the number of networks
 */
public record StepTimer(Duration limit, Progress progress) {
    private static final int BATCH = 2;
    private static final int CLASSES = 20;
    private static final int IMAGENET_CLASSES = 1000;
    /** A first step that took longer is not repeated: what is compiled meanwhile no longer counts. */
    private static final double LONG_STEP = 1.5;

    private static final double RATE = 1e-4;
    /** A training step takes about as long as so many forward passes; for networks that are not trained. */
    private static final int BACKWARD = 3;

    /** The times by {@link NetworkWork#key}; networks that only a file describes have none. */
    public Map<String, StepTime> time(List<NetworkWork> networks) throws IOException {
        List<NetworkWork> known = networks.stream()
                .filter(network -> !network.head().equals(NetworkWork.FILE))
                .sorted(Comparator.comparingLong(NetworkWork::trainedImages)
                        .thenComparingLong(NetworkWork::measuredImages)
                        .reversed())
                .toList();
        List<NetworkWork> first = new ArrayList<>();
        List<NetworkWork> others = new ArrayList<>();
        for (NetworkWork network : known) {
            boolean isFirst = first.stream().noneMatch(network::sameBackbone);
            (isFirst ? first : others).add(network);
        }
        Map<String, StepTime> times = new LinkedHashMap<>();
        Instant begun = Instant.now();
        try (Progress.Task task = progress.task("time steps", "networks", known.size())) {
            for (NetworkWork network : first) {
                times.put(network.key(), time(network));
                task.to(times.size());
            }
            for (NetworkWork network : others) {
                StepTime same = first.stream()
                        .filter(network::sameBackbone)
                        .findFirst()
                        .flatMap(other -> Optional.ofNullable(times.get(other.key())))
                        .orElseThrow();
                boolean late = Duration.between(begun, Instant.now()).compareTo(limit) > 0;
                times.put(
                        network.key(), late || network.head().equals(Heads.ORIGINAL) ? same.borrowed() : time(network));
                task.to(times.size());
            }
        }
        return times;
    }

    private static StepTime time(NetworkWork network) throws IOException {
        int outputs = network.head().equals(Heads.ORIGINAL) ? IMAGENET_CLASSES : CLASSES;
        List<String> classes =
                IntStream.range(0, outputs).mapToObj(label -> "class " + label).toList();
        NetworkSpec spec =
                NetworkSpec.of(network.backbone(), network.head(), classes).size(network.size(), network.size());
        ComputationGraph graph = Networks.create(spec).graph();
        graph.setLearningRate(RATE);
        INDArray images = Nd4j.rand(DataType.FLOAT, BATCH, 3, network.size(), network.size());
        long[] activations = new long[1];
        double forward = seconds(() -> activations[0] = graph.feedForward(images, false).values().stream()
                .mapToLong(INDArray::length)
                .sum());
        double training = BACKWARD * forward;
        if (network.trainings() > 0) {
            graph.setUpdater(new FlatUpdater(graph));
            INDArray[] labels = labels(graph, outputs);
            training = seconds(() -> graph.fit(new INDArray[] {images}, labels));
        }
        long parameters = Networks.trainableParameters(
                Networks.configuration(spec, Backbones.byId(network.backbone()).variant()));
        return new StepTime(training / BATCH, forward / BATCH, parameters, activations[0] / BATCH, true);
    }

    /** The first class of every output. */
    private static INDArray[] labels(ComputationGraph graph, int classes) {
        return graph.getConfiguration().getNetworkOutputs().stream()
                .map(name -> {
                    INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, classes);
                    labels.getColumn(0).assign(1);
                    return labels;
                })
                .toArray(INDArray[]::new);
    }

    private static double seconds(Runnable step) {
        double once = once(step);
        return once > LONG_STEP ? once : once(step);
    }

    private static double once(Runnable step) {
        long begun = System.nanoTime();
        step.run();
        return (System.nanoTime() - begun) / 1e9;
    }
}
