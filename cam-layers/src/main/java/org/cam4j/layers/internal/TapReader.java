package org.cam4j.layers.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cam4j.layers.cam.Network;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Cuts what the passes over a batch gave into one reading per image, class and tap. */
final class TapReader {
    private final ExplainedGraph explained;
    private final Set<Signal> needs;
    private final INDArray images;
    private final ForwardPass forward;

    TapReader(ExplainedGraph explained, Set<Signal> needs, INDArray images, ForwardPass forward) {
        this.explained = explained;
        this.needs = needs;
        this.images = images;
        this.forward = forward;
    }

    /**
     * Reads the taps, with one backward pass for the first class of every image, one for the second, and so on.
     *
     * @param taps by name
     * @param blocks names of the taps that {@link TapReading#blocks} holds; empty if they are not needed
     * @param classes per image
     * @param backward absent if no gradients are needed
     * @return per image, per class, by the tap's name
     */
    List<List<Map<String, TapReading>>> read(
            Map<String, GraphVertex> taps, List<String> blocks, List<int[]> classes, @Nullable BackwardPass backward) {
        List<List<Map<String, TapReading>>> readings = new ArrayList<>();
        classes.forEach(ofImage -> readings.add(new ArrayList<>()));
        int slots = classes.stream().mapToInt(ofImage -> ofImage.length).max().orElse(0);
        for (int slot = 0; slot < slots; slot++) {
            INDArray seed = seed(classes, slot); // [N, K]
            Map<Integer, INDArray> gradients = backward == null ? Map.of() : backward.gradients(seed);
            INDArray weights = needs.contains(Signal.CLASS_WEIGHTS) ? classWeights(seed) : null; // [N, C]
            for (int image = 0; image < classes.size(); image++) {
                if (slot < classes.get(image).length) {
                    ReadingCut cut = new ReadingCut(
                            image,
                            classes.get(image)[slot],
                            weights == null ? null : detached(weights.getRow(image)),
                            gradients);
                    readings.get(image).add(read(taps, blocks, cut));
                }
            }
        }
        return readings;
    }

    /** Which part of the batch's arrays belongs to one reading. */
    private record ReadingCut(
            int image, int classIndex, @Nullable INDArray classWeights, Map<Integer, INDArray> gradients) {}

    private Map<String, TapReading> read(Map<String, GraphVertex> taps, List<String> blocks, ReadingCut cut) {
        List<TapReading> ofBlocks = new ArrayList<>();
        for (String block : blocks) {
            GraphVertex vertex = explained.vertex(block);
            ofBlocks.add(new TapReading(block, activations(vertex, cut), gradients(vertex, cut), null));
        }
        Map<String, TapReading> readings = new LinkedHashMap<>();
        taps.forEach((name, vertex) -> {
            INDArray activations = activations(vertex, cut); // [C, h, w]
            INDArray weights = name.equals(explained.defaultTap()) ? cut.classWeights() : null;
            Network network = needs.contains(Signal.NETWORK)
                    ? new GraphNetwork(explained, vertex, cut.classIndex(), cut(images, cut.image()))
                    : null;
            List<TapReading> inReading = needs.contains(Signal.BLOCKS) ? ofBlocks : null;
            List<TapReading> joined = needs.contains(Signal.JOINED) ? joined(vertex, cut) : null;
            readings.put(
                    name,
                    new TapReading(name, activations, gradients(vertex, cut), weights, inReading, joined, network));
        });
        return readings;
    }

    private List<TapReading> joined(GraphVertex tap, ReadingCut cut) {
        return explained.joined(tap).stream()
                .map(vertex -> new TapReading(vertex.getVertexName(), activations(vertex, cut), null, null))
                .toList();
    }

    private INDArray activations(GraphVertex vertex, ReadingCut cut) {
        return cut(channelsFirst(forward.outputOf(vertex.getVertexIndex())), cut.image());
    }

    private @Nullable INDArray gradients(GraphVertex vertex, ReadingCut cut) {
        INDArray ofBatch = cut.gradients().get(vertex.getVertexIndex());
        return ofBatch == null ? null : cut(channelsFirst(ofBatch), cut.image());
    }

    private INDArray classWeights(INDArray seed) {
        GraphVertex pooled = explained.vertex(explained.defaultTap());
        long channels = channelsFirst(forward.outputOf(pooled.getVertexIndex())).size(1);
        return explained.head().classWeights(seed, channels);
    }

    private INDArray channelsFirst(INDArray maps) {
        return ForwardPass.toChannelsFirst(maps, explained.format()); // [N, C, h, w]
    }

    private static INDArray cut(INDArray batch, int image) {
        INDArray maps = batch.slice(image); // [C, h, w]
        boolean channelsLast = maps.stride(0) == 1; // they stay so in memory: moving them takes longer than the copy
        return channelsLast ? detached(maps.permute(1, 2, 0)).permute(2, 0, 1) : detached(maps);
    }

    private static INDArray row(INDArray matrix, int index) {
        return matrix.get(NDArrayIndex.interval(index, index + 1), NDArrayIndex.all()); // [1, K]
    }

    @SuppressWarnings("try")
    private static INDArray detached(INDArray array) {
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            return array.dup('c');
        }
    }

    /** The derivative of each image's score with respect to its logits. */
    private INDArray seed(List<int[]> classes, int slot) {
        INDArray seed = Nd4j.zeros(forward.logits().dataType(), forward.logits().shape()); // [N, K]
        for (int image = 0; image < classes.size(); image++) {
            if (slot < classes.get(image).length) {
                INDArray logits = row(forward.logits(), image);
                row(seed, image).assign(explained.target().gradient(logits, classes.get(image)[slot]));
            }
        }
        return seed;
    }
}
