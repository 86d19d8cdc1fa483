package org.cam4j.layers.explain;

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
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An explainer that keeps to one image, class and tap. */
final class GraphNetwork implements Network {
    private final Explainer explainer;
    private final GraphVertex tap;
    private final int classIndex;
    private final INDArray image;
    private @Nullable Map<Integer, INDArray> beside;

    /** @param image {@code [C,H,W]}, detached */
    GraphNetwork(Explainer explainer, GraphVertex tap, int classIndex, INDArray image) {
        this.explainer = explainer;
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
        INDArray logits = explainer
                .runner()
                .run(
                        images,
                        Set.of(),
                        Set.of(),
                        (forward, workspaces) -> forward.logits().detach());
        return explainer.target().score(logits, classIndex);
    }

    @Override
    public INDArray scoresFrom(INDArray activations) {
        GraphRunner runner = explainer.runner();
        if (beside == null) {
            beside = outputs(runner, runner.beside(tap));
        }
        return explainer.target().score(runner.logitsFrom(tap, activations, beside), classIndex);
    }

    @Override
    public List<TapReading> read(INDArray images, Set<Signal> needs) {
        Explanation explanation;
        try {
            explanation =
                    explainer.explain(images, ClassSelection.same(classIndex), List.of(tap.getVertexName()), needs);
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
        return IntStream.range(0, explanation.images())
                .mapToObj(index -> explanation.reading(index, 0, tap.getVertexName()))
                .toList();
    }

    @Override
    public List<TapReading> against(int most, Set<Signal> needs) {
        INDArray batch = image.reshape(1, image.size(0), image.size(1), image.size(2));
        double[] logits = explainer
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
                .map(other -> new GraphNetwork(explainer.withTarget(Target.against(other)), tap, classIndex, image)
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
