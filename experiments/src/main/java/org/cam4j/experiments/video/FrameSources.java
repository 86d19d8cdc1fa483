package org.cam4j.experiments.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cam4j.datasets.pixels.JavaCpp;

/** Opens sources by name. */
public final class FrameSources {
    private static final Pattern CAMERA = Pattern.compile("camera:(\\d{1,3})");
    private static final String EXPECTED = "expected a video file, a folder of images, or camera:0";

    private FrameSources() {}

    /** Whether this is the name of a camera: its pictures do not wait. */
    public static boolean isCamera(String source) {
        return CAMERA.matcher(source).matches();
    }

    /**
     * Opens a source.
     *
     * @param source a video file, a folder of images, or {@code camera:0}, {@code camera:1} and so on
     * @throws IllegalArgumentException when there is no such file, folder or image
     * @throws IOException when the video or the camera cannot be opened
     */
    public static FrameSource open(String source) throws IOException {
        JavaCpp.initialize();
        Matcher camera = CAMERA.matcher(source);
        if (camera.matches()) {
            return CameraFrames.open(Integer.parseInt(camera.group(1)));
        }
        Path path;
        try {
            path = Path.of(source);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s: is not a valid file name; %s.", source, EXPECTED), e);
        }
        if (Files.isDirectory(path)) {
            return FolderFrames.open(path);
        }
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s: there is no such file or folder; %s.", source, EXPECTED));
        }
        return FileFrames.open(path);
    }
}
