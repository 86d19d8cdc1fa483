package org.cam4j.training.fit.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.cam4j.training.recipe.ImageKeys;
import org.cam4j.training.recipe.Sampling;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.Test;

class TrainingImagesTest {
    private static final Preprocessing WIDE = new Preprocessing(8, 16, ChannelOrder.RGB, List.of(0.0), List.of(1.0));
    private static final TrainRecipe BALANCED = TrainRecipe.fromScratch().with(ImageKeys.SAMPLING, Sampling.BALANCED);

    /** So many images of each class. */
    private static List<Sample> split(int... counts) {
        List<Sample> samples = new ArrayList<>();
        for (int label = 0; label < counts.length; label++) {
            for (int i = 0; i < counts[label]; i++) {
                samples.add(new Sample(
                        label + "/" + i, label, 0, 0, List.of(), Optional.empty(), TrainingImagesTest::image));
            }
        }
        return samples;
    }

    private static PixelImage image() {
        return new PixelImage(8, 16, new byte[8 * 16 * 3]);
    }

    private static <K> Map<K, Long> count(List<Sample> samples, Function<Sample, K> key) {
        return samples.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    @Test
    void balancedSamplingShowsEveryClassEquallyOftenAndRepeatsEvenly() {
        List<Sample> split = split(100, 10, 40);
        TrainingImages images = new TrainingImages(BALANCED, WIDE);
        List<Sample> order = images.order(split, 3);
        assertThat(count(order, Sample::label)).isEqualTo(Map.of(0, 50L, 1, 50L, 2, 50L));
        Map<String, Long> times = count(order, Sample::id);
        times.forEach((id, often) -> assertThat(often)
                .isBetween(id.startsWith("1") ? 5L : 1L, id.startsWith("1") ? 5L : id.startsWith("2") ? 2L : 1L));
        assertThat(order.subList(0, 30)).extracting(Sample::label).contains(0, 1, 2);
        assertThat(images.order(split, 3)).isEqualTo(order);
        assertThat(images.order(split, 4)).isNotEqualTo(order);
        assertThat(split).isEqualTo(split(100, 10, 40));
    }

    @Test
    void overTheEpochsAllImagesOfALargeClassAreSeen() {
        List<Sample> split = split(30, 3);
        TrainingImages images = new TrainingImages(BALANCED, WIDE);
        Set<String> seen = new HashSet<>();
        int[] ofFirst = new int[2];
        for (int epoch = 0; epoch < 20; epoch++) {
            List<Sample> order = images.order(split, epoch);
            order.forEach(sample -> seen.add(sample.id()));
            long first = order.stream().filter(sample -> sample.label() == 0).count();
            assertThat(first).isBetween(16L, 17L); // 33 images are no whole number for each of two classes
            ofFirst[(int) first - 16]++;
        }
        assertThat(seen).hasSize(33);
        assertThat(ofFirst[0]).isPositive();
        assertThat(ofFirst[1]).isPositive();
    }

    @Test
    void shuffledSamplingShowsEveryImageOnce() {
        List<Sample> split = split(20, 2);
        List<Sample> order = new TrainingImages(TrainRecipe.fromScratch(), WIDE).order(split, 0);
        assertThat(order).containsExactlyInAnyOrderElementsOf(split).isNotEqualTo(split);
    }

    @Test
    void aBatchHasOneSizeInTheProportionOfTheNetworks() {
        TrainRecipe recipe = TrainRecipe.fromScratch().batchSize(4).with(ImageKeys.INPUT_SIZES, List.of(8, 12, 9));
        List<String> shapes = new ArrayList<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            BatchReader.Transform transform = new TrainingImages(recipe, WIDE).ofEpoch(epoch);
            for (int batch = 0; batch < 20; batch++) {
                int begin = 4 * batch;
                Set<String> ofBatch = IntStream.range(begin, begin + 4)
                        .mapToObj(index -> transform.apply(split(1).get(0), image(), index))
                        .map(input -> input.size(1) + "x" + input.size(2))
                        .collect(Collectors.toSet());
                assertThat(ofBatch).hasSize(1);
                shapes.addAll(ofBatch);
            }
        }
        assertThat(shapes).contains("8x16", "12x24", "9x18").hasSize(40);
        assertThat(shapes.subList(0, 20)).isNotEqualTo(shapes.subList(20, 40));
    }
}
