package org.cam4j.experiments.video;

import java.nio.ByteBuffer;
import org.bytedeco.javacv.Frame;
import org.cam4j.datasets.PixelImage;

/** Copies pixels out of JavaCV's frames, which are overwritten by the next one. */
final class FramePixels {
    private static final int COLORS = 3;

    private FramePixels() {}

    /**
     * The pixels.
     *
     * @param blueFirst as OpenCV has them
     */
    static PixelImage of(Frame frame, boolean blueFirst) {
        ByteBuffer from = ((ByteBuffer) frame.image[0]).duplicate();
        int width = frame.imageWidth;
        byte[] rgb = new byte[frame.imageHeight * width * COLORS];
        for (int y = 0; y < frame.imageHeight; y++) {
            from.position(y * frame.imageStride);
            from.get(rgb, y * width * COLORS, width * COLORS);
        }
        for (int i = 0; blueFirst && i < rgb.length; i += COLORS) {
            byte blue = rgb[i];
            rgb[i] = rgb[i + 2];
            rgb[i + 2] = blue;
        }
        return new PixelImage(frame.imageHeight, width, rgb);
    }
}
