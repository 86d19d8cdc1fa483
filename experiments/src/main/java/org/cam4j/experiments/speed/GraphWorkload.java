package org.cam4j.experiments.speed;

import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.network.Networks;
import org.cam4j.training.optimizer.FlatUpdater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A Deeplearning4j graph with random images {@code [N, 3, H, W]} and labels. */
public final class GraphWorkload implements Workload {
    private final ComputationGraph graph;
    private final Explainer explainer;
    private final String engine;
    private final INDArray images;
    private final INDArray labels;
    private final boolean ownUpdater;
    private boolean ready;

    /**
     * A graph with a batch of its own.
     *
     * @param graph the case's network, initialized; its training step changes it
     * @param engine what computes
     * @param ownUpdater whether a training step uses this project's updater, as the command {@code train} does
     */
    public GraphWorkload(SpeedCase setting, ComputationGraph graph, String engine, boolean ownUpdater) {
        this.ownUpdater = ownUpdater;
        this.graph = graph;
        this.engine = engine;
        explainer = Explainer.of(graph);
        images = Nd4j.rand(DataType.FLOAT, setting.batch(), 3, setting.side(), setting.side());
        labels = Nd4j.zeros(DataType.FLOAT, setting.batch(), setting.classes());
        for (int image = 0; image < setting.batch(); image++) {
            labels.putScalar(image, image % setting.classes(), 1);
        }
    }

    @Override
    public long parameters() {
        return Networks.trainableParameters(graph.getConfiguration());
    }

    @Override
    public String engine() {
        return engine;
    }

    @Override
    public boolean knows(SpeedTask task) {
        return true;
    }

    @Override
    public void run(SpeedTask task) {
        switch (task) {
            case INFERENCE -> graph.output(false, images);
            case TRAINING_STEP -> learn();
            case CAM -> explain(CamMethods.byId("cam"));
            case GRAD_CAM -> explain(CamMethods.byId("grad-cam"));
        }
    }

    private void learn() {
        if (ownUpdater && !ready) {
            graph.setUpdater(new FlatUpdater(graph));
            ready = true;
        }
        graph.fit(new INDArray[] {images}, new INDArray[] {labels});
    }

    private void explain(CamMethod method) {
        Explanation explanation = explainer.explain(images, ClassSelection.top(1), method.needs());
        for (int image = 0; image < images.size(0); image++) {
            method.combine(explanation.reading(image, 0, explainer.defaultTap()));
        }
    }
}
