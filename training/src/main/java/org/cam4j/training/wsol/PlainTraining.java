package org.cam4j.training.wsol;

/** Training without a weakly supervised localization method; its id is empty, and no catalog lists it. */
final class PlainTraining implements WsolMethod {
    @Override
    public String id() {
        return "";
    }

    @Override
    public String description() {
        return "plain training";
    }
}
