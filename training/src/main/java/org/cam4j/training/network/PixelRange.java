package org.cam4j.training.network;

import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.training.internal.pixels.Preprocessings;

/** The values that a network was trained on, for files that do not say it. Pixels of 0 to 255 are mapped to this range. */
public enum PixelRange {
    /** 0 to 255 as they are. */
    RAW(List.of(0.0), List.of(1.0)),
    /** 0 to 1. */
    UNIT(List.of(0.0), List.of(255.0)),
    /** -1 to 1. */
    SIGNED(List.of(127.5), List.of(127.5)),
    /** ImageNet's mean and standard deviation of each color, as torchvision's networks expect. */
    IMAGENET(Preprocessings.imagenet(1, 1).mean(), Preprocessings.imagenet(1, 1).std());

    /** All values, for messages. */
    static final String CHOICES =
            "--pixels raw (0 to 255), unit (0 to 1), signed (-1 to 1) or imagenet (torchvision's)";

    private final List<Double> mean;
    private final List<Double> std;

    PixelRange(List<Double> mean, List<Double> std) {
        this.mean = mean;
        this.std = std;
    }

    /** The preprocessing for RGB images of this size. */
    public Preprocessing of(int height, int width) {
        return of(height, width, Preprocessing.ChannelOrder.RGB.channels());
    }

    /** The preprocessing for images of this size and 3 channels (RGB) or 1 (gray). */
    public Preprocessing of(int height, int width, int channels) {
        Preprocessing color = new Preprocessing(height, width, Preprocessing.ChannelOrder.RGB, mean, std);
        return channels == 1 ? color.gray() : color;
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
