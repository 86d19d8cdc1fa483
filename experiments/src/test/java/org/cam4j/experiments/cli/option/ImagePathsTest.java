package org.cam4j.experiments.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePathsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        for (String name : new String[] {
            "a/1.jpg", "a/2.HEIC", "a/3.gif", "a/notes.txt", "a/.hidden.jpg", "b/1.JPG", "b/deep/4.png", "c/b/1.jpg"
        }) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
        }
    }

    @Test
    void foldersFilesAndPatternsGiveEachFileOnce() throws IOException {
        assertThat(found("a", "a/1.jpg", "b/1.JPG")).containsExactly("a/1.jpg", "a/2.HEIC", "a/3.gif", "b/1.JPG");
        assertThat(found("*/1.jpg")).containsExactly("a/1.jpg");
        assertThat(found("b/**.png")).containsExactly("b/deep/4.png");
        assertThat(found("{a,b}/1.{jpg,JPG}")).containsExactly("a/1.jpg", "b/1.JPG");
    }

    @Test
    void aNameThatLeadsNowhereIsRefused() {
        assertThatThrownBy(() -> found("a/1.jpg", "a/9.jpg")).hasMessageContaining("a/9.jpg: there is no such file");
        assertThatThrownBy(() -> found("*/9.jpg")).hasMessageContaining("9.jpg: there is no such file");
        assertThatThrownBy(() -> found("c")).hasMessageContaining("no image in it", "Sub-folders are not read");
    }

    @Test
    void filesOfOneNameAreToldApartByTheirFolders() throws IOException {
        List<Path> files = ImagePaths.files(List.of(at("a"), at("b/1.JPG"), at("c/b/1.jpg")));
        assertThat(ImagePaths.ids(files).values())
                .containsExactly(id("a/1.jpg"), "2.HEIC", "3.gif", id("b/1.JPG"), "c/b/1.jpg");
    }

    private String id(String relative) {
        return folder.getFileName() + "/" + relative;
    }

    private List<String> found(String... names) throws IOException {
        return ImagePaths.files(List.of(names).stream().map(this::at).toList()).stream()
                .map(file ->
                        folder.toAbsolutePath().normalize().relativize(file).toString())
                .toList();
    }

    private String at(String name) {
        return folder + "/" + name;
    }
}
