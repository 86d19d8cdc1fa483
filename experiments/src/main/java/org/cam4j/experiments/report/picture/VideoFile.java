package org.cam4j.experiments.report.picture;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.cam4j.datasets.pixels.JavaCpp;
import org.cam4j.datasets.write.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes a video in MPEG-4, by FFmpeg, under a temporary name that becomes the right one when the video is whole. The first picture gives the size, at most
 * {@value #LONGEST_SIDE} pixels a side; others are fitted into it.
 */
public final class VideoFile implements AutoCloseable {
    private static final int LONGEST_SIDE = 960;
    private static final int COLORS = 3;
    private static final int QUALITY = 4; // of FFmpeg's scale, 1 the best
    private static final int FRACTION = 100; // of frames a second that MPEG-4 can tell apart
    private static final Map<String, String> FORMATS = Map.of("mp4", "mp4", "mkv", "matroska", "avi", "avi");

    private final Path target;
    private final Path temporary;
    private final String format;
    private final double framesPerSecond;
    private @Nullable FFmpegFrameRecorder recorder;
    private int width;
    private int height;
    private long frames;

    private VideoFile(Path target, Path temporary, String format, double framesPerSecond) {
        this.target = target;
        this.temporary = temporary;
        this.format = format;
        this.framesPerSecond = (double) Math.round(framesPerSecond * FRACTION) / FRACTION;
    }

    /**
     * Begins a video.
     *
     * @param target ends in .mp4, .mkv or .avi; its folder is made where it is missing
     * @throws IllegalArgumentException when it ends in something else
     * @throws IOException when nothing can be written there
     */
    public static VideoFile create(Path target, double framesPerSecond) throws IOException {
        String name = String.valueOf(target.getFileName());
        String format = FORMATS.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (format == null || Files.isDirectory(target)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s: expected the name of a file that ends in .mp4, .mkv or .avi.", target));
        }
        Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent());
        Path temporary = AtomicFile.temporary(folder.resolve(name));
        try {
            Files.createDirectories(folder);
            Files.createFile(temporary); // FFmpeg opens it by its name
        } catch (IOException e) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s: cannot be written, expected a place in a folder that can be written to.",
                            target),
                    e);
        }
        JavaCpp.initialize();
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        return new VideoFile(target.toAbsolutePath(), temporary, format, framesPerSecond);
    }

    /**
     * Adds a picture.
     *
     * @param seconds since the first one: where it comes too late for the frame rate, the one before it is shown longer
     */
    public void add(BufferedImage picture, double seconds) throws IOException {
        try {
            FFmpegFrameRecorder open = recorder == null ? start(picture) : recorder;
            long due = Math.max(frames, Math.round(seconds * framesPerSecond));
            open.setFrameNumber((int) due);
            open.recordImage(
                    width,
                    height,
                    Byte.SIZE,
                    COLORS,
                    width * COLORS,
                    avutil.AV_PIX_FMT_RGB24,
                    pixels(picture, width, height));
            frames = due + 1;
        } catch (FFmpegFrameRecorder.Exception e) {
            throw failure(e);
        }
    }

    private FFmpegFrameRecorder start(BufferedImage first) throws FFmpegFrameRecorder.Exception {
        double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(first.getWidth(), first.getHeight()));
        width = Math.max(2, (int) (first.getWidth() * scale) / 2 * 2); // MPEG-4 wants even sides
        height = Math.max(2, (int) (first.getHeight() * scale) / 2 * 2);
        FFmpegFrameRecorder begun = new FFmpegFrameRecorder(temporary.toFile(), width, height);
        recorder = begun;
        begun.setFormat(format);
        begun.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
        begun.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
        begun.setFrameRate(framesPerSecond);
        begun.setVideoQuality(QUALITY);
        begun.start();
        return begun;
    }

    /** Fitted and centered on black. */
    private static ByteBuffer pixels(BufferedImage picture, int width, int height) {
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        double scale = Math.min((double) width / picture.getWidth(), (double) height / picture.getHeight());
        int across = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int down = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        Graphics2D graphics = canvas.createGraphics();
        graphics.drawImage(picture, (width - across) / 2, (height - down) / 2, across, down, null);
        graphics.dispose();
        ByteBuffer pixels = ByteBuffer.allocateDirect(width * height * COLORS);
        for (int color : canvas.getRGB(0, 0, width, height, null, 0, width)) {
            pixels.put((byte) (color >> 16)).put((byte) (color >> 8)).put((byte) color);
        }
        return pixels.flip();
    }

    /**
     * Ends the video and gives it its name; without a picture there is none.
     *
     * @return whether there is a video
     */
    public boolean finish() throws IOException {
        FFmpegFrameRecorder open = recorder;
        if (open == null) {
            return false;
        }
        try {
            open.stop();
            open.release();
            recorder = null;
        } catch (FFmpegFrameRecorder.Exception e) {
            throw failure(e);
        }
        AtomicFile.move(temporary, target);
        return true;
    }

    /** Removes what was not finished. */
    @Override
    public void close() throws IOException {
        try {
            if (recorder != null) {
                recorder.release();
            }
        } catch (FFmpegFrameRecorder.Exception e) {
            throw failure(e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private IOException failure(Exception e) {
        return new IOException(String.format(Locale.ROOT, "%s: FFmpeg cannot write it: %s", target, e.getMessage()), e);
    }
}
