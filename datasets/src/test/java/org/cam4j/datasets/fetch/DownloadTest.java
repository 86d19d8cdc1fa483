package org.cam4j.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final int SIZE = 300_000;

    @TempDir
    Path folder;

    private final byte[] content = bytes(1);
    private TestServer server;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(content);
        file = folder.resolve("file");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] bytes(long seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private void download(int attempts) throws IOException {
        new Download(Fetch.Listener.SILENT, Duration.ofSeconds(10), attempts).run(server.address("/file"), file);
    }

    private Path part() {
        return folder.resolve("file.part");
    }

    @Test
    void aWholeFileArrives() throws IOException {
        download(1);
        assertThat(file).hasBinaryContent(content);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.part*");
    }

    @Test
    void aRedirectionIsFollowed() throws IOException {
        new Download(Fetch.Listener.SILENT, Duration.ofSeconds(10), 1).run(server.address("/moved"), file);
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void anInterruptedDownloadGoesOnWhereItWas() throws IOException {
        server.breakAfter(100_000);
        assertThatThrownBy(() -> download(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("100000 bytes have arrived, the same command goes on");
        assertThat(file).doesNotExist();
        server.breakAfter(Integer.MAX_VALUE);
        download(1);
        assertThat(file).hasBinaryContent(content);
        assertThat(server.requests()).containsExactly("whole", "bytes=100000-");
    }

    @Test
    void aBrokenConnectionIsTriedAgain() throws IOException {
        server.breakAfter(120_000);
        download(3);
        assertThat(file).hasBinaryContent(content);
        assertThat(server.requests()).containsExactly("whole", "bytes=120000-", "bytes=240000-");
    }

    @Test
    void aFileThatChangedMeanwhileStartsAnew() throws IOException {
        server.breakAfter(100_000);
        assertThatThrownBy(() -> download(1)).isInstanceOf(IOException.class);
        server.breakAfter(Integer.MAX_VALUE);
        server.replace(bytes(2), "\"two\"");
        download(1);
        assertThat(file).hasBinaryContent(bytes(2));
    }

    @Test
    void withoutAVersionTheFileStartsAnew() throws IOException {
        server.replace(content, "");
        server.breakAfter(100_000);
        assertThatThrownBy(() -> download(1)).isInstanceOf(IOException.class);
        server.breakAfter(Integer.MAX_VALUE);
        download(1);
        assertThat(file).hasBinaryContent(content);
        assertThat(server.requests()).containsExactly("whole", "whole");
    }

    @Test
    void aPartThatIsWholeAlreadyIsTakenAsItIs() throws IOException {
        Files.write(part(), content);
        Files.writeString(folder.resolve("file.part.tag"), "\"one\"");
        download(1);
        assertThat(file).hasBinaryContent(content);
        assertThat(server.requests()).containsExactly("bytes=300000-");
    }

    @Test
    void aMissingFileIsNotTriedAgain() {
        server.answerWith(404);
        assertThatThrownBy(() -> download(5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(server.address("/file").toString())
                .hasMessageContaining("404");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aBusyServerIsTriedAgain() {
        server.answerWith(503);
        assertThatThrownBy(() -> download(3)).hasMessageContaining("503");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void anUnknownHostIsSaidInWords() {
        assertThatThrownBy(() -> new Download(Fetch.Listener.SILENT, Duration.ofSeconds(10), 1)
                        .run(URI.create("http://host.invalid/file"), file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("http://host.invalid/file: ");
    }
}
