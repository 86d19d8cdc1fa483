package org.cam4j.datasets.pixels;

/** The order of the colour channels in a network's input. */
public enum ChannelOrder {
    RGB,
    BGR
}
