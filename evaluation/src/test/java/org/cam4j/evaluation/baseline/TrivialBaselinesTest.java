package org.cam4j.evaluation.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Samples;
import org.junit.jupiter.api.Test;

class TrivialBaselinesTest {
    private static final GroundTruth WHOLE = Samples.of("whole", 0, 100, 50, List.of(new Box(0, 0, 99, 49)));

    @Test
    void idsAreThoseOfTheCommandLine() {
        assertThat(TrivialBaselines.all(List.of(), 1))
                .extracting(TrivialBaseline::id)
                .containsExactly("whole-image", "centre-box", "gaussian", "random");
    }

    @Test
    void theWholeImageIsRightWhereTheObjectFillsIt() {
        assertThat(new WholeImage().observe(WHOLE).bestIou(Boxes.Contours.LARGEST)[0])
                .isEqualTo(222.0 * 220 / (224 * 224));
        GroundTruth corner = Samples.of("corner", 0, 224, 224, List.of(new Box(0, 0, 111, 111)));
        assertThat(new WholeImage().observe(corner).bestIou(Boxes.Contours.LARGEST)[0])
                .isEqualTo(0.25);
    }

    @Test
    void theCenterBoxHasTheMeanShareOfTheTrainingBoxes() {
        GroundTruth quarter = Samples.of("a", 0, 100, 50, List.of(new Box(0, 0, 49, 24)));
        GroundTruth none = Samples.of("b", 0, 0, 0, List.of());
        GroundTruth middle = Samples.of("c", 0, 224, 224, List.of(new Box(56, 56, 167, 167)));
        assertThat(CenterBox.of(List.of(quarter, none)).observe(middle).bestIou(Boxes.Contours.ALL)[100])
                .isEqualTo(1);
        assertThat(CenterBox.of(List.of(quarter)).description()).contains("25.0 %");
        assertThat(CenterBox.of(List.of()).description()).contains("50.0 %");
        assertThatThrownBy(() -> new CenterBox(0)).hasMessageContaining("share 0.0");
    }

    @Test
    void theGaussianIsInTheMiddle() {
        GroundTruth middle = Samples.of("c", 0, 224, 224, List.of(new Box(56, 56, 168, 168)));
        double best = 0;
        for (double iou : new GaussianMap().observe(middle).bestIou(Boxes.Contours.LARGEST)) {
            best = Math.max(best, iou);
        }
        assertThat(best).isGreaterThan(0.95);
    }

    @Test
    void randomMapsDependOnSeedAndImageOnly() {
        double[] first = values(new RandomMap(1).observe(WHOLE));
        assertThat(values(new RandomMap(1).observe(WHOLE))).isEqualTo(first);
        assertThat(values(new RandomMap(2).observe(WHOLE))).isNotEqualTo(first);
        assertThat(values(new RandomMap(1).observe(Samples.of("other", 0, 0, 0, List.of()))))
                .isNotEqualTo(first);
    }

    private static double[] values(EvaluatedImage observation) {
        return observation.map().orElseThrow().values();
    }
}
