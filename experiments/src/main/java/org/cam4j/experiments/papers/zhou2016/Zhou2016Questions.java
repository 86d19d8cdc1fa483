package org.cam4j.experiments.papers.zhou2016;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.LocalizationTask;
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
 * Two questions that readers of Zhou et al. 2016 asked. "Can ideas of atrous convolutions help" to raise the mapping resolution? Published networks with the last stride
 * replaced by dilation, on the same weights, so that every old position keeps its value and new ones lie between. "Will taking softmax" of the class weights over the
 * units "help in improving the CAMs"? {@code cam-softmax} beside {@code cam}. Run: {@code cam4j reproduce zhou2016-questions}. Cost at small scale: four passes over
 * 800 images, and one network trained for each seed, which other experiments share; full scale leaves that network out.
 *
 * <p>Differs: nothing is trained with dilation. SqueezeNet's maps before the pooling are those of the classes: each class has one weight of 1 and 999 of 0, and the softmax
 * over them is near to a plain mean, so that its row answers nothing.
 */
public final class Zhou2016Questions implements Experiment {
    private static final String CAM = "cam";
    private static final String SOFTMAX = "cam-softmax";
    private static final List<String> KEYS = List.of(
            MetricKey.GT_KNOWN_VALIDATION.id(),
            MetricKey.GT_KNOWN_AUTOMATIC.id(),
            MetricKey.MAX_BOX_ACC_70.id(),
            "pointing_game");

    @Override
    public String id() {
        return "zhou2016-questions";
    }

    @Override
    public String paper() {
        return "Notes on Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative"
                + " Localization, CVPR 2016: two open questions";
    }

    @Override
    public String description() {
        return "Dilated convolutions for a wider map, and a softmax over the class weights: do they localize better?";
    }

    @Override
    public Plan plan(Scale scale) {
        LocalizationTask measurement = LocalizationTask.of(CAM, SOFTMAX);
        Plan plan = new Plan();
        RunSpec mini = SharedRuns.mini(scale, "gap", measurement);
        for (String backbone : scale == Scale.SMOKE ? List.<String>of() : List.of("squeezenet1_0", "mobilenet_v2")) {
            RunSpec plain = published(scale, backbone, "", measurement);
            RunSpec dilated = published(scale, backbone, "-dilated", measurement);
            plan.run(plain).run(dilated);
            boolean weights = backbone.equals("mobilenet_v2");
            cells(plan, plain, weights);
            cells(plan, dilated, weights);
            for (String key : KEYS) {
                plan.claim(Claim.higher(
                        String.format(Locale.ROOT, "Dilation localizes better (%s, %s).", backbone, key),
                        new MetricRef(dilated.name(), CAM, key),
                        new MetricRef(plain.name(), CAM, key)));
            }
            if (weights) {
                softmaxClaim(plan, plain);
            }
        }
        if (scale != Scale.FULL) {
            plan.run(mini);
            cells(plan, mini, true);
            softmaxClaim(plan, mini);
        }
        return plan;
    }

    private static void softmaxClaim(Plan plan, RunSpec run) {
        for (String key : KEYS) {
            plan.claim(Claim.higher(
                    String.format(
                            Locale.ROOT,
                            "A softmax over the class weights localizes better (%s, %s).",
                            run.name(),
                            key),
                    new MetricRef(run.name(), SOFTMAX, key),
                    new MetricRef(run.name(), CAM, key)));
        }
    }

    private static void cells(Plan plan, RunSpec run, boolean softmax) {
        for (String method : softmax ? List.of(CAM, SOFTMAX) : List.of(CAM)) {
            String row = String.format(Locale.ROOT, "%s, %s", run.name(), method);
            KEYS.forEach(key -> plan.cell(row, key, new MetricRef(run.name(), method, key)));
            plan.cell(row, MetricKey.TOP1_CLS.id(), new MetricRef(run.name(), method, MetricKey.TOP1_CLS));
        }
    }

    private static RunSpec published(Scale scale, String backbone, String form, LocalizationTask measurement) {
        return new RunSpec(
                backbone + form,
                new NetworkChoice.Published(backbone + form, WeightsFiles.classifier(backbone)),
                SharedRuns.ilsvrcValidation(scale),
                measurement);
    }
}
