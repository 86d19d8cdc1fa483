package org.cam4j.experiments.video;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Skipped;

/** The JPEG and PNG images of a folder in the order of their names, turned upright as their cameras noted. */
final class FolderFrames implements FrameSource {
    private static final double FRAMES_PER_SECOND = 2;

    private final List<Path> files;
    private final List<Skipped> skipped = new ArrayList<>();
    private int position;

    private FolderFrames(List<Path> files) {
        this.files = files;
    }

    static FolderFrames open(Path folder) throws IOException {
        List<Path> files = ImageDecoder.imagesIn(folder);
        if (files.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: found no image in it, expected at least one .jpg, .jpeg or .png file. Sub-folders are not read.",
                    folder));
        }
        return new FolderFrames(files);
    }

    @Override
    public Optional<VideoFrame> next() {
        while (position < files.size()) {
            Path file = files.get(position);
            double seconds = position / FRAMES_PER_SECOND;
            position++;
            String name = String.valueOf(file.getFileName());
            try {
                return Optional.of(new VideoFrame(name, seconds, ImageDecoder.decodeUpright(file)));
            } catch (IOException unreadable) {
                skipped.add(new Skipped(name, String.valueOf(unreadable.getMessage())));
            }
        }
        return Optional.empty();
    }

    @Override
    public double framesPerSecond() {
        return FRAMES_PER_SECOND;
    }

    @Override
    public long frames() {
        return files.size();
    }

    @Override
    public List<Skipped> skipped() {
        return List.copyOf(skipped);
    }

    @Override
    public void close() {}
}
