package org.cam4j.experiments.papers.frozen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.head.Heads;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a head's pooling makes of cached maps: one number a channel and image.
 *
 * @param samples the images
 * @param values {@code [images][channels]}
 */
public record PooledFeatures(List<Sample> samples, float[][] values) {
    /**
     * Pools by several heads in one pass over the maps.
     *
     * @param spec backbone and classes; its head does not count
     * @param heads ids
     * @param blocks the cached layers, the last one last; every head reads as many of the last as it needs
     * @return by the head's id
     * @throws IllegalArgumentException if a head has parameters in front of its linear layer, which would have to be learned through the maps
     */
    public static Map<String, PooledFeatures> of(
            NetworkSpec spec,
            Collection<String> heads,
            List<String> blocks,
            CachedFeatures features,
            LongConsumer progress)
            throws IOException {
        List<Sample> samples = new ArrayList<>();
        Map<String, List<float[]>> rows = new LinkedHashMap<>();
        Map<String, ComputationGraph> graphs = new LinkedHashMap<>();
        features.forEach(
                block -> {
                    samples.addAll(block.samples());
                    for (String head : heads) {
                        List<String> taps =
                                blocks.subList(blocks.size() - Heads.byId(head).taps(), blocks.size());
                        INDArray[] maps = taps.stream()
                                .map(tap -> Objects.requireNonNull(block.maps().get(tap)))
                                .toArray(INDArray[]::new);
                        Map<String, INDArray> outputs = graphs.computeIfAbsent(head, id -> head(spec, id, taps, maps))
                                .feedForward(maps, false);
                        INDArray pooled = Objects.requireNonNull(outputs.get(CamGraphBuilder.POOLING)); // [N, C]
                        rows.computeIfAbsent(head, id -> new ArrayList<>()).addAll(List.of(pooled.toFloatMatrix()));
                    }
                },
                progress);
        Map<String, PooledFeatures> pooled = new LinkedHashMap<>();
        rows.forEach((head, values) ->
                pooled.put(head, new PooledFeatures(List.copyOf(samples), values.toArray(float[][]::new))));
        return pooled;
    }

    private static ComputationGraph head(NetworkSpec spec, String head, List<String> taps, INDArray[] maps) {
        List<FeatureMap> inputs = new ArrayList<>();
        for (int i = 0; i < maps.length; i++) {
            inputs.add(
                    new FeatureMap(taps.get(i), (int) maps[i].size(1), (int) maps[i].size(2), (int) maps[i].size(3)));
        }
        ComputationGraph graph = Networks.headOnly(spec, head, inputs);
        if (graph.numParams() != graph.getLayer(CamGraphBuilder.OUTPUT).numParams()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Head '%s' on '%s' has parameters in front of its linear layer, so that pooled maps do not stay"
                            + " the same; train it with its backbone.",
                    head,
                    spec.backbone()));
        }
        return graph;
    }

    /** The images whose id is one of these. */
    public PooledFeatures only(Set<String> ids) {
        List<Sample> kept = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (ids.contains(samples.get(i).id())) {
                kept.add(samples.get(i));
                rows.add(values[i]);
            }
        }
        return new PooledFeatures(List.copyOf(kept), rows.toArray(float[][]::new));
    }

    /** Every so many-th image, or the others. */
    PooledFeatures part(boolean isHeldOut, int every) {
        List<Integer> kept = IntStream.range(0, values.length)
                .filter(i -> (i % every == every - 1) == isHeldOut)
                .boxed()
                .toList();
        return new PooledFeatures(
                kept.stream().map(samples::get).toList(),
                kept.stream().map(i -> values[i]).toArray(float[][]::new));
    }

    /** The images' labels. */
    public int[] labels() {
        return samples.stream().mapToInt(Sample::label).toArray();
    }

    /** Percent of the images whose best score {@code sum_k weights[k][c] F[k]} is that of their label. */
    public double percentRight(double[][] weights) {
        int right = 0;
        for (int i = 0; i < values.length; i++) {
            int best = 0;
            double highest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < weights[0].length; c++) {
                double score = 0;
                for (int k = 0; k < weights.length; k++) {
                    score += weights[k][c] * values[i][k];
                }
                if (score > highest) {
                    highest = score;
                    best = c;
                }
            }
            right += best == samples.get(i).label() ? 1 : 0;
        }
        return 100.0 * right / values.length;
    }
}
