package org.cam4j.experiments.papers.zhou2016;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.frozen.LinearClassifier;
import org.cam4j.experiments.papers.shared.FrozenHeads;
import org.cam4j.experiments.papers.shared.FrozenHeads.Fitted;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhou et al. 2016, section 4: a linear SVM on the output of the GAP layer; its weights, put back on the maps, give the
 * class activation map. Run: {@code cam4j reproduce zhou2016-generic-svm}. Cost at small scale: SqueezeNet once over
 * 10,500 images, then about a minute a seed.
 *
 * <p>Differs: 1. the paper takes seven data sets that are not available; here it is Tiny ImageNet, cross-validated,
 * whose 20 classes are ImageNet's, so that the pretraining has seen them; {@code mini} has seen the training images
 * alone. 2. Feature channels are scaled to a mean square of 1, and the SVM has no bias. There is no full scale.
 */
public final class Zhou2016GenericSvm implements Experiment {
    private static final String CAM = "cam";
    private static final Fitted SVM = new Fitted("gap", LinearClassifier.SVM, List.of(CAM));
    private static final Fitted SOFTMAX = new Fitted("gap", LinearClassifier.SOFTMAX, List.of(CAM));
    private static final Map<String, String> COLUMNS = columns();

    @Override
    public String id() {
        return "zhou2016-generic-svm";
    }

    @Override
    public String paper() {
        return "Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative Localization,"
                + " 2016, section 4";
    }

    @Override
    public String description() {
        return "Class activation maps from the weights of a linear SVM on GAP features, beside those of a softmax"
                + " layer.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.of(Scale.SMOKE, Scale.SMALL);
    }

    @Override
    public Plan plan(Scale scale) {
        RunSpec own = SharedRuns.mini(scale, "gap", LocalizationTask.of(CAM));
        RunSpec mini = new RunSpec(
                "mini-svm",
                own.network(),
                own.data(),
                new FrozenHeads("mini", Optional.empty(), scale == Scale.SMOKE ? 32 : 64, List.of(SVM), List.of()));
        Plan plan = new Plan();
        if (scale != Scale.SMOKE) {
            RunSpec published = SharedRuns.frozenSqueezeNet("squeezenet1_0-svm", List.of(), SOFTMAX, SVM);
            plan.run(published);
            COLUMNS.forEach((column, key) -> plan.cell(
                            "SqueezeNet, softmax layer on GAP features", column, SOFTMAX.measure(published, CAM, key))
                    .cell("SqueezeNet, SVM on GAP features", column, SVM.measure(published, CAM, key)));
            claims(
                    plan,
                    "SqueezeNet",
                    key -> SOFTMAX.measure(published, CAM, key),
                    key -> SVM.measure(published, CAM, key));
        }
        plan.run(own).run(mini);
        COLUMNS.forEach(
                (column, key) -> plan.cell("mini, its own softmax layer", column, new MetricRef(own.name(), CAM, key))
                        .cell("mini, SVM on its GAP features", column, SVM.measure(mini, CAM, key)));
        claims(plan, "mini", key -> new MetricRef(own.name(), CAM, key), key -> SVM.measure(mini, CAM, key));
        return plan;
    }

    /** A measure by the metric's key. */
    private interface ByKey {
        MetricRef of(String key);
    }

    private static void claims(Plan plan, String network, ByKey softmax, ByKey svm) {
        plan.claim(Claim.similar(
                        String.format(Locale.ROOT, "%s: the SVM classifies as well as the softmax layer.", network),
                        svm.of(MetricKey.TOP1_CLS.id()),
                        softmax.of(MetricKey.TOP1_CLS.id()),
                        2))
                .claim(Claim.similar(
                        String.format(
                                Locale.ROOT, "%s: the SVM's maps localize as well as the softmax layer's.", network),
                        svm.of(MetricKey.GT_KNOWN_20.id()),
                        softmax.of(MetricKey.GT_KNOWN_20.id()),
                        2));
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("Top-1", MetricKey.TOP1_CLS.id());
        columns.put("GT-known at 0.20", MetricKey.GT_KNOWN_20.id());
        columns.put("Top-1 localization at 0.20", MetricKey.TOP1_LOC_20.id());
        columns.put("MaxBoxAccV2", MetricKey.MAX_BOX_ACC_V2.id());
        return columns;
    }
}
