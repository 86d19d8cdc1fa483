package org.cam4j.experiments.papers.zhou2016;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.metric.MetricKey;
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
 * Zhou et al. 2016, section 4.3: patterns beyond objects, such as text, found by a network that was told of images only whether they hold it. Run: {@code cam4j reproduce
 * zhou2016-patterns}. Cost at small scale: two passes over 800 images for each concept and seed, and an SVM; no network is trained.
 *
 * <p>Differs: the paper takes photographs with signs and scenes, and shows pictures. Here digits of MNIST and printed words are pasted into photographs, so that the
 * place is known and can be counted. The features are those of MobileNetV2, not of GoogLeNet-GAP.
 */
public final class Zhou2016Patterns implements Experiment {
    /** Percent right of two classes, below which the classifier knows too little of the concept for its map to mean anything. */
    private static final double LEARNED = 75;

    private static final String POINTED = "pointing_game";
    private static final List<String> KEYS = List.of(
            POINTED, MetricKey.MAX_BOX_ACC_30.id(), MetricKey.MAX_BOX_ACC_50.id(), MetricKey.GT_KNOWN_AUTOMATIC.id());

    @Override
    public String id() {
        return "zhou2016-patterns";
    }

    @Override
    public String paper() {
        return "Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative Localization, CVPR"
                + " 2016, section 4.3";
    }

    @Override
    public String description() {
        return "Digits and words pasted into photographs: does a classifier that never saw a box say where they are?";
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        List<PastedConcept> concepts =
                scale == Scale.SMOKE ? List.of(PastedConcept.WORD) : List.of(PastedConcept.values());
        for (PastedConcept concept : concepts) {
            String name = concept.name().toLowerCase(Locale.ROOT);
            PastedPatterns measurement = new PastedPatterns(concept);
            RunSpec run = scale == Scale.SMOKE
                    ? new RunSpec(name, SharedRuns.mini(scale, "gap"), SharedRuns.smokeData(), measurement)
                    : new RunSpec(
                            name,
                            new NetworkChoice.Published("mobilenet_v2", WeightsFiles.MOBILENET),
                            SharedRuns.ilsvrcValidation(scale),
                            measurement);
            plan.run(run);
            plan.cell(
                    name + ", CAM of the SVM",
                    "there or not, %",
                    new MetricRef(name, PastedPatterns.CLASSIFIER, MetricKey.TOP1_CLS));
            for (String key : KEYS) {
                plan.cell(name + ", CAM of the SVM", key, new MetricRef(name, PastedPatterns.CAM, key));
                plan.cell(name + ", Gaussian", key, new MetricRef(name, "gaussian", key));
            }
            for (String key : List.of(POINTED, MetricKey.MAX_BOX_ACC_30.id())) {
                plan.claim(Claim.higher(
                                String.format(
                                        Locale.ROOT,
                                        "The map finds the %s better than a map that knows nothing (%s).",
                                        name,
                                        key),
                                new MetricRef(name, PastedPatterns.CAM, key),
                                new MetricRef(name, "gaussian", key))
                        .provided(new MetricRef(name, PastedPatterns.CLASSIFIER, MetricKey.TOP1_CLS), LEARNED));
            }
        }
        return plan;
    }
}
