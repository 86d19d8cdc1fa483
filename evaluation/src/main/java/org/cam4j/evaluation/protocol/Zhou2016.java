package org.cam4j.evaluation.protocol;

import java.util.OptionalDouble;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.maps.BicubicResize;
import org.cam4j.evaluation.maps.Normalizer;

/**
 * The text of the CAM paper: regions "of which the value is above 20% of the max value of the CAM", the box "that covers the largest connected component", in the
 * image's own pixels, by the rule of the ILSVRC devkit: IoU over whole pixels, right from 0.5 on.
 *
 * <p>Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016, section 3.2. "Above 20 % of the maximum" of the signed map is the
 * normalizer {@code max}. Largest is read as most pixels, connected as 8-connected, the box goes from the first to the last pixel; the map is enlarged
 * bicubically, which the paper leaves open; without foreground there is no box. Thresholds have a resolution of 0.001. The released program
 * (github.com/zhoubolei/CAM, bboxgenerator) does something else: boxes of all contours of distance transforms at three thresholds, merged by overlap.
 */
final class Zhou2016 implements Protocol {
    private static final int STEPS = 1000;

    @Override
    public String id() {
        return "zhou2016";
    }

    @Override
    public String description() {
        return "The text of Zhou et al., CVPR 2016: image size, largest connected component by pixels, at 0.20 of the signed maximum.";
    }

    @Override
    public Normalizer normalizer() {
        return Normalizer.MAX;
    }

    @Override
    public OptionalDouble threshold(String dataset) {
        return OptionalDouble.of(0.2);
    }

    @Override
    public IouCurve curve(EvaluatedImage observation) {
        GroundTruth sample = observation.sample();
        if (observation.scoreMap().isEmpty() || sample.boxes().isEmpty()) {
            double iou = observation
                    .box()
                    .map(box -> BoxFrame.IMAGE.show(box, sample))
                    .flatMap(box -> sample.boxes().stream()
                            .map((Box other) -> box.iou(other))
                            .max(Double::compare))
                    .orElse(0.0);
            return IouCurve.constant(iou);
        }
        ScoreMap map = observation.scoreMap().get();
        double[] values = observation
                .normalizer()
                .enlarged(map, small -> BoxFrame.IMAGE.show(small, sample, BicubicResize::resize));
        int[] levels = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            levels[i] = stepsBelow(values[i]);
        }
        return IouCurve.ofEqualSteps(
                Boxes.bestIouOfLargestComponent(levels, sample.height(), sample.width(), STEPS, sample.boxes()));
    }

    /** How many of the thresholds 0, 0.001, ... below 1 a value is greater than. */
    private static int stepsBelow(double value) {
        int steps = (int) (value * STEPS);
        return steps < STEPS && value > steps / (double) STEPS ? steps + 1 : steps;
    }
}
