package org.cam4j.experiments.video;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Skipped;

/** The frames of a video file, by FFmpeg, turned upright as the file says. Where the file breaks off, its frames up to there are given, and what is missing is noted. */
final class FileFrames implements FrameSource {
    private static final int UPRIGHT = 1; // as the Exif tag Orientation says it
    private static final double USUAL_RATE = 25;
    private static final double MICROSECONDS = 1e6;
    private static final double SOUND_FRAMES = 15;

    private final Path file;
    private final FFmpegFrameGrabber grabber;
    private final double rate;
    private final int orientation;
    private final List<Skipped> skipped = new ArrayList<>();
    private long count;
    private double last;
    private boolean ended;

    private FileFrames(Path file, FFmpegFrameGrabber grabber) {
        this.file = file;
        this.grabber = grabber;
        double said = grabber.getVideoFrameRate();
        this.rate = said > 0 && said <= 1000 ? said : USUAL_RATE;
        this.orientation = orientation(grabber.getFormatContext());
    }

    /** How phones say that a video was filmed upright: the angle in the display matrix, as the EXIF orientation that means the same. */
    private static int orientation(AVFormatContext context) {
        for (int i = 0; i < context.nb_streams(); i++) {
            AVStream stream = context.streams(i);
            BytePointer matrix =
                    avformat.av_stream_get_side_data(stream, avcodec.AV_PKT_DATA_DISPLAYMATRIX, (SizeTPointer) null);
            if (stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO && matrix != null) {
                double angle = avutil.av_display_rotation_get(new IntPointer(matrix)); // counterclockwise, or NaN
                return switch ((int) Math.round(angle / 90)) {
                    case -1 -> 6;
                    case 1 -> 8;
                    case 2, -2 -> 3;
                    default -> UPRIGHT;
                };
            }
        }
        return UPRIGHT;
    }

    static FileFrames open(Path file) throws IOException {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET); // what FFmpeg finds wrong is said by this class
        FFmpegFrameGrabber grabber =
                new FFmpegFrameGrabber(file.toAbsolutePath().toFile());
        grabber.setOption("protocol_whitelist", "file"); // a playlist cannot make it read an address
        grabber.setOption("fflags", "discardcorrupt"); // half a frame is no frame
        grabber.setPixelFormat(avutil.AV_PIX_FMT_RGB24);
        try {
            grabber.start();
        } catch (FFmpegFrameGrabber.Exception e) {
            close(grabber);
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s: cannot be read as a video: it is none, or breaks off before its index.",
                            file),
                    e);
        }
        long pixels = (long) grabber.getImageWidth() * grabber.getImageHeight();
        if (!grabber.hasVideo() || pixels < 1 || pixels > ImageDecoder.MAXIMUM_PIXELS) {
            close(grabber);
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: has %d pixels a frame, expected a video of 1 to %d.",
                    file,
                    pixels,
                    ImageDecoder.MAXIMUM_PIXELS));
        }
        return new FileFrames(file, grabber);
    }

    @Override
    public Optional<VideoFrame> next() {
        if (ended) {
            return Optional.empty();
        }
        String why = "";
        try {
            Frame frame = grabber.grabImage();
            if (frame != null) {
                last = frame.timestamp / MICROSECONDS;
                return Optional.of(new VideoFrame(
                        Long.toString(count++), last, ImageDecoder.upright(FramePixels.of(frame, false), orientation)));
            }
        } catch (FFmpegFrameGrabber.Exception e) {
            why = " (a frame cannot be decoded)";
        }
        ended = true;
        if (!why.isEmpty() || breaksOff()) {
            skipped.add(new Skipped(
                    String.valueOf(file.getFileName()),
                    String.format(
                            Locale.ROOT,
                            "breaks off after %d %s, at %.1f s of %.1f s%s: the rest is missing.",
                            count,
                            count == 1 ? "frame" : "frames",
                            count == 0 ? 0 : last + 1 / rate,
                            grabber.getLengthInTime() / MICROSECONDS,
                            why)));
        }
        return Optional.empty();
    }

    /** Whether frames are missing by the number that the file says, or else by its length; a sound track may be a little longer than the frames. */
    private boolean breaksOff() {
        AVFormatContext context = grabber.getFormatContext();
        for (int i = 0; i < context.nb_streams(); i++) {
            AVStream stream = context.streams(i);
            if (stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO && stream.nb_frames() > 0) {
                return count < stream.nb_frames() - 1; // a decoder may leave one out at the beginning
            }
        }
        double slack = (grabber.hasAudio() ? SOUND_FRAMES : 1.5) / rate;
        return last + slack < grabber.getLengthInTime() / MICROSECONDS;
    }

    @Override
    public double framesPerSecond() {
        return rate;
    }

    @Override
    public long frames() {
        return Math.max(0, grabber.getLengthInVideoFrames());
    }

    @Override
    public List<Skipped> skipped() {
        return List.copyOf(skipped);
    }

    @Override
    public void close() {
        close(grabber);
    }

    private static void close(FFmpegFrameGrabber grabber) {
        try {
            grabber.release();
        } catch (FFmpegFrameGrabber.Exception e) {
            throw new IllegalStateException("FFmpeg does not let go of a video.", e);
        }
    }
}
