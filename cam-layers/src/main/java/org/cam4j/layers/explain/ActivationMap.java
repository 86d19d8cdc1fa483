package org.cam4j.layers.explain;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.maps.BicubicResize;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A class activation map of one image, class and layer.
 *
 * @param image index of the image in the batch
 * @param classIndex the class that is explained
 * @param probability the network's output for that class; of a softmax classifier its probability
 * @param method id of the CAM method
 * @param layer the target layer
 * @param scores the map as the method computed it: any sign, any scale, the target layer's size unless it was {@link #resized}
 */
public record ActivationMap(
        int image, int classIndex, double probability, String method, String layer, ScoreMap scores) {

    /** The scores as a new array {@code [h,w]}. */
    public INDArray array() {
        return Nd4j.createFromArray(scores.values().clone()).reshape(scores.height(), scores.width());
    }

    /** The same map in another size, by bicubic interpolation. */
    public ActivationMap resized(int width, int height) {
        return new ActivationMap(
                image, classIndex, probability, method, layer, BicubicResize.resize(scores, height, width));
    }

    /**
     * The map laid over a photo, in the photo's size and the color map "viridis".
     *
     * @param photo of any size; the map is stretched over all of it
     */
    public Overlay overlay(BufferedImage photo) {
        return overlay(photo, ColorMap.VIRIDIS);
    }

    /** As {@link #overlay(BufferedImage)}, in other colors. */
    public Overlay overlay(BufferedImage photo, ColorMap colors) {
        return Overlay.of(photo, scores, colors);
    }

    /**
     * The map laid over an image as it went into the network, whose values are stretched to 0 to 255, so that any normalization can be shown.
     *
     * @param pixels {@code [3,H,W]} or {@code [1,3,H,W]}, red first, or with one channel instead of three
     * @throws IllegalArgumentException if the array has another shape
     */
    public Overlay overlay(INDArray pixels) {
        INDArray rgb = pixels.rank() == 4 && pixels.size(0) == 1 ? pixels.slice(0) : pixels; // [C, H, W]
        if (rgb.rank() != 3 || (rgb.size(0) != 3 && rgb.size(0) != 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Found pixels of the shape %s; expected one image [3, H, W] or [1, H, W]: choose it with images.slice(%d).",
                    Arrays.toString(pixels.shape()),
                    image));
        }
        long last = rgb.size(0) - 1;
        double low = rgb.minNumber().doubleValue();
        double range = Math.max(rgb.maxNumber().doubleValue() - low, Double.MIN_NORMAL);
        BufferedImage photo = new BufferedImage((int) rgb.size(2), (int) rgb.size(1), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < photo.getHeight(); y++) {
            for (int x = 0; x < photo.getWidth(); x++) {
                int color = 0;
                for (int channel = 0; channel < 3; channel++) {
                    color = color << 8
                            | (int) Math.round(255 * (rgb.getDouble(Math.min(channel, last), y, x) - low) / range);
                }
                photo.setRGB(x, y, color);
            }
        }
        return overlay(photo);
    }

    /**
     * Boxes around the regions above a threshold, the region of the largest contour area first, in pixels of this map: {@link #resized} to the photo's size gives
     * the photo's. The computation is that of the WSOL evaluation, on a grid of 224 x 224.
     *
     * @param threshold 0 to 1, of the maximum after the minimum was subtracted; Zhou et al. 2016 take 0.2
     * @return none for a constant map
     */
    public List<Box> boxes(double threshold) {
        return Boxes.all(scores, threshold, scores.height(), scores.width());
    }
}
