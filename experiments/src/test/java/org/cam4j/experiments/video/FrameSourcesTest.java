package org.cam4j.experiments.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.write.ImageFiles;
import org.cam4j.evaluation.Skipped;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FrameSourcesTest {
    @TempDir
    Path folder;

    @Test
    void aFolderGivesItsImagesInOrderAndNamesThoseItCannotRead() throws IOException {
        Files.write(folder.resolve("b.png"), ImageFiles.png(image(3)));
        Files.write(folder.resolve("a.png"), ImageFiles.png(image(2)));
        Files.writeString(folder.resolve("aa.jpg"), "no picture");
        Files.writeString(folder.resolve("notes.txt"), "passed over");
        try (FrameSource source = FrameSources.open(folder.toString())) {
            assertThat(source.frames()).isEqualTo(3);
            assertThat(source.next().orElseThrow().image().width()).isEqualTo(2);
            VideoFrame last = source.next().orElseThrow();
            assertThat(last.name()).isEqualTo("b.png");
            assertThat(last.seconds()).isEqualTo(1);
            assertThat(source.next()).isEmpty();
            assertThat(source.skipped()).extracting(Skipped::id).containsExactly("aa.jpg");
        }
    }

    @Test
    void whatIsNoSourceIsRefusedInOneLine() throws IOException {
        String text = Files.writeString(folder.resolve("text.mp4"), "no video").toString();
        refused(text, IOException.class, "cannot be read as a video");
        refused(folder.resolve("missing.mp4").toString(), IllegalArgumentException.class, "no such file or folder");
        refused(folder.toString(), IllegalArgumentException.class, "found no image in it");
        refused("camera:x", IllegalArgumentException.class, "camera:0");
    }

    /** The library asks every driver in turn, which takes seconds. */
    @Tag("long")
    @Test
    void aCameraThatIsNotThereIsRefused() {
        refused("camera:99", IOException.class, "camera:99: cannot be opened");
    }

    private static void refused(String source, Class<? extends Exception> type, String message) {
        assertThatThrownBy(() -> FrameSources.open(source))
                .isInstanceOf(type)
                .hasMessageContaining(source)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    /** A source of four pictures that are all there at once. */
    private static final class AtOnce implements FrameSource {
        private final Deque<Integer> left = new ArrayDeque<>(List.of(0, 1, 2, 3));
        private boolean closed;

        @Override
        public Optional<VideoFrame> next() {
            return Optional.ofNullable(left.poll()).map(i -> new VideoFrame(i.toString(), i / 1e6, image(2)));
        }

        @Override
        public double framesPerSecond() {
            return 1;
        }

        @Override
        public long frames() {
            return 4;
        }

        @Override
        public List<Skipped> skipped() {
            return List.of();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    @Timeout(60)
    void whoAsksTooLateGetsTheNewestPictureAndTheOthersAreCounted() throws Exception {
        AtOnce source = new AtOnce();
        try (LiveFrames live = new LiveFrames(source, true)) {
            while (live.dropped() < 3) {
                Thread.onSpinWait();
            }
            assertThat(live.next().orElseThrow().name()).isEqualTo("3");
            assertThat(live.next()).isEmpty();
            assertThat(live.dropped()).isEqualTo(3);
        }
        assertThat(source.closed).isTrue();
    }

    private static PixelImage image(int side) {
        return new PixelImage(side, side, new byte[3 * side * side]);
    }
}
