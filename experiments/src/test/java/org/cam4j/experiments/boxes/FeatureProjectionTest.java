package org.cam4j.experiments.boxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureProjectionTest {
    @Test
    void aMapThatTheFeaturesMakeUpComesBackCentered() {
        Random random = new Random(1);
        double[][] features = new double[3][50];
        double[] map = new double[50];
        for (int place = 0; place < 50; place++) {
            for (double[] feature : features) {
                feature[place] = random.nextGaussian();
            }
            map[place] = 7 + 2 * features[0][place] - features[2][place];
        }
        double mean = 0;
        for (double value : map) {
            mean += value / 50;
        }
        double[] projected = new FeatureProjection(1e-9).project(map, features);
        for (int place = 0; place < 50; place++) {
            assertThat(projected[place]).isCloseTo(map[place] - mean, within(1e-6));
        }
    }

    @Test
    void oneFeatureAtRidgeOneIsHalfTheRegression() {
        double[] map = {0, 0, 1, 1};
        double[][] features = {{3, 3, 5, 5}};
        assertThat(new FeatureProjection(1).project(map, features))
                .containsExactly(new double[] {-0.25, -0.25, 0.25, 0.25}, within(1e-12));
    }

    /** The class map knows the head of the animal alone; its coat is the same all over. */
    @Test
    void theMapSpreadsOverWhatLooksTheSame() {
        double[] map = {0, 0, 1, 0, 0, 0};
        double[][] coat = {{0, 0, 1, 1, 1, 0}};
        double[] projected = new FeatureProjection(1).project(map, coat);
        assertThat(projected[3]).isEqualTo(projected[2]).isGreaterThan(projected[0]);
    }

    @Test
    void featuresThatNeverVaryGiveZeros() {
        assertThat(new FeatureProjection(1).project(new double[] {0, 1}, new double[][] {{4, 4}}))
                .containsExactly(0, 0);
    }

    @Test
    void aRidgeOfZeroIsRefused() {
        assertThatThrownBy(() -> new FeatureProjection(0)).hasMessageContaining("expected more than 0");
    }
}
