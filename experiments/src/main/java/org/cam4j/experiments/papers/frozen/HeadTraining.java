package org.cam4j.experiments.papers.frozen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.training.graph.FeatureMap;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains a head that has layers of its own in front of its linear layer on cached maps, which stay as they are: softmax cross-entropy, Adam at a constant rate of 0.001,
 * batches of 32 images in a random order. The training images' maps are held in memory.
 *
 * @param head id
 * @param epochs over the training images
 */
public record HeadTraining(String head, int epochs) {
    private static final int BATCH = 32;
    private static final double RATE = 0.001;

    /**
     * The trained head, whose layers carry the names that they have in the whole network.
     *
     * @param spec backbone and classes; its head does not count
     * @param taps the cached layers that the head reads, the last one last
     * @param ids of the training images
     * @param seed of the first weights and of the order
     * @param progress receives the number of images that were trained on
     */
    public ComputationGraph fit(
            NetworkSpec spec,
            List<String> taps,
            CachedFeatures features,
            Set<String> ids,
            long seed,
            LongConsumer progress)
            throws IOException {
        List<Sample> samples = new ArrayList<>();
        List<INDArray[]> maps = new ArrayList<>();
        features.forEach(
                block -> {
                    for (int i = 0; i < block.samples().size(); i++) {
                        if (ids.contains(block.samples().get(i).id())) {
                            samples.add(block.samples().get(i));
                            maps.add(mapsOf(block, taps, i));
                        }
                    }
                },
                done -> {});
        if (samples.size() < BATCH) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Head '%s': found %d training images, expected %d or more, a batch.",
                    head,
                    samples.size(),
                    BATCH));
        }
        ComputationGraph graph = withAdam(Networks.headOnly(spec.seed(seed), head, shapes(taps, maps.get(0))));
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, samples.size()).boxed().toList());
        Random random = new Random(seed);
        long done = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            Collections.shuffle(order, random);
            for (int begin = 0; begin + BATCH <= order.size(); begin += BATCH) {
                List<Integer> batch = order.subList(begin, begin + BATCH);
                step(graph, batch, samples, maps, spec.classNames().size());
                done += BATCH;
                progress.accept(done);
            }
        }
        maps.forEach(ofImage -> List.of(ofImage).forEach(INDArray::close));
        return graph;
    }

    private static INDArray[] mapsOf(CachedFeatures.Block block, List<String> taps, int image) {
        return taps.stream()
                .map(tap -> Objects.requireNonNull(block.maps().get(tap))
                        .slice(image)
                        .dup()) // [C, h, w]
                .toArray(INDArray[]::new);
    }

    private static List<FeatureMap> shapes(List<String> taps, INDArray[] maps) {
        return IntStream.range(0, maps.length)
                .mapToObj(i -> new FeatureMap(
                        taps.get(i), (int) maps[i].size(0), (int) maps[i].size(1), (int) maps[i].size(2)))
                .toList();
    }

    private static ComputationGraph withAdam(ComputationGraph head) {
        ComputationGraphConfiguration configuration = head.getConfiguration().clone();
        configuration.getVertices().values().forEach(vertex -> {
            if (vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof BaseLayer base) {
                base.setIUpdater(new Adam(RATE));
            }
        });
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        graph.setParams(head.params());
        return graph;
    }

    private static void step(
            ComputationGraph graph, List<Integer> batch, List<Sample> samples, List<INDArray[]> maps, int classes) {
        INDArray[] inputs = new INDArray[maps.get(0).length];
        for (int tap = 0; tap < inputs.length; tap++) {
            int place = tap;
            inputs[tap] = Nd4j.stack(
                    0, batch.stream().map(image -> maps.get(image)[place]).toArray(INDArray[]::new)); // [N, C, h, w]
        }
        INDArray labels = Nd4j.zeros(batch.size(), classes);
        for (int i = 0; i < batch.size(); i++) {
            labels.putScalar(i, samples.get(batch.get(i)).label(), 1);
        }
        graph.fit(inputs, new INDArray[] {labels});
        List.of(inputs).forEach(INDArray::close);
        labels.close();
    }
}
