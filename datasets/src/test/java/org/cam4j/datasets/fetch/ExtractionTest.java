package org.cam4j.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.cam4j.datasets.fetch.Fetchable.Archive.Packing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractionTest {
    @TempDir
    Path folder;

    private void extract(Packing packing, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("archive"), content);
        Fetchable.Archive archive = new Fetchable.Archive(
                URI.create("http://localhost/"), "archive", Optional.empty(), packing, "set/", "", 1000);
        Extraction.run(archive, file, folder.resolve("out"), Fetch.Listener.SILENT);
    }

    @Test
    void theWantedFolderIsUnpackedAndTheRestIsLeft() throws IOException {
        extract(Packing.ZIP, Packed.zip(Map.of("set/a/b.txt", "hello", "other.txt", "no")));
        assertThat(folder.resolve("out/a/b.txt")).hasContent("hello");
        assertThat(folder.resolve("out")).isDirectoryNotContaining("glob:**other.txt");
    }

    @Test
    void aTarIsUnpackedAsWell() throws IOException {
        extract(Packing.TAR_GZ, Packed.tar("./set/a/b.txt", "hello", TarConstants.LF_NORMAL));
        assertThat(folder.resolve("out/a/b.txt")).hasContent("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.txt",
                "set/../../evil.txt",
                "/evil.txt",
                "set/a/../../../evil.txt",
                "..\\evil.txt",
                "C:\\evil.txt",
                "set//evil/../../..//evil.txt"
            })
    void aPathThatLeavesTheFolderIsRefused(String name) throws IOException {
        for (Packing packing : new Packing[] {Packing.ZIP, Packing.TAR_GZ}) {
            byte[] content = packing == Packing.ZIP
                    ? Packed.zip(Map.of(name, "evil"))
                    : Packed.tar(name, "evil", TarConstants.LF_NORMAL);
            assertThatThrownBy(() -> extract(packing, content))
                    .as("%s %s", packing, name)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("archive: ")
                    .hasMessageContaining("leads out of the folder");
        }
        try (var files = Files.walk(folder)) {
            assertThat(files).noneMatch(file -> file.endsWith("evil.txt"));
        }
    }

    @Test
    void linksAreRefused() throws IOException {
        for (byte type : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK}) {
            byte[] tar = Packed.tar("set/link", "", type);
            assertThatThrownBy(() -> extract(Packing.TAR_GZ, tar)).hasMessageContaining("'set/link' is a link");
        }
        byte[] zip = Packed.zipWithLink("set/link", "/etc/passwd");
        assertThatThrownBy(() -> extract(Packing.ZIP, zip)).hasMessageContaining("'set/link' is a link");
    }

    @Test
    void devicesAreRefused() throws IOException {
        byte[] tar = Packed.tar("set/device", "", TarConstants.LF_BLK);
        assertThatThrownBy(() -> extract(Packing.TAR_GZ, tar)).hasMessageContaining("neither a file nor a folder");
    }

    @Test
    void anArchiveThatHoldsTooMuchIsStopped() throws IOException {
        byte[] bomb = Packed.zip(Map.of("set/zeros", "0".repeat(5_000_000)));
        assertThat(bomb).hasSizeLessThan(10_000);
        assertThatThrownBy(() -> extract(Packing.ZIP, bomb)).hasMessageContaining("more than the 1000 bytes expected");
    }

    @Test
    void damageIsFound() throws IOException {
        byte[] zip = Packed.zip(Map.of("set/a.txt", "some text that is long enough to be damaged in the middle"));
        zip[50] ^= 0x55;
        assertThatThrownBy(() -> extract(Packing.ZIP, zip)).isInstanceOf(IOException.class);
        byte[] tar = Packed.tar("set/a.txt", "some text", TarConstants.LF_NORMAL);
        tar[tar.length - 6] ^= 0x55; // the checksum of gzip
        assertThatThrownBy(() -> extract(Packing.TAR_GZ, tar)).isInstanceOf(IOException.class);
        byte[] half = java.util.Arrays.copyOf(tar, tar.length / 2);
        assertThatThrownBy(() -> extract(Packing.TAR_GZ, half)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> extract(Packing.ZIP, new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
    }

    @Test
    void anArchiveOfSomethingElseIsRefused() throws IOException {
        byte[] zip = Packed.zip(Map.of("wrong/a.txt", "hello"));
        assertThatThrownBy(() -> extract(Packing.ZIP, zip)).hasMessageContaining("holds nothing below 'set/'");
    }
}
