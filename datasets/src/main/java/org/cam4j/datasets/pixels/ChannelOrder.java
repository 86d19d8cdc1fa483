package org.cam4j.datasets.pixels;

/** The order of the color channels in a network's input. */
public enum ChannelOrder {
    RGB,
    BGR
}
