package org.cam4j.benchmarks.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;

/**
 * The reference evaluator (Choe et al., CVPR 2020) restated call by call with OpenCV in C++: for a threshold {@code threshold}, {@code findContours} with
 * {@code RETR_TREE} and {@code CHAIN_APPROX_SIMPLE}, {@code contourArea} where only the largest contour counts, {@code boundingRect}. The map is copied to native
 * memory once; all buffers are kept from threshold to threshold, and what a call returns is freed at once.
 */
final class OpenCvBoxes implements AutoCloseable {
    private final int height;
    private final int width;
    private final int maximum;
    private final BytePointer pixels;
    private final Mat map;
    private final Mat binary = new Mat();
    private final Mat hierarchy = new Mat();
    private final MatVector contours = new MatVector();

    OpenCvBoxes(byte[] unsigned, int height, int width) {
        this.height = height;
        this.width = width;
        pixels = new BytePointer(unsigned);
        map = new Mat(height, width, opencv_core.CV_8UC1, pixels);
        int greatest = 0;
        for (byte value : unsigned) {
            greatest = Math.max(greatest, value & 0xFF);
        }
        maximum = greatest;
    }

    /** The best IoU of any box with any of the given ones at every threshold, all thresholds worked through. */
    double[] bestIou(Boxes.Contours which, List<Box> truth, ThresholdGrid thresholds) {
        double[] best = new double[thresholds.count()];
        for (int i = 0; i < best.length; i++) {
            best[i] = bestIou(boxes(ThresholdGrid.level(thresholds.value(i), maximum), which), truth);
        }
        return best;
    }

    /** The same; a threshold of the same level as the one before takes over its result. */
    double[] bestIouOfDistinctLevels(Boxes.Contours which, List<Box> truth, ThresholdGrid thresholds) {
        double[] best = new double[thresholds.count()];
        int before = -1;
        for (int i = 0; i < best.length; i++) {
            int level = ThresholdGrid.level(thresholds.value(i), maximum);
            best[i] = level == before ? best[i - 1] : bestIou(boxes(level, which), truth);
            before = level;
        }
        return best;
    }

    /** Only {@code threshold} and {@code findContours}, at distinct levels: what is left when reading the contours cost nothing. */
    long countContoursOfDistinctLevels(ThresholdGrid thresholds) {
        long count = 0;
        int before = -1;
        for (int i = 0; i < thresholds.count(); i++) {
            int level = ThresholdGrid.level(thresholds.value(i), maximum);
            if (level != before) {
                findContours(level);
                count += contours.size();
            }
            before = level;
        }
        return count;
    }

    /** The boxes of what is greater than {@code level}. */
    List<Box> boxes(int level, Boxes.Contours which) {
        findContours(level);
        long count = contours.size();
        if (count == 0) {
            return List.of(new Box(0, 0, 0, 0));
        }
        if (which == Boxes.Contours.LARGEST) {
            return List.of(box(largest(count)));
        }
        List<Box> boxes = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            boxes.add(box(contours.get(i)));
        }
        return boxes;
    }

    private void findContours(int level) {
        opencv_imgproc.threshold(map, binary, level, 255, opencv_imgproc.THRESH_BINARY);
        opencv_imgproc.findContours(
                binary, contours, hierarchy, opencv_imgproc.RETR_TREE, opencv_imgproc.CHAIN_APPROX_SIMPLE);
    }

    /** The first contour of the largest area. */
    private Mat largest(long count) {
        Mat largest = contours.get(0);
        double area = opencv_imgproc.contourArea(largest);
        for (long i = 1; i < count; i++) {
            Mat contour = contours.get(i);
            double other = opencv_imgproc.contourArea(contour);
            if (other > area) {
                largest = contour;
                area = other;
            }
        }
        return largest;
    }

    private Box box(Mat contour) {
        try (Rect rect = opencv_imgproc.boundingRect(contour)) {
            int x = rect.x();
            int y = rect.y();
            return new Box(x, y, Math.min(x + rect.width(), width - 1), Math.min(y + rect.height(), height - 1));
        }
    }

    private static double bestIou(List<Box> boxes, List<Box> truth) {
        double best = 0;
        for (Box box : boxes) {
            for (Box other : truth) {
                best = Math.max(best, box.iou(other));
            }
        }
        return best;
    }

    @Override
    public void close() {
        contours.close();
        hierarchy.close();
        binary.close();
        map.close();
        pixels.close();
    }
}
