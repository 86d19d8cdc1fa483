package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets are written, checked and fetched. */
class DatasetsIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"cub", "ilsvrc", "tiny-imagenet", "voc", "coco"})
    void aWrittenTreeIsWhole(String layout) {
        Path tree = folder.resolve("tree");
        assertThat(Program.run("datasets", "write", "--layout", layout, "--out", tree, "--images", 64)
                        .code())
                .isZero();
        Program check = Program.run("datasets", "check", layout, "--data", tree);
        assertThat(check.err()).isEmpty();
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("train        24 images", "validation   24 images", "test         16 images");
    }

    @Test
    void whatAHalfExtractedTreeLacksIsNamed() throws IOException {
        Path tree = folder.resolve("tree");
        Program.run("datasets", "write", "--layout", "cub", "--out", tree, "--images", 64);
        Files.delete(tree.resolve("images/001.wheel/wheel_0001.jpg"));
        Program check = Program.run("datasets", "check", "cub", "--data", tree);
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out()).contains("images/001.wheel/wheel_0001.jpg: no such file", "datasets fetch cub");
        Files.delete(tree.resolve("train_test_split.txt"));
        check = Program.run("datasets", "check", "cub", "--data", tree);
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).contains("train_test_split.txt: no such file", "datasets fetch cub");
    }

    @Test
    void whatTakesALoginSaysHowToGetIt() {
        Program fetch = Program.run("datasets", "fetch", "ilsvrc", "--out", folder);
        assertThat(fetch.code()).isEqualTo(2);
        assertThat(fetch.err()).contains("login", "https://image-net.org", "datasets check ilsvrc");
    }

    @Test
    void wrongNamesAndFoldersAreWrongUsage() throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "mine");
        Program write = Program.run("datasets", "write", "--layout", "cub", "--out", folder, "--images", 64);
        assertThat(write.code()).isEqualTo(2);
        assertThat(write.err()).contains("expected a new or empty folder");
        Program fetch = Program.run("datasets", "fetch", "cup", "--out", folder);
        assertThat(fetch.code()).isEqualTo(2);
        assertThat(fetch.err()).contains("did you mean 'cub'");
    }
}
