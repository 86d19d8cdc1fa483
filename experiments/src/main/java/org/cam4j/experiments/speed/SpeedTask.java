package org.cam4j.experiments.speed;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.catalog.Catalog;

/** What is timed, always over one batch of images that are in memory already. */
public enum SpeedTask {
    /** Class probabilities. */
    INFERENCE,
    /** A forward pass, a backward pass and an update by SGD with momentum. */
    TRAINING_STEP,
    /** The CAM of the best class of every image. */
    CAM,
    /** The Grad-CAM of the best class of every image. */
    GRAD_CAM;

    /** The name in files and on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The task of a name.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static SpeedTask byId(String id) {
        return catalog().byId(id);
    }

    /** Every name. */
    public static List<String> ids() {
        return catalog().ids();
    }

    private static Catalog<SpeedTask> catalog() {
        return Catalog.of("task", SpeedTask::id, values());
    }
}
