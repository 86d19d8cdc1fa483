package org.cam4j.experiments.report.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.PixelImage;
import org.cam4j.evaluation.Skipped;
import org.cam4j.experiments.video.FrameSource;
import org.cam4j.experiments.video.FrameSources;
import org.cam4j.experiments.video.VideoFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFileTest {
    private static final int FRAMES = 12;
    private static final double RATE = 10;

    @TempDir
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
    void colorsStayWhatTheyAre() throws IOException {
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

    /** The first frame is red at the top; its display matrix says that it is to be turned by 90 degrees clockwise. */
    @Test
    void aVideoOfAPhoneIsTurnedUpright() throws IOException {
        Path file = folder.resolve("phone.mp4");
        try (VideoFile video = VideoFile.create(file, RATE)) {
            BufferedImage picture = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(0, 0, 96, 32, filled(96 * 32, 0xE02010), 0, 96);
            video.add(picture, 0);
            assertThat(video.finish()).isTrue();
        }
        byte[] content = Files.readAllBytes(file);
        int header = new String(content, StandardCharsets.ISO_8859_1).indexOf("tkhd");
        ByteBuffer matrix = ByteBuffer.wrap(content, header + 44, 36);
        assertThat(matrix.getInt(header + 44)).as("the matrix begins with one").isEqualTo(1 << 16);
        for (int value : new int[] {0, 1 << 16, 0, -1 << 16, 0, 0, 64 << 16, 0, 1 << 30}) {
            matrix.putInt(value);
        }
        Files.write(file, content);
        try (FrameSource video = FrameSources.open(file.toString())) {
            PixelImage image = video.next().orElseThrow().image();
            assertThat(image.width()).isEqualTo(64);
            assertThat(image.height()).isEqualTo(96);
            assertThat(image.rgb()[3 * (48 * 64 + 60)] & 255)
                    .as("red at the right")
                    .isGreaterThan(180);
            assertThat(image.rgb()[3 * (48 * 64 + 4)] & 255)
                    .as("red at the left")
                    .isLessThan(60);
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
