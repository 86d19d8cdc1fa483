package org.cam4j.datasets.pixels;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.getRotationMatrix2D;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Rotates a network's input about its center with OpenCV, bilinearly and at the same size. Positions outside the image get the mean color, which is 0 after normalization. */
final class Rotation {
    private Rotation() {}

    /**
     * The rotated input.
     *
     * @param values {@code [C,H,W]}
     * @param degrees counterclockwise
     */
    static float[] rotated(float[] values, int height, int width, double degrees) {
        float[] result = new float[values.length];
        int area = height * width;
        try (Point2f center = new Point2f((width - 1) / 2f, (height - 1) / 2f);
                Mat matrix = getRotationMatrix2D(center, degrees, 1);
                Size size = new Size(width, height);
                Scalar zero = new Scalar(0)) {
            for (int from = 0; from < values.length; from += area) {
                float[] channel = Arrays.copyOfRange(values, from, from + area);
                try (FloatPointer pointer = new FloatPointer(channel);
                        Mat plane = new Mat(height, width, CV_32FC1, pointer);
                        Mat turned = new Mat(height, width, CV_32FC1)) {
                    warpAffine(plane, turned, matrix, size, INTER_LINEAR, BORDER_CONSTANT, zero);
                    new FloatPointer(turned.data()).get(result, from, area);
                }
            }
        }
        return result;
    }
}
