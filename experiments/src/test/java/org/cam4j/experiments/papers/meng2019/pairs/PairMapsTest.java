package org.cam4j.experiments.papers.meng2019.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Target;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class PairMapsTest {
    private final List<Sample> samples =
            Parts.open(new Parts.Options(5, 32, 0.45, 1, 5, 0, 0, 6), 1).samples(Split.TEST);

    @Test
    void mapsOfPairsAreThoseOfTheDifferenceOfLogitsAtEveryBlock() throws IOException {
        CamModel model = Networks.create(
                NetworkSpec.of("mini", "gap", List.of("a", "b", "c", "d", "e")).size(32, 32));
        List<CamMethod> methods = List.of(CamMethods.byId("grad-cam"), CamMethods.byId("multi-layer-fusion"));
        int[] seen = new int[1];
        new PairMaps(model, methods, BlockTaps.BEFORE_DOWNSAMPLING, PairMaps.Scores.differences(), 1)
                .run(samples, label -> new int[] {(label + 1) % 5, (label + 3) % 5}, (sample, own, pairs) -> {
                    assertThat(pairs).containsOnlyKeys((sample.label() + 1) % 5, (sample.label() + 3) % 5);
                    for (CamMethod method : methods) {
                        pairs.forEach((other, maps) ->
                                requireEqual(maps, method, map(model, sample, method, Target.against(other))));
                        requireEqual(own, method, map(model, sample, method, Target.LOGIT));
                    }
                    seen[0]++;
                });
        assertThat(seen[0]).isEqualTo(samples.size());
    }

    private static void requireEqual(Map<String, ScoreMap> maps, CamMethod method, INDArray expected) {
        assertThat(Objects.requireNonNull(maps.get(method.id())).values())
                .as(method.id())
                .containsExactly(expected.dup('c').ravel().toDoubleVector(), within(1e-4));
    }

    private static INDArray map(CamModel model, Sample sample, CamMethod method, Target target) {
        try {
            Explainer explainer = Explainer.of(model.graph())
                    .withBlocks(Backbones.byId("mini").blockTaps())
                    .withTarget(target);
            INDArray image = model.preprocessing().apply(sample.image().read()).reshape(1, 3, 32, 32);
            Explanation explanation = explainer.explain(image, ClassSelection.same(sample.label()), method.needs());
            return method.combine(explanation.reading(0, 0, explainer.defaultTap()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
