package org.cam4j.training.network;

import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.pixels.Preprocessing;

/** The values that a network was trained on, for files that do not say it. Pixels of 0 to 255 are mapped to this range. */
public enum PixelRange {
    /** 0 to 255 as they are. */
    RAW(0, 1),
    /** 0 to 1. */
    UNIT(0, 255),
    /** -1 to 1. */
    SIGNED(127.5, 127.5);

    /** All values, for messages. */
    static final String CHOICES = "--pixels raw (0 to 255), unit (0 to 1) or signed (-1 to 1)";

    private final double mean;
    private final double std;

    PixelRange(double mean, double std) {
        this.mean = mean;
        this.std = std;
    }

    /** The preprocessing for RGB images of this size. */
    public Preprocessing of(int height, int width) {
        return of(height, width, Preprocessing.ChannelOrder.RGB.channels());
    }

    /** The preprocessing for images of this size and 3 channels (RGB) or 1 (gray). */
    public Preprocessing of(int height, int width, int channels) {
        Preprocessing.ChannelOrder order =
                channels == 1 ? Preprocessing.ChannelOrder.GRAY : Preprocessing.ChannelOrder.RGB;
        return new Preprocessing(height, width, order, List.of(mean), List.of(std));
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
