package org.cam4j.experiments.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Chromium without a window, spoken to over its DevTools protocol. Keeps every address that was asked for and every complaint in the console. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Process process, URI page) {
        this.process = process;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .join();
    }

    /** Starts it; where there is none the test is skipped, or fails when {@code CAM4J_REQUIRE} contains {@code browser}. */
    static Browser start(Path folder) throws IOException, InterruptedException {
        Path profile = Files.createDirectories(folder.resolve("profile"));
        List<String> command = new ArrayList<>(List.of(
                find().toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-first-run",
                "--disable-gpu",
                "--disable-quic",
                "--hide-scrollbars",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-sync",
                "about:blank"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add(1, "--no-sandbox"); // Chromium refuses to build its sandbox for root
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.log").toFile())
                .start();
        Path portFile = profile.resolve("DevToolsActivePort");
        for (long end = System.nanoTime() + PATIENCE.toNanos();
                !Files.exists(portFile) || Files.readString(portFile).lines().count() < 2;
                Thread.sleep(50)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException("Chromium did not start: " + Files.readString(folder.resolve("chromium.log")));
            }
        }
        String port = Files.readString(portFile).lines().findFirst().orElseThrow();
        HttpRequest newPage = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        String answer = HttpClient.newHttpClient()
                .send(newPage, BodyHandlers.ofString())
                .body();
        Browser browser = new Browser(
                process,
                URI.create(JSON.readTree(answer).path("webSocketDebuggerUrl").asText()));
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            browser.call(domain + ".enable", Map.of());
        }
        return browser;
    }

    private static Path find() {
        List<String> names = List.of("chromium", "chromium-browser", "google-chrome");
        for (String folder : String.valueOf(System.getenv("PATH")).split(File.pathSeparator)) {
            for (String name : names) {
                Path file = Path.of(folder, name);
                if (Files.isExecutable(file)) {
                    return file;
                }
            }
        }
        String absent =
                "There is no browser: none of " + names + " is on the PATH; on Debian: apt-get install chromium.";
        String required = System.getenv("CAM4J_REQUIRE");
        if (required != null && List.of(required.split(",")).contains("browser")) {
            return Assertions.fail(absent);
        }
        Assumptions.abort(absent);
        throw new IllegalStateException(absent);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                hear(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void hear(String message) {
        JsonNode heard;
        try {
            heard = JSON.readTree(message);
        } catch (IOException malformed) {
            complaints.add("DevTools said " + message);
            return;
        }
        CompletableFuture<JsonNode> asked = waiting.remove(heard.path("id").asInt());
        if (asked != null) {
            asked.complete(heard);
        }
        switch (heard.path("method").asText()) {
            case "Network.requestWillBeSent" ->
                requests.add(heard.at("/params/request/url").asText());
            case "Runtime.exceptionThrown" ->
                complaints.add(heard.at("/params/exceptionDetails").toString());
            case "Log.entryAdded" -> complain(heard.at("/params/entry"), "level");
            case "Runtime.consoleAPICalled" -> complain(heard.path("params"), "type");
            default -> {}
        }
    }

    private void complain(JsonNode entry, String level) {
        if (List.of("error", "warning", "assert").contains(entry.path(level).asText())) {
            complaints.add(entry.toString());
        }
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int id = last.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(message.toString(), true);
        JsonNode result =
                answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (result.has("error")) {
            throw new AssertionError(method + ": " + result.path("error"));
        }
        return result.path("result");
    }

    void open(String address) {
        call("Page.navigate", Map.of("url", "about:blank")); // so that a new place in the same page is loaded too
        call("Page.navigate", Map.of("url", address));
    }

    void reload() {
        call("Page.reload", Map.of("ignoreCache", true));
    }

    /** The window's size in CSS pixels. */
    void resize(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** Shows the page as it is printed, or with {@code screen} as on a screen again. */
    void media(String type) {
        call("Emulation.setEmulatedMedia", Map.of("media", type));
    }

    /** The value of a JavaScript expression. */
    JsonNode evaluate(String expression) {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Waits until a JavaScript expression is true; one that fails, since the page is not there yet, is not. */
    void await(String expression, Duration patience) throws InterruptedException {
        for (long end = System.nanoTime() + patience.toNanos(); System.nanoTime() < end; Thread.sleep(100)) {
            if (evaluate("(() => { try { return Boolean(" + expression + "); } catch { return false; } })()")
                    .asBoolean()) {
                return;
            }
        }
        throw new AssertionError("Never true: " + expression + "\nPage: " + evaluate("document.body.innerText")
                + "\nConsole: " + complaints);
    }

    /** A picture of the page as PNG, of all of it or of what the window shows. */
    byte[] screenshot(boolean whole) {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole))
                        .path("data")
                        .asText());
    }

    /** Hosts that were asked for anything, each once. */
    List<String> hosts() {
        return requests.stream()
                .filter(request -> request.startsWith("http") || request.startsWith("ws"))
                .map(request -> String.valueOf(URI.create(request).getHost()))
                .distinct()
                .toList();
    }

    /** Errors and warnings of the console since the last call. */
    List<String> complaints() {
        List<String> heard = List.copyOf(complaints);
        complaints.clear();
        return heard;
    }

    @Override
    public void close() {
        socket.abort();
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
