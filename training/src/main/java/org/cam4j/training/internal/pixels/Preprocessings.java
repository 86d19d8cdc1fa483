package org.cam4j.training.internal.pixels;

import java.util.List;
import org.cam4j.datasets.pixels.Preprocessing;

/** The preprocessings that networks are published with. */
public final class Preprocessings {
    private Preprocessings() {}

    /** RGB with the mean and standard deviation of ImageNet, as torchvision's weights expect. */
    public static Preprocessing imagenet(int height, int width) {
        return new Preprocessing(
                height,
                width,
                Preprocessing.ChannelOrder.RGB,
                List.of(123.675, 116.28, 103.53),
                List.of(58.395, 57.12, 57.375));
    }

    /** RGB with the mean of ImageNet, not divided by the standard deviation, as networks expect that were trained in Caffe. */
    public static Preprocessing caffe(int height, int width) {
        return new Preprocessing(
                height, width, Preprocessing.ChannelOrder.RGB, List.of(123.0, 117.0, 104.0), List.of(1.0));
    }

    /** RGB scaled to -1..1, as networks expect that Google trained in TensorFlow. */
    public static Preprocessing symmetric(int height, int width) {
        return new Preprocessing(height, width, Preprocessing.ChannelOrder.RGB, List.of(127.5), List.of(127.5));
    }

    /** RGB from 0 to 255 as it is. */
    public static Preprocessing raw(int height, int width) {
        return scaled(height, width, 1);
    }

    /** RGB divided by a number. */
    public static Preprocessing scaled(int height, int width, double divisor) {
        return new Preprocessing(height, width, Preprocessing.ChannelOrder.RGB, List.of(0.0), List.of(divisor));
    }
}
