package org.cam4j.experiments.papers.zhou2016;

import java.util.List;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhou et al. 2016, section 5: class-specific units. The units of the last maps are ranked by the class's weights; their strongest images are cut to what they fire on.
 * Run: {@code cam4j reproduce zhou2016-units}. Cost at small scale: one pass over 800 images for each seed, and 121 passes for each drawn unit; nothing is trained.
 *
 * <p>Differs: the paper shows pictures and counts nothing. Counted here is how much of what a unit fires on lies on the object of its class, for the class's units and
 * for units drawn at random. The network is MobileNetV2 on ILSVRC, not AlexNet-GAP on ILSVRC and Places.
 */
public final class Zhou2016Units implements Experiment {
    private static final List<String> ROWS = List.of(ClassUnits.OWN, ClassUnits.OTHERS, ClassUnits.WHOLE);

    @Override
    public String id() {
        return "zhou2016-units";
    }

    @Override
    public String paper() {
        return "Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative Localization, CVPR"
                + " 2016, section 5";
    }

    @Override
    public String description() {
        return "The units that speak most for a class: what they fire on, whether it is the object, and how far they"
                + " see.";
    }

    @Override
    public Plan plan(Scale scale) {
        RunSpec run = scale == Scale.SMOKE
                ? SharedRuns.mini(scale, "gap", new ClassUnits(2, 2, 3, 4))
                : new RunSpec(
                        "mobilenet_v2",
                        new NetworkChoice.Published("mobilenet_v2", WeightsFiles.MOBILENET),
                        SharedRuns.ilsvrcValidation(scale),
                        new ClassUnits(3, 6, 5, 6));
        Plan plan = new Plan().run(run);
        ROWS.forEach(row -> plan.cell(row, "On the object, %", measure(run, row)));
        plan.cell(
                "receptive field of the class's units",
                "Side, % of the image's",
                new MetricRef(run.name(), ClassUnits.FIELD, "side"));
        plan.claim(Claim.higher(
                "The units of the highest weights for a class fire on its object more than others.",
                measure(run, ClassUnits.OWN),
                measure(run, ClassUnits.OTHERS)));
        plan.claim(Claim.higher(
                "They fire on the object more than chance puts them there.",
                measure(run, ClassUnits.OWN),
                measure(run, ClassUnits.WHOLE)));
        return plan;
    }

    private static MetricRef measure(RunSpec run, String row) {
        return new MetricRef(run.name(), row, ClassUnits.INSIDE);
    }
}
