package org.cam4j.experiments.video;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.bytedeco.javacv.OpenCVFrameGrabber;
import org.cam4j.evaluation.Skipped;

/** The pictures of a camera, by OpenCV, without end. */
final class CameraFrames implements FrameSource {
    private static final double USUAL_RATE = 10;
    private static final double NANOSECONDS = 1e9;

    private final int number;
    private final FrameGrabber grabber;
    private final long begun = System.nanoTime();
    private long count;

    private CameraFrames(int number, FrameGrabber grabber) {
        this.number = number;
        this.grabber = grabber;
    }

    static CameraFrames open(int number) throws IOException {
        FrameGrabber grabber = new OpenCVFrameGrabber(number);
        try {
            grabber.start();
            return new CameraFrames(number, grabber);
        } catch (FrameGrabber.Exception e) {
            new CameraFrames(number, grabber).close();
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "camera:%d: cannot be opened; expected a camera that is connected and that no other program uses.",
                            number),
                    e);
        }
    }

    @Override
    public Optional<VideoFrame> next() throws IOException {
        try {
            Frame frame = grabber.grab();
            if (frame == null || frame.image == null) {
                throw new IOException(
                        String.format(Locale.ROOT, "camera:%d: gives no more pictures after %d.", number, count));
            }
            double seconds = (System.nanoTime() - begun) / NANOSECONDS;
            return Optional.of(new VideoFrame(Long.toString(count++), seconds, FramePixels.of(frame, true)));
        } catch (FrameGrabber.Exception e) {
            throw new IOException(
                    String.format(Locale.ROOT, "camera:%d: gives no more pictures after %d.", number, count), e);
        }
    }

    @Override
    public double framesPerSecond() {
        double said = grabber.getFrameRate();
        return said > 0 && said <= 1000 ? said : USUAL_RATE;
    }

    @Override
    public long frames() {
        return 0;
    }

    @Override
    public List<Skipped> skipped() {
        return List.of();
    }

    @Override
    public void close() {
        try {
            grabber.release();
        } catch (FrameGrabber.Exception e) {
            throw new IllegalStateException("OpenCV does not let go of camera:" + number + ".", e);
        }
    }
}
