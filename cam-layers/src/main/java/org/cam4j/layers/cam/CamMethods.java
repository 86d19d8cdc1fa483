package org.cam4j.layers.cam;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.cam4j.layers.cam.method.Cam;
import org.cam4j.layers.cam.method.CamClamped;
import org.cam4j.layers.cam.method.CamNegative;
import org.cam4j.layers.cam.method.CamPositive;
import org.cam4j.layers.cam.method.CamRecombined;
import org.cam4j.layers.cam.method.CamSoftmax;
import org.cam4j.layers.cam.method.GradCam;
import org.cam4j.layers.cam.method.GradCamPlusPlus;
import org.cam4j.layers.cam.method.HiResCam;
import org.cam4j.layers.cam.method.LayerCam;
import org.cam4j.layers.cam.method.XGradCam;

/** The catalogue of CAM methods. */
public final class CamMethods {
    private static final List<CamMethod> ALL = List.of(
            new Cam(),
            new CamRecombined(),
            new CamClamped(),
            new CamPositive(),
            new CamNegative(),
            new CamSoftmax(),
            new GradCam(),
            new GradCamPlusPlus(),
            new XGradCam(),
            new LayerCam(),
            new HiResCam());

    private CamMethods() {}

    /** Every method, in the order of the tables. */
    public static List<CamMethod> all() {
        return ALL;
    }

    /**
     * The method with this id.
     *
     * @throws IllegalArgumentException if there is none: the message lists the known ids and the nearest match
     */
    public static CamMethod byId(String id) {
        return ALL.stream()
                .filter(method -> method.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(unknown(id)));
    }

    private static String unknown(String id) {
        List<String> ids = ALL.stream().map(CamMethod::id).toList();
        String nearest = ids.stream()
                .min(Comparator.comparingInt(known -> Spelling.distance(id, known)))
                .orElseThrow();
        return "Unknown CAM method '%s': did you mean '%s'? Known: %s."
                .formatted(id, nearest, ids.stream().collect(Collectors.joining(", ")));
    }
}
