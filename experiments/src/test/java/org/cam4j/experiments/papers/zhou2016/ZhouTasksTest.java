package org.cam4j.experiments.papers.zhou2016;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.experiments.papers.shared.Fixtures;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Results;
import org.cam4j.experiments.reproduce.claim.Verdict;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The measurements of Zhou 2016 on a network that has learned nothing, on drawn images. */
class ZhouTasksTest {
    private static final int IMAGES = 32;

    @TempDir
    private Path folder;

    private Dataset data = Parts.open(new Parts.Options(4, 32, 0.45, 2, 10, 8, 4, IMAGES), 1);

    @SuppressWarnings("NullAway.Init") // set before each test
    private RunContext context;

    @BeforeEach
    void makeTheNetwork() throws IOException {
        NetworkSpec spec = NetworkSpec.of("mini", "gap", data.classNames()).size(32, 32);
        context = new RunContext(
                Optional.of(Networks.create(spec)),
                data,
                1,
                1,
                folder,
                new DataFolder(Optional.empty()),
                Progress.NONE);
    }

    @Test
    void errorsAreWhatIsNotRight() throws IOException {
        RunOutput measured = ErrorRates.standard().run(context);
        assertThat(measured.methods()).containsOnlyKeys("cam", ErrorRates.SALIENCY);
        measured.methods().forEach((method, run) -> {
            assertThat(run.metrics())
                    .containsKeys("error.top1_cls", "error.top5_loc.fixed-0.20", "error.gt_known_loc.fixed-0.20");
            run.metrics()
                    .forEach((key, value) -> requireConsistent(
                            method + " " + key,
                            value,
                            Objects.requireNonNull(run.perImage().get(key))));
        });
        assertThat(value(measured, "cam", "error.top1_cls"))
                .isEqualTo(value(measured, ErrorRates.SALIENCY, "error.top1_cls")); // the network is the same
    }

    private static void requireConsistent(String what, MetricValue value, ImageValues images) {
        assertThat(value.low()).as(what).isLessThanOrEqualTo(value.value());
        assertThat(value.high()).as(what).isGreaterThanOrEqualTo(value.value());
        double mean = Arrays.stream(images.values()).average().orElseThrow();
        assertThat(100 * mean).as(what).isCloseTo(value.value(), within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"original, 2", "gap, 4", "gmp, 4"})
    void theMapsOfGoogLeNetAtSmallScaleAreThoseItsExperimentsName(String head, int rows) throws IOException {
        NetworkChoice.Trained choice = (NetworkChoice.Trained) SharedRuns.googleNet(head);
        NetworkSpec spec = NetworkSpec.of(choice.backbone(), choice.head(), data.classNames())
                .size(choice.size(), choice.size());
        Explainer explainer = Explainer.of(Networks.create(spec).graph());
        INDArray image = Nd4j.zeros(DataType.FLOAT, 1, 3, choice.size(), choice.size());
        assertThat(explainer
                        .explain(image, ClassSelection.same(0), EnumSet.of(Signal.ACTIVATIONS))
                        .reading(0, 0, explainer.defaultTap())
                        .height())
                .isEqualTo(rows);
    }

    @Test
    void unitsAreCountedAndDrawn() throws IOException {
        RunOutput measured = new ClassUnits(2, 2, 3, 3).run(context);
        for (String row : new String[] {ClassUnits.OWN, ClassUnits.OTHERS, ClassUnits.WHOLE}) {
            assertThat(value(measured, row, ClassUnits.INSIDE)).isBetween(0.0, 100.0);
        }
        assertThat(value(measured, ClassUnits.FIELD, "side")).isGreaterThan(0).isLessThanOrEqualTo(100);
        assertThat(measured.pictures()).containsOnlyKeys("units.png");
    }

    @Test
    void aPastedWordIsLookedForOnOtherImages() throws IOException {
        RunOutput measured = new PastedPatterns(PastedConcept.WORD).run(context);
        Comparison.Run cam = Objects.requireNonNull(measured.methods().get(PastedPatterns.CAM));
        assertThat(cam.images())
                .hasSize(IMAGES / 2)
                .allSatisfy(image -> assertThat(image.id()).endsWith("+concept"));
        assertThat(value(measured, PastedPatterns.CLASSIFIER, "top1_cls")).isBetween(0.0, 100.0);
        assertThat(measured.methods()).containsKeys("gaussian", "centre-box", "whole-image");
        assertThat(measured.pictures()).containsOnlyKeys("found.png");
    }

    @Test
    void aRegressionIsTrainedEndToEnd() throws IOException {
        Dataset boxes = Parts.open(new Parts.Options(4, 32, 0.45, 2, 10, 64, 8, 12), 1);
        RunContext without =
                new RunContext(Optional.empty(), boxes, 1, 1, folder, new DataFolder(Optional.empty()), Progress.NONE);
        TrainedBoxRegression task = new TrainedBoxRegression("mini", Optional.empty(), 32, 1, 2);
        RunOutput measured = task.run(without);
        for (String target : BoxPredictions.TARGETS) {
            assertThat(value(measured, target, "error")).isBetween(0.0, 200.0);
            assertThat(value(measured, target, "inside")).isBetween(0.0, 100.0);
            assertThat(value(measured, BoxPredictions.MEAN + target, "error")).isBetween(0.0, 50.0);
        }
        assertThat(measured.pictures()).containsOnlyKeys("maps.png");
    }

    @Test
    void aClaimByErrorRatesIsVoidWhereEitherNetworkHasNotLearned() {
        String learned = ErrorRates.key("top1_cls");
        for (List<Integer> wrong : List.of(List.of(20, 60), List.of(60, 20))) {
            Results results = new Results(Map.of(
                    "run",
                    List.of(Fixtures.result(
                            false,
                            1,
                            Map.of(
                                    learned,
                                    Fixtures.right(wrong.get(0)),
                                    "other",
                                    Fixtures.right(wrong.get(1)),
                                    "low",
                                    Fixtures.right(10),
                                    "high",
                                    Fixtures.right(90))))));
            Claim claim = Claim.lower("a", Fixtures.measure("low"), Fixtures.measure("high"));
            assertThat(claim.judgment(results).verdict()).isEqualTo(Verdict.HOLDS);
            Claim.Judgment judgment = ErrorRates.providedLearned(
                            claim, Fixtures.measure(learned), Fixtures.measure("other"))
                    .judgment(results);
            assertThat(judgment.verdict()).isEqualTo(Verdict.NOT_DECIDED);
            assertThat(judgment.reason()).contains("has not learned");
        }
    }

    private static double value(RunOutput measured, String method, String key) {
        Comparison.Run run = Objects.requireNonNull(measured.methods().get(method));
        return Objects.requireNonNull(run.metrics().get(key)).value();
    }
}
