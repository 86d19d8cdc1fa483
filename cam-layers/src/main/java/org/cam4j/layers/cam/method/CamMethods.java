package org.cam4j.layers.cam.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.layers.cam.CamMethod;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The catalog of CAM methods. */
public final class CamMethods {
    private static final Catalog<CamMethod> ALL = Catalog.of(
            "CAM method",
            CamMethod::id,
            LinearCam.CAM,
            LinearCam.RECOMBINED,
            LinearCam.CLAMPED,
            LinearCam.POSITIVE,
            LinearCam.NEGATIVE,
            LinearCam.SOFTMAX,
            LinearCam.WEIGHTED,
            LinearCam.WEIGHTED_RECOMBINED,
            new WideCam(),
            new GradCam(),
            new GradCamPlusPlus(),
            new SmoothGradCamPlusPlus(),
            new XGradCam(),
            new LayerCam(),
            new GradCamElementWise(),
            new HiResCam(),
            new EigenCam(false),
            new EigenCam(true),
            new Fem(),
            new ScoreCam(),
            new AblationCam(),
            new MultiLayerFusion(),
            new RepresentativeClassFusion());

    private CamMethods() {}

    /** Every method, in the order of the tables. */
    public static List<CamMethod> all() {
        return ALL.all();
    }

    /**
     * The method with this id. Parts after the id, each with an {@code @} in front, choose a variant:
     *
     * <ul>
     *   <li>{@code @flip} averages with the maps of mirror images, {@code @scale0.8} with those of the image at this scale;
     *   <li>{@code @channels128} is how many channels {@code score-cam} and {@code ablation-cam} try;
     *   <li>{@code wide-cam} has {@code @maps}, {@code @probabilistic-sum}, {@code @bitwise-u8}, {@code @deep} and {@code @fine};
     *   <li>{@code multi-layer-fusion} has {@code @raw}, {@code @sum} and {@code @layer1} to {@code @layer9};
     *   <li>{@code representative-classes} has {@code @blocks}.
     * </ul>
     *
     * <p>Example: {@code score-cam@channels128@flip@scale0.8@scale1.25}.
     *
     * @throws IllegalArgumentException if there is none: the message lists the known ids and the nearest match
     */
    public static CamMethod byId(String id) {
        String[] parts = id.split("@", -1);
        CamMethod method = ALL.byId(parts[0]);
        boolean flip = false;
        List<Double> scales = new ArrayList<>();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            if (part.equals("flip")) {
                flip = true;
            } else if (part.matches("scale\\d{1,2}(\\.\\d{1,4})?") && scale(part) > 0) {
                scales.add(scale(part));
            } else {
                method = with(method, part).orElseThrow(() -> new IllegalArgumentException(refusal(id, part)));
            }
        }
        return flip || !scales.isEmpty() ? new Augmented(method, flip, scales) : method;
    }

    private static double scale(String part) {
        return Double.parseDouble(part.substring("scale".length()));
    }

    private static Optional<CamMethod> with(CamMethod method, String option) {
        return method instanceof Adjustable adjustable ? adjustable.with(option) : Optional.empty();
    }

    private static String refusal(String id, String part) {
        return part.matches("channels\\d{1,6}") && !part.matches("channels0*")
                ? String.format(
                        Locale.ROOT,
                        "CAM method '%s' does not try channels one by one: leave out '@%s'.",
                        id.substring(0, id.indexOf('@')),
                        part)
                : String.format(
                        Locale.ROOT,
                        "CAM method '%s': found '@%s'; expected @flip, @scale and a number such as 0.8, or @channels and a number.",
                        id,
                        part);
    }

    /** Whether this is {@code multi-layer-fusion} in any variant, whose maps {@link #fuse} joins. */
    public static boolean fusesLayers(CamMethod method) {
        return method instanceof MultiLayerFusion;
    }

    /**
     * Joins Grad-CAMs of several layers that were computed elsewhere.
     *
     * @param fusion {@code multi-layer-fusion} in any variant
     * @param maps of every block, from input to output, {@code [h,w]} each
     * @return a new array {@code [h,w]}, of the finest block's size unless it is that of one block
     * @throws IllegalArgumentException if it is that of a block that does not exist, or the method is another one
     */
    public static INDArray fuse(CamMethod fusion, List<INDArray> maps) {
        if (!(fusion instanceof MultiLayerFusion layers)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "CAM method '%s': expected multi-layer-fusion.", fusion.id()));
        }
        return layers.fuse(maps);
    }
}
