package org.cam4j.layers.internal;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.cam4j.layers.cam.Network;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.Target;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An explained graph that keeps to one image, class and tap. */
final class GraphNetwork implements Network {
    private final ExplainedGraph explained;
    private final GraphVertex tap;
    private final int classIndex;
    private final INDArray image;
    private @Nullable Map<Integer, INDArray> beside;

    /** @param image {@code [C,H,W]}, detached */
    GraphNetwork(ExplainedGraph explained, GraphVertex tap, int classIndex, INDArray image) {
        this.explained = explained;
        this.tap = tap;
        this.classIndex = classIndex;
        this.image = image;
    }

    @Override
    public INDArray image() {
        return image;
    }

    @Override
    public INDArray scores(INDArray images) {
        INDArray logits = explained
                .runner()
                .run(
                        images,
                        Set.of(),
                        Set.of(),
                        (forward, workspaces) -> forward.logits().detach());
        return explained.target().score(logits, classIndex);
    }

    @Override
    public INDArray scoresFrom(INDArray activations) {
        GraphRunner runner = explained.runner();
        if (beside == null) {
            beside = outputs(runner, runner.beside(tap));
        }
        return explained.target().score(runner.logitsFrom(tap, activations, beside), classIndex);
    }

    @Override
    public List<TapReading> read(INDArray images, Set<Signal> needs) {
        String name = tap.getVertexName();
        BatchReading batch;
        try {
            batch = explained.read(images, logits -> sameClass(logits.size(0)), List.of(name), needs);
        } catch (RuntimeException refused) {
            if (images.size(2) == image.size(1) && images.size(3) == image.size(2)) {
                throw refused;
            }
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "The network takes images of %d x %d and not of %d x %d; leave out other scales than 1.",
                            image.size(1),
                            image.size(2),
                            images.size(2),
                            images.size(3)),
                    refused);
        }
        return IntStream.range(0, batch.classes().size())
                .mapToObj(index -> batch.reading(index, name))
                .toList();
    }

    private List<int[]> sameClass(long images) {
        return Collections.nCopies(Math.toIntExact(images), new int[] {classIndex});
    }

    @Override
    public List<TapReading> against(int most, Set<Signal> needs) {
        INDArray batch = image.reshape(1, image.size(0), image.size(1), image.size(2));
        double[] logits = explained
                .runner()
                .run(
                        batch,
                        Set.of(),
                        Set.of(),
                        (forward, workspaces) -> forward.logits().toDoubleVector());
        return IntStream.range(0, logits.length)
                .filter(other -> other != classIndex)
                .boxed()
                .sorted(Comparator.comparingDouble(other -> -logits[other]))
                .limit(most)
                .map(other -> new GraphNetwork(explained.withTarget(Target.against(other)), tap, classIndex, image)
                        .read(batch, needs)
                        .get(0))
                .toList();
    }

    /** What other vertices give for the image: one forward pass, if there are any. */
    private Map<Integer, INDArray> outputs(GraphRunner runner, Set<Integer> vertices) {
        if (vertices.isEmpty()) {
            return Map.of();
        }
        INDArray batch = image.reshape(1, image.size(0), image.size(1), image.size(2));
        return runner.run(batch, vertices, Set.of(), (forward, workspaces) -> {
            Map<Integer, INDArray> outputs = new HashMap<>();
            vertices.forEach(
                    index -> outputs.put(index, forward.outputOf(index).dup().detach()));
            return outputs;
        });
    }
}
