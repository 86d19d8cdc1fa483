package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class WatchIT {
    @TempDir
    private Path folder;

    @Test
    void aFolderBecomesAVideoThatCanBeWatchedAgain() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        for (String name : new String[] {"n01514668_cock.JPEG", "n01558993_robin.JPEG"}) {
            Files.copy(RealData.find("imagenet-samples/" + name), images.resolve(name.replace("JPEG", "jpg")));
        }
        Files.writeString(images.resolve("text.jpg"), "this is no picture");
        Path video = folder.resolve("out/video.mkv");
        Path json = folder.resolve("watch.json");
        Program program = watch(images, "--class", 1, "--label", "person", "--out", video, "--json", json);
        assertThat(program.code()).as(program.err()).isEqualTo(1);
        assertThat(program.out()).contains("2 frames", "1 left out", video.toString());
        assertThat(program.err()).contains("text.jpg").doesNotContain("\tat ");
        JsonNode result = Program.json(json);
        assertThat(result.path("frames").asInt()).isEqualTo(2);
        assertThat(result.path("skipped")).hasSize(1);

        Program again = watch(video, "--min-probability", 0, "--frames", 1, "--out", folder.resolve("again.mp4"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("1 frame, ", "1 with a box");
        assertThat(folder.resolve("again.mp4")).isNotEmptyFile();

        byte[] whole = Files.readAllBytes(video);
        Path cut = Files.write(folder.resolve("cut.mkv"), Arrays.copyOf(whole, whole.length * 3 / 4));
        Program broken = watch(cut, "--out", folder.resolve("cut.mp4"));
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err()).contains("cut.mkv", "breaks off after 1").doesNotContain("\tat ");
    }

    @Test
    void whatIsNotThereIsNamedBeforeTheNetworkIsLoaded() {
        Path out = folder.resolve("out.mp4");
        Program camera = Program.run("watch", "--source", "camera:99", "--model", "missing.h5", "--out", out);
        assertThat(camera.code()).isEqualTo(1);
        assertThat(camera.err()).contains("camera:99: cannot be opened").doesNotContain("\tat ");
        Program file = Program.run("watch", "--source", "missing.mp4", "--model", "missing.h5", "--out", out);
        assertThat(file.code()).isEqualTo(2);
        assertThat(file.err()).contains("missing.mp4: there is no such file or folder");
        assertThat(folder).isEmptyDirectory();
    }

    private static Program watch(Path source, Object... more) {
        Object[] first = {
            "watch", "--source", source, "--model", RealData.find("weights/person-mobilenet-96.h5"), "--quiet"
        };
        Object[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return Program.run(all);
    }
}
