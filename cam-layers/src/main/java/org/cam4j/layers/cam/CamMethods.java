package org.cam4j.layers.cam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cam4j.evaluation.catalog.Spelling;
import org.cam4j.layers.cam.method.AblationCam;
import org.cam4j.layers.cam.method.Cam;
import org.cam4j.layers.cam.method.CamClamped;
import org.cam4j.layers.cam.method.CamNegative;
import org.cam4j.layers.cam.method.CamPositive;
import org.cam4j.layers.cam.method.CamRecombined;
import org.cam4j.layers.cam.method.CamSoftmax;
import org.cam4j.layers.cam.method.CamWeighted;
import org.cam4j.layers.cam.method.EigenCam;
import org.cam4j.layers.cam.method.EigenGradCam;
import org.cam4j.layers.cam.method.Fem;
import org.cam4j.layers.cam.method.GradCam;
import org.cam4j.layers.cam.method.GradCamElementWise;
import org.cam4j.layers.cam.method.GradCamPlusPlus;
import org.cam4j.layers.cam.method.HiResCam;
import org.cam4j.layers.cam.method.LayerCam;
import org.cam4j.layers.cam.method.MultiLayerFusion;
import org.cam4j.layers.cam.method.RepresentativeClassFusion;
import org.cam4j.layers.cam.method.ScoreCam;
import org.cam4j.layers.cam.method.SmoothGradCamPlusPlus;
import org.cam4j.layers.cam.method.WideCam;
import org.cam4j.layers.cam.method.XGradCam;

/** The catalog of CAM methods. */
public final class CamMethods {
    private static final List<CamMethod> ALL = List.of(
            new Cam(),
            new CamRecombined(),
            new CamClamped(),
            new CamPositive(),
            new CamNegative(),
            new CamSoftmax(),
            new CamWeighted(false),
            new CamWeighted(true),
            new WideCam(),
            new GradCam(),
            new GradCamPlusPlus(),
            new SmoothGradCamPlusPlus(),
            new XGradCam(),
            new LayerCam(),
            new GradCamElementWise(),
            new HiResCam(),
            new EigenCam(),
            new EigenGradCam(),
            new Fem(),
            new ScoreCam(),
            new AblationCam(),
            new MultiLayerFusion(),
            new RepresentativeClassFusion());

    private CamMethods() {}

    /** Every method, in the order of the tables. */
    public static List<CamMethod> all() {
        return ALL;
    }

    /**
     * The method with this id. Parts behind the id make a variant: {@code @flip} averages with the maps of mirror images,
     * {@code @scale0.8} with those of the image at this scale, {@code @channels128} is how many channels {@code score-cam} and
     * {@code ablation-cam} try; {@code wide-cam} has {@code @maps}, {@code @probabilistic-sum}, {@code @bitwise-u8}, {@code @deep} and {@code @fine}, {@code representative-classes} has {@code @blocks}. Example:
     * {@code score-cam@channels128@flip@scale0.8@scale1.25}.
     *
     * @throws IllegalArgumentException if there is none: the message lists the known ids and the nearest match
     */
    public static CamMethod byId(String id) {
        String[] parts = id.split("@", -1);
        CamMethod method = ALL.stream()
                .filter(one -> one.id().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(unknown(parts[0])));
        boolean flip = false;
        List<Double> scales = new ArrayList<>();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            if (part.equals("flip")) {
                flip = true;
            } else if (part.matches("scale\\d{1,2}(\\.\\d{1,4})?") && number(part, "scale") > 0) {
                scales.add(number(part, "scale"));
            } else if (part.matches("channels\\d{1,6}") && number(part, "channels") > 0) {
                method = method.withChannels((int) number(part, "channels"));
            } else if (method.withChoice(part).isPresent()) {
                method = method.withChoice(part).orElseThrow();
            } else {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "CAM method '%s': found '@%s'; expected @flip, @scale and a number such as 0.8, or @channels and a number.",
                        id,
                        part));
            }
        }
        return flip || !scales.isEmpty() ? new Augmented(method, flip, scales) : method;
    }

    private static double number(String part, String behind) {
        return Double.parseDouble(part.substring(behind.length()));
    }

    private static String unknown(String id) {
        List<String> ids = ALL.stream().map(CamMethod::id).toList();
        String nearest = ids.stream()
                .min(Comparator.comparingInt(known -> Spelling.distance(id, known)))
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "Unknown CAM method '%s': did you mean '%s'? Known: %s.",
                id,
                nearest,
                ids.stream().collect(Collectors.joining(", ")));
    }
}
