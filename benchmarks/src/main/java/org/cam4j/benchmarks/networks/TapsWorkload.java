package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.util.List;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Workload;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.Networks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Grad-CAM at the last layers of the coarsest resolutions, read from one forward and one backward pass. */
public final class TapsWorkload implements Workload {
    private final CamModel model;
    private final Explainer explainer;
    private final List<String> taps;
    private final INDArray images;

    private TapsWorkload(SpeedCase setting, int taps) throws IOException {
        Kernels.switchOn();
        model = setting.model();
        explainer = Explainer.of(model.graph());
        List<String> all = explainer.blocks();
        this.taps = all.subList(all.size() - taps, all.size());
        images = Nd4j.rand(DataType.FLOAT, setting.batch(), 3, setting.side(), setting.side());
    }

    /** Arguments: NETWORK TAPS; then as a {@link Worker}. */
    public static void main(String[] arguments) throws IOException {
        Worker.serve(new TapsWorkload(SpeedCase.of(arguments[0], 1), Integer.parseInt(arguments[1])));
    }

    @Override
    public long parameters() {
        return Networks.trainableParameters(model.graph().getConfiguration());
    }

    @Override
    public String engine() {
        return "cam4j, taps " + taps;
    }

    @Override
    public boolean knows(SpeedTask task) {
        return task == SpeedTask.GRAD_CAM;
    }

    @Override
    public void run(SpeedTask task) {
        CamMethod method = CamMethods.byId("grad-cam");
        Explanation explanation = explainer.explain(images, ClassSelection.top(1), taps, method.needs());
        for (String tap : taps) {
            method.combine(explanation.reading(0, 0, tap));
        }
    }
}
