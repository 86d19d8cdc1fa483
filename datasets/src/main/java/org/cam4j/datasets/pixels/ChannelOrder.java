package org.cam4j.datasets.pixels;

/** The channels in a network's input. */
public enum ChannelOrder {
    RGB,
    BGR,
    /** One channel: the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, as Pillow and OpenCV convert. */
    GRAY;

    /** How many channels: 1 or 3. */
    public int channels() {
        return this == GRAY ? 1 : 3;
    }
}
