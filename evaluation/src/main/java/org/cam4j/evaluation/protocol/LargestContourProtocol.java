package org.cam4j.evaluation.protocol;

import java.util.List;
import java.util.Optional;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.BoxLevels;
import org.cam4j.evaluation.maps.NormalizedMap;

/**
 * What the evaluators that build on OpenCV have in common: the map is enlarged to 224 x 224 pixels, normalized, made 8-bit; foreground is what is greater than
 * {@code (int) (t * reference)}; the box of the largest contour is {@code [x, y, x + w, y + h]}, one past the last pixel even at the edge.
 *
 * <p>A constant map, which divides by zero in the sources, counts as one without foreground.
 */
abstract class LargestContourProtocol implements Protocol {
    private final BoxFrame frame;
    private final BoxFrame.Resize resize;
    private final Box nothing;

    /**
     * @param nothing the box where there is no foreground
     */
    LargestContourProtocol(BoxFrame frame, BoxFrame.Resize resize, Box nothing) {
        this.frame = frame;
        this.resize = resize;
        this.nothing = nothing;
    }

    /** A ground-truth box in the frame; empty where nothing is left of it. */
    abstract Optional<Box> truth(Box box, GroundTruth sample);

    /** The 8-bit value of a normalized one. */
    int quantized(double value) {
        return (int) (value * 255);
    }

    /** What the threshold is a share of. */
    double reference(byte[] levels) {
        int maximum = 0;
        for (byte level : levels) {
            maximum = Math.max(maximum, level & 0xFF);
        }
        return maximum;
    }

    double overlap(Box predicted, Box truth) {
        return predicted.iou(truth);
    }

    @Override
    public final IouCurve curve(EvaluatedImage observation) {
        GroundTruth sample = observation.sample();
        List<Box> truth = sample.boxes().stream()
                .flatMap(box -> truth(box, sample).stream())
                .toList();
        Optional<Box> given = observation.box().map(box -> frame.show(box, sample));
        return observation
                .scoreMap()
                .map(map -> curve(map, observation, truth))
                .orElseGet(() -> IouCurve.constant(given.stream()
                        .flatMap(box -> truth.stream().map(other -> overlap(box, other)))
                        .reduce(0.0, Math::max)));
    }

    private IouCurve curve(ScoreMap map, EvaluatedImage observation, List<Box> truth) {
        double[] values = observation.normalizer().enlarged(map, m -> frame.show(m, observation.sample(), resize));
        byte[] levels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            levels[i] = (byte) quantized(values[i]);
        }
        double reference = reference(levels);
        BoxLevels boxes = BoxLevels.ofLargestOnePast(levels, NormalizedMap.GRID, NormalizedMap.GRID, nothing);
        return new IouCurve(boxes.bestIou(truth, this::overlap), threshold -> (int) (threshold * reference));
    }
}
