package org.cam4j.training.localize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.signal.FrequencySweep;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Target;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.RealData;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.UserNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What Lee's lecture "Class Activation Map (CAM)" says of a network with GAP: {@code S_c = sum_k w_k^c sum_xy f_k = sum_xy heatmap_c}, {@code P_c = exp(S_c) / sum exp(S)},
 * and, of two classes, {@code P = sigmoid(S)} of a single score. The lecture sums over positions where GAP, here as in Zhou et al. (CVPR 2016), takes the mean: its weights
 * are ours divided by the number of positions, so that S_c is the mean of our map. Its classifier has no bias; where ours has one, S_c has it too.
 */
class LectureFormulasTest {
    private static final CamMethod CAM = CamMethods.byId("cam");
    private static final double TOLERANCE = 1e-4;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @Test
    void theScoreIsTheMeanOfTheHeatmapOfACreatedNetwork() throws IOException {
        CamModel model = Networks.create(NetworkSpec.of("mini", "gap", List.of("OK", "NG")));
        assertThat(model.graph().getOutputLayer(0).getParam("b")).isNull();
        requireLecture(model);
    }

    @Tag("long")
    @Test
    void theScoreIsTheMeanOfTheHeatmapAndTheBiasOfATrainedNetwork() throws IOException {
        requireLecture(UserNetworks.read(RealData.find("weights/person-mobilenet-96.h5"), 0, 0));
    }

    private static void requireLecture(CamModel model) throws IOException {
        Explainer explainer = Explainer.of(model.graph());
        INDArray images = sweeps(model);
        Explanation ng = explainer.explain(images, ClassSelection.same(1), CAM.needs());
        Explanation ok = explainer.explain(images, ClassSelection.same(0), CAM.needs());
        Explanation difference =
                explainer.withTarget(Target.against(0)).explain(images, ClassSelection.same(1), CAM.needs());
        for (int image = 0; image < ng.images(); image++) {
            double scoreOfOk = heatmapMean(explainer, ok, image) + bias(model, 0);
            double scoreOfNg = heatmapMean(explainer, ng, image) + bias(model, 1);
            assertThat(ng.logits().getDouble(image, 0)).isCloseTo(scoreOfOk, within(TOLERANCE));
            assertThat(ng.logits().getDouble(image, 1)).isCloseTo(scoreOfNg, within(TOLERANCE));

            double softmax = Math.exp(scoreOfNg) / (Math.exp(scoreOfOk) + Math.exp(scoreOfNg));
            double single = heatmapMean(explainer, difference, image) + bias(model, 1) - bias(model, 0);
            assertThat(ng.probabilities().getDouble(image, 1)).isCloseTo(softmax, within(TOLERANCE));
            assertThat(single).isCloseTo(scoreOfNg - scoreOfOk, within(TOLERANCE));
            assertThat(1 / (1 + Math.exp(-single))).as("sigmoid").isCloseTo(softmax, within(TOLERANCE));
        }
    }

    private static double heatmapMean(Explainer explainer, Explanation explanation, int image) {
        return CAM.combine(explanation.reading(image, 0, explainer.defaultTap()))
                .meanNumber()
                .doubleValue();
    }

    private static double bias(CamModel model, int label) {
        INDArray bias = model.graph().getOutputLayer(0).getParam("b");
        return bias == null ? 0 : bias.getDouble(label);
    }

    private static INDArray sweeps(CamModel model) throws IOException {
        List<INDArray> images = new ArrayList<>();
        List<Sample> sweeps = new FrequencySweep().open(Path.of("."), 1).samples(Split.TEST);
        for (Sample sample : sweeps.subList(0, 4)) {
            images.add(model.preprocessing().apply(sample.image().read()));
        }
        return Nd4j.stack(0, images.toArray(INDArray[]::new));
    }
}
