package org.cam4j.training.evaluate.dialect;

import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Box;
import org.cam4j.datasets.Sample;
import org.cam4j.training.evaluate.BoxLevels;
import org.cam4j.training.evaluate.Dialect;
import org.cam4j.training.evaluate.Frame;
import org.cam4j.training.evaluate.IouCurve;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.ScoreMap;

/**
 * What the evaluators that build on OpenCV have in common: the map is enlarged to 224 x 224 pixels, normalised, made 8-bit; foreground is what is greater than
 * {@code (int) (t * reference)}; the box of the largest contour is {@code [x, y, x + w, y + h]}, one past the last pixel even at the edge.
 *
 * <p>A constant map, which divides by zero in the sources, counts as one without foreground.
 */
abstract class LargestContourDialect implements Dialect {
    private final Frame frame;
    private final Frame.Resize resize;
    private final Box nothing;

    /**
     * @param nothing the box where there is no foreground
     */
    LargestContourDialect(Frame frame, Frame.Resize resize, Box nothing) {
        this.frame = frame;
        this.resize = resize;
        this.nothing = nothing;
    }

    /** A ground-truth box in the frame; empty where nothing is left of it. */
    abstract Optional<Box> truth(Box box, Sample sample);

    /** The 8-bit value of a normalised one. */
    int quantised(double value) {
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
    public final IouCurve curve(Observation observation) {
        Sample sample = observation.sample();
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

    private IouCurve curve(ScoreMap map, Observation observation, List<Box> truth) {
        double[] values = observation.normaliser().enlarged(map, m -> frame.show(m, observation.sample(), resize));
        byte[] levels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            levels[i] = (byte) quantised(values[i]);
        }
        double reference = reference(levels);
        BoxLevels boxes = BoxLevels.ofLargestOnePast(levels, Observation.GRID, Observation.GRID, nothing);
        return new IouCurve(boxes.bestIou(truth, this::overlap), threshold -> (int) (threshold * reference));
    }
}
