package org.cam4j.evaluation.protocol;

import java.util.Optional;
import java.util.OptionalDouble;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.maps.BilinearResize;

/**
 * The evaluator of the attention-based dropout layer: bilinear, threshold {@code (int) (0.2 * max)}, largest contour, {@code [0, 0, 1, 1]} without foreground, IoU
 * at least 0.5.
 *
 * <p>Choe and Shim, "Attention-based Dropout Layer for Weakly Supervised Object Localization", CVPR 2019; github.com/junsukchoe/ADL, evaluate.py, data_loader.py
 * and tensorpack/utils/viz.py. Two things there are easily missed. Images are resized to 256 x 256 and cropped to 224 x 224 at the center, ground-truth boxes
 * shifted with them and truncated, not clipped. And what is thresholded is not the map but the brightness of the picture drawn of it: every value goes through
 * the 256 colors of matplotlib's "cubehelix", each channel truncated to 8 bits, and back to gray by OpenCV's weights.
 */
final class Adl extends LargestContourProtocol {
    private static final int COLORS = 256;

    private final int[] brightness = new int[COLORS];

    public Adl() {
        super(BoxFrame.CENTER_CROP, BilinearResize::resize, new Box(0, 0, 1, 1));
        for (int i = 0; i < COLORS; i++) {
            brightness[i] = brightness(i / 255.0);
        }
    }

    @Override
    public String id() {
        return "adl";
    }

    @Override
    public String description() {
        return "Choe and Shim, CVPR 2019: center crop, bilinear, brightness of the colored map, largest contour, at 0.20.";
    }

    @Override
    public OptionalDouble threshold(String dataset) {
        return OptionalDouble.of(0.2);
    }

    @Override
    Optional<Box> truth(Box box, GroundTruth sample) {
        double perColumn = 256.0 / sample.width();
        double perRow = 256.0 / sample.height();
        return Optional.of(new Box(
                (int) (box.x0() * perColumn - 16),
                (int) (box.y0() * perRow - 16),
                (int) (box.x1() * perColumn - 16),
                (int) (box.y1() * perRow - 16)));
    }

    @Override
    int quantized(double value) {
        return brightness[Math.min(COLORS - 1, (int) (value * COLORS))];
    }

    /** Green's cubehelix (2011) with start 0.5, -1.5 rotations, hue 1 and gamma 1, as an 8-bit gray value. */
    private static int brightness(double x) {
        double amplitude = x * (1 - x) / 2;
        double angle = 2 * Math.PI * (0.5 / 3 - 1.5 * x);
        int red = channel(x + amplitude * (-0.14861 * Math.cos(angle) + 1.78277 * Math.sin(angle)));
        int green = channel(x + amplitude * (-0.29227 * Math.cos(angle) - 0.90649 * Math.sin(angle)));
        int blue = channel(x + amplitude * 1.97294 * Math.cos(angle));
        return (4899 * red + 9617 * green + 1868 * blue + (1 << 13)) >> 14;
    }

    private static int channel(double value) {
        return (int) ((float) Math.max(0, Math.min(1, value)) * 255f);
    }
}
