package org.cam4j.training.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import org.cam4j.training.graph.OutputKind;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BatchMixingTest {
    /** Image i has the value 2 to the power of i everywhere, so that sums tell their summands. */
    private static INDArray powers(int count) {
        INDArray images = Nd4j.zeros(DataType.FLOAT, count, 3, 6, 6);
        for (int i = 0; i < count; i++) {
            images.slice(i).assign(1 << i);
        }
        return images;
    }

    @Test
    void mixupBlendsEveryImageWithItsPartner() {
        INDArray images = powers(5);
        BatchMixing.Shares shares =
                new BatchMixing(0.4, 0).mix(images, new Random(3)).orElseThrow();
        assertThat(shares.partners()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(shares.kept()).isBetween(0.0, 1.0);
        for (int i = 0; i < 5; i++) {
            float blend = (float) (shares.kept() * (1 << i) + (1 - shares.kept()) * (1 << shares.partners()[i]));
            assertThat(images.slice(i).minNumber().floatValue()).isCloseTo(blend, within(1e-5f));
            assertThat(images.slice(i).maxNumber().floatValue()).isCloseTo(blend, within(1e-5f));
        }
    }

    @Test
    void cutMixKeepsThePartOfTheAreaThatIsLeft() {
        for (int seed = 0; seed < 20; seed++) {
            INDArray images = powers(5);
            Optional<BatchMixing.Shares> mixed = new BatchMixing(0, 1).mix(images, new Random(seed));
            for (int i = 0; i < 5; i++) {
                int own = 1 << i;
                int partner = 1 << mixed.map(BatchMixing.Shares::partners).orElse(new int[5])[i];
                double expected =
                        own == partner ? 1 : mixed.map(BatchMixing.Shares::kept).orElse(1.0);
                assertThat(images.slice(i)
                                .eq(own)
                                .castTo(DataType.FLOAT)
                                .meanNumber()
                                .doubleValue())
                        .isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void bothAreDrawnEquallyOftenAndNoneLeavesTheImages() {
        Random random = new Random(5);
        int blended = 0;
        for (int i = 0; i < 400; i++) {
            INDArray images = Nd4j.createFromArray(new float[] {0, 1024})
                    .reshape(2, 1, 1, 1)
                    .broadcast(2, 1, 2, 2)
                    .dup();
            new BatchMixing(1, 1).mix(images, random);
            for (float pixel : images.dup().data().asFloat()) {
                blended += pixel != 0 && pixel != 1024 ? 1 : 0;
            }
        }
        assertThat(blended / 8).isBetween(70, 130); // half of the 200 blends have the other image as a partner
        INDArray images = powers(5);
        assertThat(new BatchMixing(0, 0).mix(images, random)).isEmpty();
        assertThat(images).isEqualTo(powers(5));
    }

    @Test
    void targetsAndLabelsFollowTheShares() {
        WeightedTargets targets = new WeightedTargets(new float[][] {{1, 0}, {0, 1}}, null);
        WeightedTargets mixed = targets.mixed(0.25, new int[] {1, 0});
        assertThat(mixed.values()).isDeepEqualTo(new float[][] {{0.25f, 0.75f}, {0.75f, 0.25f}});
        assertThat(mixed.weights()).isNull();
        assertThat(new BatchMixing.Shares(0.25, new int[] {1, 0}).labels(new int[] {7, 8}))
                .containsExactly(8, 7);
        assertThat(new BatchMixing.Shares(0.5, new int[] {1, 0}).labels(new int[] {7, 8}))
                .containsExactly(7, 8);
    }

    @Test
    void balancedWeightsAreThoseOfScikitLearn() {
        // compute_class_weight("balanced", classes=[0, 1, 2], y=[0] * 6 + [1] * 3 + [2]) = 10 / (3 * [6, 3, 1])
        ClassWeights weights = ClassWeights.balanced(OutputKind.SOFTMAX, 10, new int[] {6, 3, 1, 0});
        assertThat(weights.of(0)).isCloseTo(0.5556, within(1e-4));
        assertThat(weights.of(1)).isCloseTo(1.1111, within(1e-4));
        assertThat(weights.of(2)).isCloseTo(3.3333, within(1e-4));
        assertThat(weights.of(3)).isEqualTo(1);
        // pos_weight of PyTorch's BCEWithLogitsLoss: 300 images without a label and 100 with it give 3
        assertThat(ClassWeights.balanced(OutputKind.MULTI_LABEL, 400, new int[] {100, 400, 0})
                        .of(0))
                .isEqualTo(3);
    }

    @Test
    void anImageCountsByItsLabelAndALabelByItsPresence() {
        float[][] smoothed = {{0.95f, 0.05f}, {0.05f, 0.95f}};
        double[] given = {2, 5};
        WeightedTargets exclusive = ClassWeights.of(OutputKind.SOFTMAX, given).weigh(smoothed);
        assertThat(exclusive.weights()).isDeepEqualTo(new float[][] {{2, 2}, {5, 5}});
        assertThat(exclusive.labels(OutputKind.SOFTMAX)).isEqualTo(Nd4j.createFromArray(new float[][] {
            {0.95f, 0.05f, 2, 2}, {0.05f, 0.95f, 5, 5}
        }));
        assertThat(exclusive.labels(OutputKind.SIGMOID)).isEqualTo(Nd4j.createFromArray(new float[][] {
            {0.05f, 2}, {0.95f, 5}
        }));
        WeightedTargets labels = ClassWeights.of(OutputKind.MULTI_LABEL, given).weigh(smoothed);
        assertThat(labels.weights()).isDeepEqualTo(new float[][] {{2, 1}, {1, 5}});
        assertThat(ClassWeights.NONE.weigh(smoothed).weights()).isNull();
    }

    @Test
    void weightedImagesMixTheirLosses() {
        float[][] labels = {{1, 0}, {0, 1}};
        float[][] outputs = {{0.3f, 0.7f}, {0.6f, 0.4f}};
        int[] swapped = {1, 0};
        for (OutputKind kind : new OutputKind[] {OutputKind.SOFTMAX, OutputKind.SIGMOID, OutputKind.MULTI_LABEL}) {
            WeightedTargets own = ClassWeights.of(kind, new double[] {2, 5}).weigh(labels);
            WeightedTargets other = new WeightedTargets(
                    new float[][] {labels[1], labels[0]},
                    ClassWeights.of(kind, new double[] {2, 5})
                            .weigh(new float[][] {labels[1], labels[0]})
                            .weights());
            WeightedTargets mixed = own.mixed(0.7, swapped);
            assertThat(kind.loss(outputs, mixed.values(), mixed.weights()))
                    .isCloseTo(
                            0.7 * kind.loss(outputs, own.values(), own.weights())
                                    + 0.3 * kind.loss(outputs, other.values(), other.weights()),
                            within(1e-5));
        }
    }
}
