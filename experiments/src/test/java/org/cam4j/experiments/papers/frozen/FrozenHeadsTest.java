package org.cam4j.experiments.papers.frozen;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.UserNetworks;
import org.cam4j.training.run.RunFolder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Heads on the maps of a small trunk that stays as it is, of drawn noise. */
class FrozenHeadsTest {
    private static final int SIZE = 32;
    private static final List<String> CLASSES = List.of("dark", "light");
    private static final NetworkSpec SQUEEZENET =
            NetworkSpec.of("squeezenet1_1", "gap", CLASSES).size(SIZE + 32, SIZE + 32);
    private static CamModel trunk;

    @TempDir
    Path folder;

    @BeforeAll
    static void network() throws IOException {
        trunk = Networks.create(NetworkSpec.of("mini", "gap", CLASSES).size(SIZE, SIZE));
    }

    private static List<Sample> samples(int count) {
        return IntStream.range(0, count).mapToObj(FrozenHeadsTest::sample).toList();
    }

    private static Sample sample(int i) {
        return new Sample("image " + i, i % 2, SIZE, SIZE, List.of(), Optional.empty(), () -> {
            if (i == 3) {
                throw new IOException("image 3 is no image");
            }
            byte[] rgb = new byte[SIZE * SIZE * 3];
            Random random = new Random(i);
            for (int k = 0; k < rgb.length; k++) {
                rgb[k] = (byte) (random.nextInt(128) + 96 * (i % 2));
            }
            return new PixelImage(SIZE, SIZE, rgb);
        });
    }

    private CachedFeatures features(CamModel model, int count, long limit) throws IOException {
        return new CachedFeatures(
                model, List.of("conv3_2", "conv5_1"), samples(count), "noise", RunFolder.open(folder), limit, 1);
    }

    private static List<CachedFeatures.Block> blocks(CachedFeatures features) throws IOException {
        List<CachedFeatures.Block> blocks = new ArrayList<>();
        features.forEach(blocks::add, done -> {});
        return blocks;
    }

    @Test
    void theMapsAreThoseOfTheTrunkToThreeDigits() throws IOException {
        CachedFeatures features = features(trunk, 6, 1 << 30);
        CachedFeatures.Block block = blocks(features).get(0);
        assertThat(features.skipped()).hasSize(1);
        assertThat(block.samples())
                .extracting(Sample::id)
                .doesNotContain("image 3")
                .hasSize(5);
        INDArray image = trunk.preprocessing().apply(sample(4).image().read()).reshape(1, 3, SIZE, SIZE);
        INDArray expected = requireNonNull(
                trunk.graph().feedForward(new INDArray[] {image}, false).get("conv5_1"));
        INDArray found = requireNonNull(block.maps().get("conv5_1")).slice(3);
        double largest = expected.amaxNumber().doubleValue();
        assertThat(found.sub(expected.slice(0)).amaxNumber().doubleValue()).isLessThan(largest / 256);
        assertThat(requireNonNull(block.maps().get("conv3_2")).shape()).containsExactly(5, 96, 8, 8);
    }

    @Test
    void aSecondPassReadsWhatTheFirstWroteAndADamagedFileIsMadeAgain() throws IOException {
        INDArray first =
                requireNonNull(blocks(features(trunk, 6, 1 << 30)).get(0).maps().get("conv5_1"));
        Path file = folder.resolve("00000.maps");
        long written = Files.getLastModifiedTime(file).toMillis();
        byte[] content = Files.readAllBytes(file);
        assertThat(blocks(features(trunk, 6, 1 << 30)).get(0).maps().get("conv5_1"))
                .isEqualTo(first);
        assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(written);
        byte[] damaged = content.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);
        assertThat(blocks(features(trunk, 6, 1 << 30)).get(0).maps().get("conv5_1"))
                .isEqualTo(first);
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void otherParametersDoNotReadTheFile() throws IOException {
        INDArray first =
                requireNonNull(blocks(features(trunk, 6, 1 << 30)).get(0).maps().get("conv5_1"));
        CamModel other = Networks.create(
                NetworkSpec.of("mini", "gap", CLASSES).size(SIZE, SIZE).seed(2));
        assertThat(blocks(features(other, 6, 1 << 30)).get(0).maps().get("conv5_1"))
                .isNotEqualTo(first);
    }

    @Test
    void mapsBeyondTheLimitAreRefused() {
        assertThatThrownBy(() -> blocks(features(trunk, 6, 1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choose a smaller input size or fewer taps");
        assertThat(folder.resolve("00000.maps")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void aFittedHeadAnswersAsTheWholeNetworkDoes(LinearClassifier classifier) throws IOException {
        CachedFeatures features = features(trunk, 40, 1 << 30);
        PooledFeatures pooled = requireNonNull(PooledFeatures.of(
                        NetworkSpec.of("mini", "gap", CLASSES),
                        List.of("gap"),
                        List.of("conv3_2", "conv5_1"),
                        features,
                        done -> {})
                .get("gap"));
        double[][] weights = classifier.fit(pooled, pooled, 2);
        assertThat(pooled.percentRight(weights)).isEqualTo(100);
        CamModel whole = FrozenNetwork.withTrunkOf(
                trunk, NetworkSpec.of("mini", "gap", CLASSES).size(SIZE, SIZE).seed(9));
        FrozenNetwork.assign(whole, weights);
        INDArray image = whole.preprocessing().apply(sample(5).image().read()).reshape(1, 3, SIZE, SIZE);
        float[] probabilities = whole.graph().outputSingle(image).toFloatVector();
        assertThat(probabilities[1]).isGreaterThan(probabilities[0]);
    }

    @ParameterizedTest
    @EnumSource
    void withoutValidationImagesAPartOfTheTrainingImagesChooses(LinearClassifier classifier) throws IOException {
        PooledFeatures pooled = requireNonNull(PooledFeatures.of(
                        NetworkSpec.of("mini", "gap", CLASSES),
                        List.of("gap"),
                        List.of("conv3_2", "conv5_1"),
                        features(trunk, 40, 1 << 30),
                        done -> {})
                .get("gap"));
        double[][] weights = classifier.fit(pooled, pooled.only(Set.of()), 2);
        assertThat(pooled.percentRight(weights)).isEqualTo(100);
    }

    /** Head 'wide' on SqueezeNet 1.1 has a convolution in front of its linear layer. */
    @Test
    void aHeadWithLayersOfItsOwnIsTrainedOnCachedMaps() throws IOException {
        CachedFeatures features = new CachedFeatures(
                Networks.create(SQUEEZENET),
                List.of("fire5", "fire9"),
                samples(65),
                "noise",
                RunFolder.open(folder),
                1 << 30,
                1);
        Set<String> ids = samples(65).stream().map(Sample::id).collect(Collectors.toSet());
        ComputationGraph head =
                new HeadTraining("wide", 4).fit(SQUEEZENET, List.of("fire5", "fire9"), features, ids, 3, done -> {});
        CamModel whole = Networks.create(SQUEEZENET.head("wide"));
        FrozenNetwork.copy(head, whole.graph());
        int right = 0;
        for (int i = 10; i < 20; i++) {
            INDArray image =
                    whole.preprocessing().apply(sample(i).image().read()).reshape(1, 3, SIZE + 32, SIZE + 32);
            right += whole.graph().outputSingle(image).argMax(1).getInt(0) == i % 2 ? 1 : 0;
        }
        assertThat(right).isEqualTo(10);
        assertThatThrownBy(() -> new HeadTraining("wide", 1)
                        .fit(SQUEEZENET, List.of("fire5", "fire9"), features, Set.of("image 1"), 3, done -> {}))
                .hasMessageContaining("found 1 training images, expected 32 or more");
    }

    @Test
    void severalThatShareAFolderComputeEveryBlockOnce() throws Exception {
        AtomicInteger read = new AtomicInteger();
        List<Sample> counted = samples(130).stream()
                .map(sample -> new Sample(sample.id(), sample.label(), SIZE, SIZE, List.of(), Optional.empty(), () -> {
                    read.incrementAndGet();
                    return sample.image().read();
                }))
                .toList();
        Callable<List<CachedFeatures.Block>> all = () -> blocks(new CachedFeatures(
                Networks.create(SQUEEZENET), List.of("fire9"), counted, "noise", RunFolder.open(folder), 1 << 30, 1));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<List<CachedFeatures.Block>> found = new ArrayList<>();
            for (Future<List<CachedFeatures.Block>> one : threads.invokeAll(List.of(all, all, all))) {
                found.add(one.get());
            }
            assertThat(read.get()).isEqualTo(130);
            assertThat(found).allSatisfy(blocks -> {
                assertThat(blocks).hasSize(2);
                assertThat(blocks.get(1).maps().get("fire9"))
                        .isEqualTo(found.get(0).get(1).maps().get("fire9"));
            });
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gap", "gmp", "lse", "wgap", "tap", "wide", "wide@both", "wide@probabilistic-sum"})
    void headsWithoutParametersPoolMaps(String head) throws IOException {
        CamModel squeezeNet = Networks.create(SQUEEZENET);
        CachedFeatures features = new CachedFeatures(
                squeezeNet, List.of("fire5", "fire9"), samples(3), "noise", RunFolder.open(folder), 1 << 30, 1);
        if (head.startsWith("wide")) { // fire5 has half the channels of fire9: a 1x1 convolution has to be learned
            assertThatThrownBy(() -> pool(head, features))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has parameters in front of its linear layer");
        } else {
            assertThat(pool(head, features).values()).hasDimensions(3, 512);
        }
    }

    private static PooledFeatures pool(String head, CachedFeatures features) throws IOException {
        return requireNonNull(
                PooledFeatures.of(SQUEEZENET, List.of(head), List.of("fire5", "fire9"), features, done -> {})
                        .get(head));
    }

    @Test
    void ridgeRegressionFindsALine() {
        Random random = new Random(3);
        float[][] features = new float[50][2];
        double[][] targets = new double[50][1];
        for (int i = 0; i < features.length; i++) {
            features[i][0] = random.nextFloat();
            features[i][1] = random.nextFloat();
            targets[i][0] = 3 + 2 * features[i][0] - features[i][1];
        }
        RidgeRegression found = RidgeRegression.fit(features, targets, 1e-9);
        assertThat(found.weights()[0][0]).isCloseTo(2, within(1e-4));
        assertThat(found.weights()[1][0]).isCloseTo(-1, within(1e-4));
        assertThat(found.bias()[0]).isCloseTo(3, within(1e-4));
    }

    /** The mean of a regression network's map is its output, less the bias. */
    @Test
    void aRegressionNetworkIsExplained() {
        ComputationGraph network = UserNetworks.withRegression(trunk.graph(), "conv5_1", 192, 2, 5);
        network.getLayer("output").getParam("b").assign(0.5);
        Explainer explainer = Explainer.of(network);
        Nd4j.getRandom().setSeed(4);
        INDArray image = Nd4j.rand(1, 3, SIZE, SIZE);
        var cam = org.cam4j.layers.cam.method.CamMethods.byId("cam");
        var explanation = explainer.explain(image, ClassSelection.same(1), cam.needs());
        double output = network.outputSingle(image).getDouble(0, 1);
        double mean = cam.combine(explanation.reading(0, 0, explainer.defaultTap()))
                .meanNumber()
                .doubleValue();
        assertThat(mean).isCloseTo(output - 0.5, within(1e-4));
        assertThat(explanation.logits().getDouble(0, 1)).isCloseTo(output, within(1e-4));
    }
}
