package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.cam4j.training.dashboard.DashboardServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as its reader meets it, in a browser. Pictures of it stay in {@code target/browser}. */
class DashboardIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String MAPS = "document.querySelectorAll('canvas[data-painted=map]').length";
    private static final int EPOCHS = 3;

    @TempDir
    private Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void picture(Browser browser, String name) throws IOException {
        Path target = Files.createDirectories(Path.of("target/browser"));
        Files.write(target.resolve(name + ".png"), browser.screenshot(true));
    }

    private static void train(Path run, int epochs, Object... more) {
        Object[] words = {
            "train",
            "--backbone",
            "mini",
            "--head",
            "gap",
            "--dataset",
            "parts",
            "--input-size",
            32,
            "--epochs",
            epochs,
            "--out",
            run,
            "--probe-images",
            6,
            "--quiet"
        };
        Object[] all = Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray();
        Program program = Program.run(all);
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(program.out()).contains("| epoch", "(best)", "cam located %");
    }

    @Test
    void theCamPageShowsATrainingWhileItRunsAndAfterwards()
            throws IOException, InterruptedException, ExecutionException {
        try (Browser browser = Browser.start(folder)) {
            int port = freePort();
            String page = "http://127.0.0.1:" + port + "/cam4j";
            Path run = folder.resolve("run");
            CompletableFuture<Void> training =
                    CompletableFuture.runAsync(() -> train(run, EPOCHS, "--dashboard", "--port", port));
            awaitServer(port, training);
            browser.resize(1280, 900);
            browser.open(page);
            browser.await(MAPS + " >= 12", PATIENCE);
            assertThat(browser.evaluate("document.querySelectorAll('#charts svg polyline').length")
                            .asInt())
                    .isGreaterThanOrEqualTo(4);
            picture(browser, "while-it-trains");
            assertThat(browser.complaints()).isEmpty();
            browser.open("http://127.0.0.1:" + port + "/train/overview");
            Thread.sleep(1000);
            browser.complaints(); // the stock page's own

            browser.open(page);
            browser.await("document.querySelector('#state')", PATIENCE);
            training.get();
            browser.complaints(); // it asked while the server went away
            browser.await("document.querySelector('#message').textContent.includes('No answer')", PATIENCE);

            browser.complaints();
            try (DashboardServer again = DashboardServer.start(folder, DashboardServer.DEFAULT_HOST, port)) {
                assertThat(again.address()).isEqualTo(page);
                browser.reload();
                browser.await("document.body.dataset.epoch === '" + EPOCHS + "' && " + MAPS + " >= 12", PATIENCE);
                assertThat(browser.evaluate("document.querySelector('#state').textContent")
                                .asText())
                        .isEqualTo("finished");
                String before = browser.evaluate("document.querySelector('canvas[data-painted=map]').toDataURL()")
                        .asText();
                browser.evaluate(
                        "(() => { const slider = document.querySelector('#epoch'); slider.value = 1; slider.dispatchEvent(new Event('input')); })()");
                browser.await("document.body.dataset.epoch === '1' && " + MAPS + " >= 12", PATIENCE);
                assertThat(browser.evaluate("document.querySelector('#epochText').textContent")
                                .asText())
                        .isEqualTo("epoch 1 of " + EPOCHS);
                assertThat(browser.evaluate("document.querySelector('canvas[data-painted=map]').toDataURL()")
                                .asText())
                        .isNotEqualTo(before);
                browser.reload();
                browser.await("document.body.dataset.epoch === '1' && " + MAPS + " >= 12", PATIENCE);
                picture(browser, "first-epoch");
                phone(browser);
            }
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.hosts()).containsExactly(URI.create(page).getHost());
        }
    }

    private static void phone(Browser browser) throws IOException, InterruptedException {
        browser.resize(390, 844);
        browser.reload();
        browser.await(MAPS + " >= 12", PATIENCE);
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
        picture(browser, "phone");
    }

    private static void awaitServer(int port, CompletableFuture<Void> training) throws InterruptedException {
        while (!training.isDone()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        training.join();
    }

    @Test
    void namesWithMarkupAreShownAsText() throws IOException, InterruptedException {
        try (Browser browser = Browser.start(folder)) {
            String markup =
                    "<img src=x onerror=\\\"document.title='hacked'\\\"><script>document.title='hacked'</script>";
            Path run = folder.resolve("runs/<script>document.title='hacked'<"); // a file name cannot hold the slash
            train(run, 1);
            Path probes = run.resolve("dashboard/probes.json");
            String hostile = Files.readString(probes)
                    .replaceFirst(
                            "\"classNames\" : \\[ \"[^\"]*\"",
                            Matcher.quoteReplacement("\"classNames\" : [ \"" + markup + "\""))
                    .replaceFirst("\"id\" : \"[^\"]*\"", Matcher.quoteReplacement("\"id\" : \"" + markup + "\""));
            Files.writeString(probes, hostile);
            try (DashboardServer server = DashboardServer.start(folder, DashboardServer.DEFAULT_HOST, 0)) {
                browser.resize(1280, 900);
                browser.open(server.address());
                browser.await(MAPS + " >= 12", PATIENCE);
                assertThat(browser.evaluate("document.body.innerText").asText())
                        .contains("<script>document.title='hacked'</script>", "<img src=x onerror=");
                assertThat(browser.evaluate("document.title").asText()).startsWith("cam4j");
                assertThat(browser.evaluate("document.querySelectorAll('body script, body img').length")
                                .asInt())
                        .isZero();
                picture(browser, "markup-as-text");
            }
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aWrongCallIsSaidInOneLineAndServesNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Program dashboard = Program.run("dashboard", "--runs", folder, "--port", taken.getLocalPort());
            assertThat(dashboard.code()).isEqualTo(2);
            assertThat(dashboard.err()).contains("is taken by another program").hasLineCount(1);
            Program training = Program.run(
                    "train",
                    "--backbone",
                    "mini",
                    "--dataset",
                    "parts",
                    "--out",
                    folder.resolve("run"),
                    "--dashboard",
                    "--port",
                    taken.getLocalPort());
            assertThat(training.code()).isEqualTo(2);
            assertThat(training.err()).contains("is taken by another program");
            assertThat(folder.resolve("run/checkpoint.zip")).doesNotExist();
        }
        Program nowhere = Program.run("dashboard", "--runs", folder.resolve("nowhere"));
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("found nothing; expected a folder with runs");
        Program blind = Program.run(
                "train",
                "--backbone",
                "mini",
                "--dataset",
                "parts",
                "--out",
                folder.resolve("run"),
                "--dashboard",
                "--probe-images",
                0);
        assertThat(blind.code()).isEqualTo(2);
        assertThat(blind.err()).contains("there would be nothing to show");
    }

    @Test
    void whoeverOpensItToTheNetworkIsWarned() throws InterruptedException {
        AtomicReference<Program> program = new AtomicReference<>();
        Thread thread = new Thread(
                () -> program.set(Program.run("dashboard", "--runs", folder, "--host", "0.0.0.0", "--port", 0)));
        thread.start();
        while (thread.isAlive() && (thread.getState() != Thread.State.WAITING || !serves(thread))) {
            Thread.sleep(50);
        }
        thread.interrupt();
        thread.join();
        Program ended = Objects.requireNonNull(program.get());
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).startsWith("Warning: whoever reaches 0.0.0.0").contains("there is no password");
        assertThat(ended.out()).startsWith("http://0.0.0.0:");
    }

    /** Whether the command waits for its end rather than for something on its way there. */
    private static boolean serves(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith("CountDownLatch"))
                && Arrays.stream(thread.getStackTrace())
                        .noneMatch(frame -> frame.getClassName().endsWith("DashboardServer"));
    }
}
