package org.cam4j.training.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cam4j.datasets.fetch.Fetch;
import org.cam4j.training.backbone.Backbones;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server on this machine; torchvision's own address is not asked. */
class WeightsCacheTest {
    private static final int SIZE = 200_000;

    @TempDir
    Path folder;

    private final byte[] content = new byte[SIZE];
    private final List<String> requests = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Fetch.Listener listener = new Fetch.Listener() {
        @Override
        public void note(String line) {
            notes.add(line);
        }
    };
    private int breakAfter = Integer.MAX_VALUE;
    private HttpServer server;
    private WeightsCache cache;
    private PublishedWeights weights;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(content);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        weights = published("toy-" + hash.substring(0, 8) + ".pth");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/models/", this::answer);
        server.start();
        URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/models/");
        cache = new WeightsCache(folder.resolve("cache/weights"), address, false);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static PublishedWeights published(String file) {
        return new PublishedWeights("toy", "toy", PublishedWeights.IMAGENET, file, 97.8, 76, 93);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (SIZE - 1) + "/" + SIZE);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, SIZE - from);
        int sent = Math.min(breakAfter, SIZE - from);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(content, from, sent);
            out.flush();
            if (sent < SIZE - from) {
                throw new IOException("the server closes the connection of a handler that fails");
            }
        }
    }

    @Test
    void aFileIsDownloadedOnceAndItsSizeIsSaidBefore() throws IOException {
        Path file = cache.fetch(weights, listener);
        assertThat(file).hasBinaryContent(content).isEqualTo(cache.path(weights));
        assertThat(notes.get(0)).contains(cache.address() + weights.file(), "97.8 MB");
        assertThat(cache.has(weights)).isTrue();

        assertThat(cache.offline(true).fetch(weights, listener)).isEqualTo(file);
        assertThat(requests).containsExactly("/models/" + weights.file());
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.{part,tag,unverified}");
    }

    @Test
    void anInterruptedDownloadContinuesWhereItWas() throws IOException {
        breakAfter = 120_000;
        assertThat(cache.fetch(weights, listener)).hasBinaryContent(content);
        assertThat(requests).hasSize(2).last().asString().endsWith("bytes=120000-");
    }

    @Test
    void anotherFileIsRefusedAndRemoved() {
        PublishedWeights other = published("toy-0123abcd.pth");
        assertThatThrownBy(() -> cache.fetch(other, listener))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("SHA-256", "expected 0123abcd", "has been removed", "By hand: download");
        assertThat(cache.folder()).isEmptyDirectory();
    }

    @Test
    void withoutANetworkTheManualWayIsSaid() {
        WeightsCache closed = new WeightsCache(cache.folder(), URI.create("http://localhost:1/models/"), false);
        for (WeightsCache any : List.of(closed, cache.offline(true))) {
            assertThatThrownBy(() -> any.fetch(weights, listener))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(
                            "By hand: download " + any.address() + weights.file(), "save it as " + any.path(weights));
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void namesThatNobodyPublishesAreRefused() {
        assertThatThrownBy(() -> cache.find("mini", "imagenet", listener))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Backbone 'mini' has no weights 'imagenet'", "resnet50-v2");
        assertThatThrownBy(() -> cache.find("vgg16", "imagenet-v2", listener)).hasMessageContaining("'vgg16' has no");
    }

    @Test
    void theEmbeddedWeightsNeedNoDownload() throws IOException {
        assertThat(cache.offline(true).find("squeezenet1_1", "imagenet", listener))
                .isRegularFile();
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, '', /home/me/.cache/cam4j",
        "Linux, XDG_CACHE_HOME=/var/c, /var/c/cam4j",
        "Linux, CAM4J_CACHE=/big, /big",
        "Mac OS X, '', /home/me/Library/Caches/cam4j",
        "Windows 11, LOCALAPPDATA=/local, /local/cam4j",
        "Windows 11, '', /home/me/AppData/Local/cam4j"
    })
    void theCacheIsThePlatformsUnlessNamed(String system, String variable, String expected) {
        Map<String, String> environment =
                variable.isEmpty() ? Map.of() : Map.of(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        assertThat(WeightsCache.root(environment, system, "/home/me")).isEqualTo(Path.of(expected));
    }

    @Test
    void everyPublishedFileBelongsToABackboneAndNamesItsChecksum() {
        assertThat(PublishedWeights.all()).allSatisfy(entry -> {
            assertThat(Backbones.byId(entry.architecture()).architecture()).isEqualTo(entry.architecture());
            assertThat(entry.sha256Prefix()).matches("[0-9a-f]{8}");
            assertThat(PublishedWeights.find(entry.architecture(), entry.name()))
                    .contains(entry);
        });
        assertThat(PublishedWeights.all()).extracting(PublishedWeights::file).doesNotHaveDuplicates();
    }

    @Test
    void aFileThatArrivedButWasNotComparedIsComparedNow() throws IOException {
        Files.createDirectories(cache.folder());
        Files.write(cache.folder().resolve(weights.file() + ".unverified"), content);
        assertThat(cache.fetch(weights, listener)).hasBinaryContent(content);
        assertThat(requests).isEmpty();
    }
}
