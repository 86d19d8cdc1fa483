package org.cam4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.Skipped;
import org.cam4j.datasets.video.FrameSource;
import org.cam4j.datasets.video.FrameSources;
import org.cam4j.datasets.video.VideoFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFileTest {
    private static final int FRAMES = 12;
    private static final double RATE = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"video.mp4", "video.mkv", "video.avi"})
    void aVideoCanBeOpenedAgainWithAllItsFrames(String name) throws IOException {
        Path file = folder.resolve(name);
        write(file);
        assertThat(folder.toFile().list()).containsExactly(name);
        try (FrameSource video = FrameSources.open(file.toString())) {
            assertThat(video.framesPerSecond()).isEqualTo(RATE);
            int count = 0;
            for (Optional<VideoFrame> frame = video.next(); frame.isPresent(); frame = video.next()) {
                assertThat(frame.get().image().width()).isEqualTo(96);
                assertThat(frame.get().image().height()).isEqualTo(64);
                count++;
            }
            assertThat(count).isEqualTo(FRAMES);
            assertThat(video.skipped()).isEmpty();
        }
    }

    @Test
    void coloursStayWhatTheyAre() throws IOException {
        Path file = folder.resolve("red.mp4");
        try (VideoFile video = VideoFile.create(file, RATE)) {
            BufferedImage red = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            red.setRGB(0, 0, 64, 64, filled(64 * 64, 0xE02010), 0, 64);
            video.add(red, 0);
            assertThat(video.finish()).isTrue();
        }
        try (FrameSource video = FrameSources.open(file.toString())) {
            byte[] rgb = video.next().orElseThrow().image().rgb();
            int middle = 3 * (32 * 64 + 32);
            assertThat(rgb[middle] & 255).isBetween(0xE0 - 12, 0xE0 + 12);
            assertThat(rgb[middle + 1] & 255).isBetween(0x20 - 12, 0x20 + 12);
            assertThat(rgb[middle + 2] & 255).isBetween(0x10 - 12, 0x10 + 12);
        }
    }

    @Test
    void whereAVideoBreaksOffIsNamed() throws IOException {
        Path file = folder.resolve("video.mkv");
        write(file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        try (FrameSource video = FrameSources.open(file.toString())) {
            int count = 0;
            while (video.next().isPresent()) {
                count++;
            }
            assertThat(count).isBetween(1, FRAMES - 1);
            assertThat(video.skipped())
                    .extracting(Skipped::reason)
                    .singleElement()
                    .asString()
                    .contains("breaks off after " + count + " frames", "of 1.2 s");
        }
    }

    @Test
    void anMp4WithoutItsEndIsRefused() throws IOException {
        Path file = folder.resolve("video.mp4");
        write(file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> FrameSources.open(file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("breaks off before its index");
    }

    @Test
    void whatIsNotFinishedLeavesNothing() throws IOException {
        try (VideoFile video = VideoFile.create(folder.resolve("video.mp4"), RATE)) {
            video.add(noise(new Random(1)), 0);
        }
        try (VideoFile video = VideoFile.create(folder.resolve("empty.mp4"), RATE)) {
            assertThat(video.finish()).isFalse();
        }
        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(() -> VideoFile.create(folder.resolve("video.txt"), RATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ends in .mp4");
    }

    private static void write(Path file) throws IOException {
        Random random = new Random(7);
        try (VideoFile video = VideoFile.create(file, RATE)) {
            for (int i = 0; i < FRAMES; i++) {
                video.add(noise(random), i / RATE);
            }
            video.finish();
        }
    }

    private static BufferedImage noise(Random random) {
        BufferedImage picture = new BufferedImage(97, 64, BufferedImage.TYPE_INT_RGB); // an odd side loses a pixel
        picture.setRGB(0, 0, 97, 64, random.ints(97 * 64).toArray(), 0, 97);
        return picture;
    }

    private static int[] filled(int count, int value) {
        int[] values = new int[count];
        Arrays.fill(values, value);
        return values;
    }
}
