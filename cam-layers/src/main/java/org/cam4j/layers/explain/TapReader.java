package org.cam4j.layers.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.layers.cam.TapReading;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Cuts what the passes over a batch gave into one reading per image, class and tap. */
final class TapReader {
    private final ClassHead head;
    private final CNN2DFormat format;
    private final ForwardPass forward;
    private final @Nullable String weightedTap;

    TapReader(ClassHead head, CNN2DFormat format, ForwardPass forward, @Nullable String weightedTap) {
        this.head = head;
        this.format = format;
        this.forward = forward;
        this.weightedTap = weightedTap;
    }

    /**
     * Reads the taps, with one backward pass for the first class of every image, one for the second, and so on.
     *
     * @param taps by name
     * @param classes per image
     * @param backward absent if no gradients are needed
     * @return per image, per class, by the tap's name
     */
    List<List<Map<String, TapReading>>> read(
            Map<String, GraphVertex> taps, List<int[]> classes, @Nullable BackwardPass backward) {
        List<List<Map<String, TapReading>>> readings = new ArrayList<>();
        classes.forEach(ofImage -> readings.add(new ArrayList<>()));
        int slots = classes.stream().mapToInt(ofImage -> ofImage.length).max().orElse(0);
        for (int slot = 0; slot < slots; slot++) {
            Map<Integer, INDArray> gradients = backward == null ? Map.of() : backward.gradients(seed(classes, slot));
            for (int image = 0; image < classes.size(); image++) {
                if (slot < classes.get(image).length) {
                    readings.get(image).add(read(taps, image, classes.get(image)[slot], gradients));
                }
            }
        }
        return readings;
    }

    private Map<String, TapReading> read(
            Map<String, GraphVertex> taps, int image, int classIndex, Map<Integer, INDArray> gradients) {
        Map<String, TapReading> readings = new LinkedHashMap<>();
        taps.forEach((name, vertex) -> {
            INDArray maps = forward.outputOf(vertex.getVertexIndex());
            INDArray gradient = gradients.get(vertex.getVertexIndex());
            readings.put(
                    name,
                    new TapReading(
                            name,
                            ofImage(maps, image),
                            gradient == null ? null : ofImage(gradient, image),
                            name.equals(weightedTap) ? classWeights(classIndex, maps) : null));
        });
        return readings;
    }

    private INDArray classWeights(int classIndex, INDArray maps) {
        return detached(head.classWeights(
                classIndex,
                ForwardPass.toChannelsFirst(maps, format),
                forward.logits().size(1)));
    }

    private INDArray ofImage(INDArray batch, int image) {
        INDArray maps = ForwardPass.toChannelsFirst(batch, format); // [N, C, h, w]
        INDArray one = maps.get(
                NDArrayIndex.interval(image, image + 1), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all());
        return detached(one).reshape(maps.size(1), maps.size(2), maps.size(3)); // [C, h, w]
    }

    @SuppressWarnings("try")
    private static INDArray detached(INDArray array) {
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            return array.dup('c');
        }
    }

    private INDArray seed(List<int[]> classes, int slot) {
        INDArray seed = Nd4j.zeros(forward.logits().dataType(), forward.logits().shape()); // [N, K]
        for (int image = 0; image < classes.size(); image++) {
            if (slot < classes.get(image).length) {
                seed.putScalar(image, classes.get(image)[slot], 1);
            }
        }
        return seed;
    }
}
