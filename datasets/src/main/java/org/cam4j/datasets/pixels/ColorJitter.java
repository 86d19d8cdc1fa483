package org.cam4j.datasets.pixels;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.cam4j.datasets.PixelImage;

/**
 * Random brightness, contrast and saturation, in random order, as torchvision's {@code ColorJitter} with one strength s for all three: each factor f is uniform from 1 - s to 1 + s.
 *
 * <pre>
 * brightness  f x                          contrast  f x + (1 - f) m,  m the mean gray of the image
 * saturation  f x + (1 - f) gray(x),       gray = 0.299 R + 0.587 G + 0.114 B
 * </pre>
 *
 * <p>Computed by OpenCV on 8 bits: values are rounded and cut to 0..255 after each of the three, where Pillow truncates.
 */
final class ColorJitter {
    private ColorJitter() {}

    /** Which of the three comes when. */
    enum Change {
        BRIGHTNESS,
        CONTRAST,
        SATURATION
    }

    /** Draws the order and the factors, and applies them. The image itself is left as it is. */
    static PixelImage jittered(PixelImage image, double strength, Random random) {
        Change[] order = Change.values();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Change last = order[i];
            order[i] = order[j];
            order[j] = last;
        }
        double[] factors = new double[order.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 1 + strength * (2 * random.nextDouble() - 1);
        }
        return changed(image, order, factors);
    }

    /** Changes an image in this order, each by its factor; 1 changes nothing. */
    static PixelImage changed(PixelImage image, Change[] order, double[] factors) {
        try (BytePointer values = new BytePointer(image.rgb());
                Mat colors = new Mat(image.height(), image.width(), CV_8UC3, values);
                Mat gray = new Mat()) {
            for (int i = 0; i < order.length; i++) {
                switch (order[i]) {
                    case BRIGHTNESS -> colors.convertTo(colors, -1, factors[i], 0);
                    case CONTRAST -> contrast(colors, gray, factors[i]);
                    case SATURATION -> saturation(colors, gray, factors[i]);
                }
            }
            byte[] rgb = new byte[image.rgb().length];
            colors.data().get(rgb);
            return new PixelImage(image.height(), image.width(), rgb);
        }
    }

    private static void contrast(Mat colors, Mat gray, double factor) {
        cvtColor(colors, gray, COLOR_RGB2GRAY);
        try (Scalar average = mean(gray)) {
            colors.convertTo(colors, -1, factor, (1 - factor) * average.get(0));
        }
    }

    private static void saturation(Mat colors, Mat gray, double factor) {
        cvtColor(colors, gray, COLOR_RGB2GRAY);
        cvtColor(gray, gray, COLOR_GRAY2RGB);
        addWeighted(colors, factor, gray, 1 - factor, 0, colors);
    }
}
