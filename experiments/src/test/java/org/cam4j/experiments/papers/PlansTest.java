package org.cam4j.experiments.papers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan of every experiment at every scale that it has. */
class PlansTest {
    static List<String> ids() {
        return Experiments.ids();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyCellAndClaimIsAboutARunOfThePlan(String id) {
        for (Scale scale : Experiments.byId(id).scales()) {
            Plan plan = Experiments.byId(id).plan(scale);
            Set<String> runs = plan.runs().stream().map(RunSpec::name).collect(Collectors.toSet());
            Stream<MetricRef> cells = plan.places().stream()
                    .flatMap(place -> Stream.concat(Stream.of(place.measure()), place.minus().stream()));
            Stream<MetricRef> claims = plan.claims().stream().flatMap(claim -> claim.measures().stream());
            assertThat(Stream.concat(cells, claims).map(MetricRef::run))
                    .as("%s at scale %s", id, scale.id())
                    .allSatisfy(run -> assertThat(runs).contains(run));
        }
    }

    @Test
    void papersShareTheNetworkOfCubAndItsMeasurement() {
        RunSpec squeezeNet = MediumRuns.onCub("squeezenet1_1", "gap", SharedRuns.ofHeads());
        RunSpec mobileNet = MediumRuns.onCub(MediumRuns.BOUNDED, "gap", SharedRuns.ofHeads());
        assertThat(Experiments.byId("zhang2022-table1").plan(Scale.MEDIUM).runs())
                .contains(squeezeNet, mobileNet);
        assertThat(Experiments.byId("kim2020-figure11").plan(Scale.MEDIUM).runs())
                .contains(squeezeNet);
        assertThat(Experiments.byId("zhou2016-gap-gmp").plan(Scale.MEDIUM).runs())
                .contains(mobileNet);
    }

    /** Kim 2020, figure 11: plain CAM reads conv5_3 as Wide CAM does; Zhou's conv6 is a row of its own. */
    @Test
    void camAndWideCamHaveTheSameLastLayersAtFullScale() {
        assertThat(Experiments.byId("kim2020-figure11").plan(Scale.FULL).runs())
                .extracting(RunSpec::name)
                .containsExactly("vgg16-gap@plain", "vgg16-wide", "vgg16-gap");
    }
}
