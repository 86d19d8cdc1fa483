package org.cam4j.experiments.video;

import org.cam4j.datasets.PixelImage;

/**
 * One picture of several.
 *
 * @param name of the image's file, or the number of the frame from 0
 * @param seconds since the first one
 * @param image its pixels
 */
public record VideoFrame(String name, double seconds, PixelImage image) {}
