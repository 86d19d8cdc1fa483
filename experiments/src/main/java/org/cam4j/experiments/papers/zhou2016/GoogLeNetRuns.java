package org.cam4j.experiments.papers.zhou2016;

import java.util.List;
import org.cam4j.experiments.papers.frozen.LinearClassifier;
import org.cam4j.experiments.papers.shared.FrozenHeads;
import org.cam4j.experiments.papers.shared.FrozenHeads.Fitted;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;

/**
 * The forms of GoogLeNet that Zhou et al. compare, at medium scale: the published Caffe network stays as it is, and a new classifier is trained on the maps of inception5b
 * or, where the network is cut, of inception4e.
 */
final class GoogLeNetRuns {
    /** The cut network. */
    static final String CUT = "googlenet-bvlc";

    /** The network as published, without its classifier. */
    static final String WHOLE = "googlenet-bvlc-5b";

    /** On the maps 7x7 of inception5b: "GoogLeNet". */
    static final Fitted ON_5B = linear("gap");

    /** On the maps 14x14 of inception4e, without the convolution that Zhou et al. add. */
    static final Fitted GAP_ON_4E = linear("gap@plain");

    static final Fitted GMP_ON_4E = linear("gmp@plain");

    /** Of the added convolution, which has 7.7 million weights. */
    private static final int EPOCHS = 4;

    private GoogLeNetRuns() {}

    private static Fitted linear(String head) {
        return new Fitted(head, LinearClassifier.SOFTMAX, List.of("cam"));
    }

    /** Linear layers on inception5b ({@link #ON_5B}), measured as usual. */
    static RunSpec whole(DataChoice data) {
        return MediumRuns.linear(WHOLE, data, ofWhole());
    }

    /** Linear layers on inception4e ({@link #GAP_ON_4E}, {@link #GMP_ON_4E}), measured as usual. */
    static RunSpec cut(DataChoice data) {
        return MediumRuns.linear(CUT, data, ofCut());
    }

    /** {@link #whole} on ten classes, measured by error rates. */
    static RunSpec wholeByErrors() {
        return MediumRuns.linear(WHOLE, MediumRuns.tenClasses(), ofWhole().measuredBy(ErrorRates.standard()));
    }

    /** {@link #cut} on ten classes, measured by error rates. */
    static RunSpec cutByErrors() {
        return MediumRuns.linear(CUT, MediumRuns.tenClasses(), ofCut().measuredBy(ErrorRates.standard()));
    }

    /** GoogLeNet-GAP with its convolution of 1,024 units, on ten classes. */
    static RunSpec gapByErrors() {
        return MediumRuns.headOf(CUT, "gap", EPOCHS, ErrorRates.standard());
    }

    /** The network with its published classifier of 1,000 classes. */
    static RunSpec publishedByErrors() {
        return MediumRuns.published(CUT, MediumRuns.ilsvrcSample(), ErrorRates.standard());
    }

    private static FrozenHeads ofWhole() {
        return MediumRuns.linearHeads(WHOLE, List.of(ON_5B));
    }

    private static FrozenHeads ofCut() {
        return MediumRuns.linearHeads(CUT, List.of(GAP_ON_4E, GMP_ON_4E));
    }

    /** Remarks below every table of medium scale. */
    static void remarks(Plan plan) {
        plan.remark(MediumRuns.ILSVRC_REMARK)
                .remark(
                        "GoogLeNet is Caffe's, the network that the paper cut. Its published layers stay as they are, and new classifiers of"
                                + " ten classes are trained on 1,000 images: GoogLeNet is a linear layer on inception5b (7 x 7); GoogLeNet-GAP has"
                                + " the paper's 3 x 3 convolution of 1,024 units behind inception4e (14 x 14), trained for four epochs (Adam, rate"
                                + " 0.001); 'without the added layer' is a linear layer directly on inception4e.")
                .remark(
                        "VGGnet-GAP and AlexNet-GAP: at full scale alone, their published weights are not among those of medium scale."
                                + " " + ALEXNET_STAR);
    }

    /** Why the paper's third AlexNet has no row. */
    static final String ALEXNET_STAR =
            "AlexNet*-GAP is not run: the paper does not give the sizes of the two convolutions that it adds to AlexNet-GAP.";
}
