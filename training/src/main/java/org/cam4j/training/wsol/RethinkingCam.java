package org.cam4j.training.wsol;

/**
 * RCAM: pooling over the positions above a tenth of a map's maximum, and CAM without negative weights; its evaluator, {@code rcam}, takes 0.35 of the 90th percentile as threshold.
 *
 * <p>Bae, Noh, Kim, "Rethinking Class Activation Mapping for Weakly Supervised Object Localization", ECCV 2020: the head {@code tap} and the method {@code cam-clamped}.
 */
final class RethinkingCam implements WsolMethod {
    @Override
    public String id() {
        return "rcam";
    }

    @Override
    public String description() {
        return "Rethinking CAM: thresholded average pooling, and maps without negative weights (Bae 2020).";
    }

    @Override
    public String head(String asked) {
        return "tap";
    }

    @Override
    public String camMethod() {
        return "cam-clamped";
    }
}
