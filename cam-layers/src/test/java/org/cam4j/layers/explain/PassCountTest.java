package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.method.CamMethods;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.profiler.OpProfiler;
import org.nd4j.linalg.profiler.ProfilerConfig;
import org.nd4j.linalg.profiler.data.StringCounter;

/** How often the operations run that a forward pass, a backward pass and a weight gradient are made of. */
class PassCountTest {
    private static final CamMethod GRAD_CAM = CamMethods.byId("grad-cam");

    /** The network has two ordinary convolutions (im2col forwards, deconv2d backwards) and three depthwise ones. */
    private final Explainer explainer = Explainer.of(ToyGraph.DEPTHWISE.classifier(DataType.DOUBLE));

    private final INDArray images = ToyGraph.images(DataType.DOUBLE, 3, 1);
    private final Map<String, Integer> counts = new TreeMap<>();

    @BeforeEach
    void count() {
        OpProfiler.getInstance().setOpCounter(new StringCounter() {
            @Override
            public long incrementCount(String operation) {
                return counts.merge(operation, 1, Integer::sum);
            }
        });
        Nd4j.getExecutioner()
                .setProfilingConfig(ProfilerConfig.builder().stackTrace(true).build());
    }

    @AfterEach
    void stopCounting() {
        Nd4j.getExecutioner().setProfilingConfig(ProfilerConfig.builder().build());
        OpProfiler.getInstance().setOpCounter(new StringCounter());
    }

    @Test
    void camTakesOneForwardPassWhateverTheNumberOfClasses() {
        explainer.explain(
                images, ClassSelection.same(0, 1, 2), CamMethods.byId("cam").needs());
        assertForwardOnce();
        assertThat(counts).doesNotContainKeys("deconv2d", "reverse");
    }

    @Test
    void gradCamAtTheLastTapGoesNoDeeper() {
        explainer.explain(images, ClassSelection.same(1), GRAD_CAM.needs());
        assertForwardOnce();
        assertThat(counts).doesNotContainKeys("deconv2d", "reverse", "upsampling_bp");
        assertNoWeightGradients();
    }

    @Test
    void theBackwardPassEndsAtTheLowestTap() {
        explainer.explain(images, ClassSelection.same(1), List.of("conv2", "up"), GRAD_CAM.needs());
        assertThat(counts).containsEntry("upsampling_bp", 1).doesNotContainKey("deconv2d");
        assertThat(counts).containsEntry("reverse", 2); // depthwise3 and depthwise2, once each
        assertNoWeightGradients();
    }

    @Test
    void allTapsShareOneBackwardPassPerClass() {
        explainer.explain(images, ClassSelection.same(0, 2), explainer.possibleTaps(), GRAD_CAM.needs());
        assertThat(counts).containsEntry("im2col", 2).containsEntry("softmax", 1);
        assertThat(counts).containsEntry("deconv2d", 2).containsEntry("reverse", 6);
        assertNoWeightGradients();
    }

    @Test
    void multiLayerFusionTakesOneForwardAndOneBackwardPass() {
        CamMethod fusion = CamMethods.byId("multi-layer-fusion");
        Explanation explanation = explainer.explain(images, ClassSelection.same(0), fusion.needs());
        fusion.combine(explanation.reading(0, 0, "depthwise3"));
        assertThat(counts).containsEntry("im2col", 2).containsEntry("softmax", 1);
        assertThat(explainer.blocks()).containsExactly("conv2", "depthwise2", "up", "depthwise3");
        assertThat(counts).containsEntry("reverse", 2).doesNotContainKey("deconv2d");
    }

    @Test
    void scoresFromATapRunOnlyWhatLiesBehindIt() {
        TapReading reading = explainer
                .explain(
                        images,
                        ClassSelection.same(0),
                        List.of("depthwise2"),
                        Set.of(Signal.ACTIVATIONS, Signal.NETWORK))
                .reading(0, 0, "depthwise2");
        counts.clear();
        reading.network().scoresFrom(Nd4j.stack(0, reading.activations(), reading.activations()));
        assertThat(counts).containsEntry("upsampling2d", 1).containsEntry("depthwise_conv2d", 1);
        assertThat(counts).doesNotContainKeys("im2col", "relu", "relu6", "tanh");
    }

    private void assertForwardOnce() {
        assertThat(counts)
                .containsEntry("im2col", 2)
                .containsEntry("depthwise_conv2d", 3)
                .containsEntry("softmax", 1)
                .containsEntry("upsampling2d", 1);
    }

    /** Deeplearning4j's own backward passes would run im2col again and the operations that end in bp. */
    private void assertNoWeightGradients() {
        assertThat(counts).containsEntry("im2col", 2).doesNotContainKeys("depthwise_conv2d_bp", "conv2d_bp", "col2im");
    }
}
