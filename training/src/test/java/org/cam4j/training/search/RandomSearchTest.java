package org.cam4j.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomSearchTest {
    private static final Dataset DATA = Parts.open(new Parts.Options(2, 32, 0.45, 2, 10, 16, 8, 8), 1);

    @TempDir
    private Path root;

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @BeforeAll
    static void switchOn() {
        Kernels.switchOn();
    }

    private static RandomSearch search(String rival, int trials) {
        TrainRecipe recipe = TrainRecipe.fromScratch().epochs(1).batchSize(8).wsol(WsolConfig.parse(rival));
        NetworkSpec network = NetworkSpec.of("mini", "gap", DATA.classNames()).size(32, 32);
        return new RandomSearch(network, recipe, trials, 0, 1);
    }

    @Tag("long")
    @Test
    void anInterruptedSearchGoesOnAndEndsAsAWholeOne() throws IOException {
        RandomSearch search = search("adl", 3);
        List<RandomSearch.Trial> whole = search.run(DATA, root.resolve("whole"), RandomSearch.Listener.NONE);
        assertThatExceptionOfType(Killed.class)
                .isThrownBy(() -> search.run(DATA, root.resolve("killed"), new RandomSearch.Listener() {
                    @Override
                    public void trial(RandomSearch.Trial trial) {
                        if (trial.number() == 1) {
                            throw new Killed();
                        }
                    }
                }));
        List<Integer> done = new ArrayList<>();
        List<RandomSearch.Trial> resumed = search.run(DATA, root.resolve("killed"), new RandomSearch.Listener() {
            @Override
            public void trial(RandomSearch.Trial trial) {
                done.add(trial.number());
            }
        });
        assertThat(done).containsExactly(2);
        assertThat(resumed)
                .hasSize(3)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
                .containsExactlyElementsOf(whole);
        assertThat(resumed.get(0).wsol()).isEqualTo("adl:p=0.75,threshold=0.9");
        assertThat(resumed.get(0).learningRate()).isEqualTo(0.002);
        assertThat(resumed).extracting(RandomSearch.Trial::wsol).doesNotHaveDuplicates();
        assertThat(search.best(resumed).wsol().toString())
                .isEqualTo(RandomSearch.Trial.best(resumed).orElseThrow().wsol());
        assertThat(Files.readAllLines(root.resolve("killed/search.csv"))).hasSize(4);
        assertThat(root.resolve("killed/trial-02/history.csv")).exists();
        assertThat(root.resolve("killed/trial-02/model.zip")).doesNotExist();
    }

    @Test
    void anotherSearchInTheFolderIsRefusedAndADamagedOneNamed() throws IOException {
        search("has", 1).run(DATA, root, RandomSearch.Listener.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search("adl", 1).run(DATA, root, RandomSearch.Listener.NONE))
                .withMessageContaining("recipe was ")
                .withMessageContaining("rival=has:p=0.5");
        Files.writeString(root.resolve("search.json"), "{\"schema");
        assertThatIOException()
                .isThrownBy(() -> search("has", 1).run(DATA, root, RandomSearch.Listener.NONE))
                .withMessageContaining("it is damaged");
    }

    @Test
    void drawsStayInTheirRangesAndDependOnTheirNumberAlone() {
        RandomSearch search = search("eil", 30);
        for (int number = 1; number < 30; number++) {
            TrainRecipe drawn = search.drawn(number);
            assertThat(drawn.learningRate()).isBetween(0.0005, 0.008);
            assertThat(search("eil", 5).drawn(number)).isEqualTo(drawn);
        }
        assertThat(new RandomSearch(search.network(), search.recipe().seed(2), 30, 0, 1)
                        .drawn(1)
                        .wsol())
                .isNotEqualTo(search.drawn(1).wsol());
    }

    @Test
    void fewTrialsFillTheRangeOfTheLearningRate() {
        RandomSearch search = search("eil", 8);
        double[] rates = IntStream.range(1, 8)
                .mapToDouble(number -> Math.log(search.drawn(number).learningRate() / 0.0005) / Math.log(16))
                .sorted()
                .toArray();
        for (int i = 1; i < rates.length; i++) {
            assertThat(rates[i] - rates[i - 1]).isBetween(0.05, 0.4);
        }
    }

    @Test
    void theHighestScoreWinsAndAFailedTrialNever() {
        RandomSearch.Trial failed = new RandomSearch.Trial(0, "", 1, null, null, 1, "diverged");
        RandomSearch.Trial low = new RandomSearch.Trial(1, "", 1, 10.0, 90.0, 1, "");
        RandomSearch.Trial high = new RandomSearch.Trial(2, "", 1, 20.0, 10.0, 1, "");
        RandomSearch.Trial equal = new RandomSearch.Trial(3, "", 1, 20.0, 9.0, 1, "");
        RandomSearch.Trial surer = new RandomSearch.Trial(4, "", 1, 20.0, 99.0, 1, "");
        assertThat(RandomSearch.Trial.best(List.of(failed, low, high, equal))).contains(high);
        assertThat(RandomSearch.Trial.best(List.of(failed, low, high, equal, surer)))
                .contains(surer);
        assertThat(RandomSearch.Trial.best(List.of(failed))).isEmpty();
    }
}
