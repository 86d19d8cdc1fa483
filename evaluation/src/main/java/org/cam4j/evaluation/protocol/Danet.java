package org.cam4j.evaluation.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.BilinearResize;

/**
 * The evaluator of DANet: the map is normalized, then enlarged bilinearly to the image's size; foreground is what is <em>at least</em> the threshold itself, not a
 * share of the maximum; one box, from first to last pixel, around all foreground; {@code [0, 0, 0, 0]} without any; IoU <em>above</em> 0.5.
 *
 * <p>Xue et al., "DANet: Divergent Activation for Weakly Supervised Object Localization", ICCV 2019; github.com/xuehaolan/DANet, utils/localization.py (mode
 * "union"), utils/evaluate.py, exper/val_hierarchy.py. The threshold 0.2 is the default of its function; its validation program tries 0.05 to 0.30 on the test
 * images and prints all. The sum over the heads of the class hierarchy belongs to the network, not to the evaluator. Thresholds have a resolution of 0.001.
 */
final class Danet implements Protocol {
    private static final int STEPS = 1000;
    private static final Box NOTHING = new Box(0, 0, 0, 0);

    @Override
    public String id() {
        return "danet";
    }

    @Override
    public String description() {
        return "Xue et al., ICCV 2019: image size, bilinear after normalization, one box around all foreground, at 0.20; needs IoU > 0.5.";
    }

    @Override
    public OptionalDouble threshold(String dataset) {
        return OptionalDouble.of(0.2);
    }

    @Override
    public boolean isCorrect(double iou, boolean classCounts) {
        return iou > DELTA;
    }

    @Override
    public IouCurve curve(EvaluatedImage observation) {
        GroundTruth sample = observation.sample();
        List<Box> truth = sample.boxes();
        if (observation.scoreMap().isEmpty() || truth.isEmpty()) {
            return IouCurve.constant(observation
                    .box()
                    .map(box -> best(BoxFrame.IMAGE.show(box, sample), truth))
                    .orElse(0.0));
        }
        ScoreMap raw = observation.scoreMap().get();
        ScoreMap small = new ScoreMap(observation.normalizer().apply(raw.values()), raw.height(), raw.width());
        if (Arrays.stream(small.values()).max().orElse(0)
                == 0) { // divided by zero in the source: nothing is foreground
            return IouCurve.constant(best(NOTHING, truth));
        }
        ScoreMap map = BoxFrame.IMAGE.show(small, sample, BilinearResize::resize);
        double[] columns = new double[map.width()]; // the greatest value of each
        double[] rows = new double[map.height()];
        for (int i = 0; i < map.values().length; i++) {
            int x = i % map.width();
            int y = i / map.width();
            columns[x] = Math.max(columns[x], map.values()[i]);
            rows[y] = Math.max(rows[y], map.values()[i]);
        }
        double[] bestIou = new double[STEPS];
        Arrays.setAll(bestIou, step -> best(box(columns, rows, step / (double) STEPS), truth));
        return IouCurve.ofEqualSteps(bestIou);
    }

    private static double best(Box box, List<Box> truth) {
        return truth.stream().mapToDouble(box::iou).max().orElse(0);
    }

    /** The box around everything that is at least the threshold. */
    private static Box box(double[] columns, double[] rows, double threshold) {
        int left = first(columns, threshold);
        return left == columns.length
                ? NOTHING
                : new Box(left, first(rows, threshold), last(columns, threshold), last(rows, threshold));
    }

    private static int first(double[] maxima, double threshold) {
        int first = 0;
        while (first < maxima.length && !(maxima[first] >= threshold)) {
            first++;
        }
        return first;
    }

    private static int last(double[] maxima, double threshold) {
        int last = maxima.length - 1;
        while (!(maxima[last] >= threshold)) {
            last--;
        }
        return last;
    }
}
