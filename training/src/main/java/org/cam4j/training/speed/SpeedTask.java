package org.cam4j.training.speed;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
     * @throws IllegalArgumentException with the known names
     */
    public static SpeedTask byId(String id) {
        return Arrays.stream(values())
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        String.format(Locale.ROOT, "Found the task '%s', expected one of %s.", id, ids())));
    }

    /** Every name. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(SpeedTask::id).toList();
    }
}
