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
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.cam4j.training.dashboard.DashboardServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as its reader meets it, in a browser. Pictures of it stay in {@code target/browser}. */
class DashboardIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String MAPS = "document.querySelectorAll('canvas[data-painted=map]').length";
    private static final int EPOCHS = 4;

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
        assertThat(program.out()).contains("| epoch", "(best)", "cam GT-known %");
    }

    @Tag("long")
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
            deeplearning4jsPages(browser, "http://127.0.0.1:" + port, "while-it-trains");

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
                assertThat(width(browser)).isLessThanOrEqualTo(1280);
                mapsOnRequest(browser);
                confusionAndZoom(browser);
                phone(browser);
                deeplearning4jsPages(browser, "http://127.0.0.1:" + port, "afterwards");
            }
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.hosts()).containsExactly(URI.create(page).getHost());
        }
    }

    /** Follows the links from page to page, and looks at the text and the pixels of each. */
    private static void deeplearning4jsPages(Browser browser, String server, String name)
            throws IOException, InterruptedException {
        browser.resize(1280, 900);
        browser.open(server + "/train");
        browser.await("location.pathname === '/train/overview' && " + drawn("#scoreiterchart"), PATIENCE);
        browser.await(drawn("#updateRatioChart") + " && " + drawn("#stdevChart"), PATIENCE);
        assertThat(text(browser))
                .contains(
                        "Training loss (cross-entropy) of single batches", "ComputationGraph", "Run run", "batch loss")
                .containsPattern("Start Time\\s+\\d{4}-\\d\\d-\\d\\d")
                .containsPattern("Training Time\\s+0 h 0\\d min")
                .doesNotContain("Score", "Loading", "${", "<html", "undefined", "NaN");
        picture(browser, "overview-" + name);
        browser.evaluate("document.querySelector('a.nav-link[href=model]').click()");
        browser.await("location.pathname === '/train/model' && window.cy && cy.nodes().length > 5", PATIENCE);
        browser.evaluate("void cy.nodes()[1].emit('click')");
        browser.await(
                drawn("#meanmag") + " && " + drawn("#activations") + " && " + drawn("#parametershistogram"), PATIENCE);
        browser.await(drawn("#updateshistogram") + " && " + drawn("#learningrate"), PATIENCE);
        assertThat(text(browser))
                .contains("Layer Information", "conv1_1", "Kernel size", "Layer Parameters Histogram")
                .doesNotContain("Loading", "${", "<html", "undefined");
        picture(browser, "model-" + name);
        browser.evaluate("document.querySelector('a.nav-link[href=system]').click()");
        browser.await("location.pathname === '/train/system' && " + drawn("#systemMemoryChartPlot"), PATIENCE);
        assertThat(text(browser))
                .contains("Memory of the process", "JVM heap", "ND4J Backend", "FLOAT")
                .doesNotContain("Loading", "${", "<html", "undefined", "NaN");
        picture(browser, "system-" + name);
        browser.evaluate("document.querySelector('a.header-text').click()");
        browser.await("location.pathname === '/cam4j' && " + MAPS + " >= 12", PATIENCE);
        assertThat(browser.complaints()).isEmpty();
    }

    private static String text(Browser browser) {
        return browser.evaluate("document.body.innerText").asText();
    }

    /** Whether a chart of flot has colored pixels: its axes and grid are gray. */
    private static String drawn(String chart) {
        return "(() => { const canvas = document.querySelector('" + chart + " canvas.flot-base');"
                + " const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
                + " for (let i = 0; i < all.length; i += 4) {"
                + " if (all[i + 3] > 100 && Math.abs(all[i] - all[i + 2]) > 60) { return true; } } return false; })()";
    }

    /** Chooses another method, and waits for its maps. */
    private static void mapsOnRequest(Browser browser) throws InterruptedException {
        browser.evaluate("document.querySelector('#askOpen').click()");
        browser.await("!document.querySelector('#ask').hidden", PATIENCE);
        browser.evaluate(
                "(() => { document.querySelector('#askMethod').value = 'layer-cam';"
                        + " document.querySelector('#askClass').value = '1'; document.querySelector('#ask').requestSubmit(); })()");
        browser.await(
                MAPS + " >= 18 && document.querySelector('#askNote').textContent.includes('model.zip')", PATIENCE);
        assertThat(browser.evaluate("document.querySelectorAll('#probes')[0].innerText")
                        .asText())
                .contains("layer-cam at ");
        browser.evaluate("document.querySelector('#askClear').click()");
        browser.await(MAPS + " === 12", PATIENCE);
    }

    private static void confusionAndZoom(Browser browser) throws InterruptedException {
        assertThat(browser.evaluate("document.querySelector('#confusionNote').textContent")
                        .asText())
                .contains("of 200 validation images are right");
        browser.evaluate("(() => { const matrix = document.querySelector('#matrix'); matrix.focus();"
                + " matrix.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown'})); })()");
        browser.await("document.querySelector('#cell').textContent.startsWith('True class ')", PATIENCE);
        browser.evaluate("document.querySelector('#probes .tile').click()");
        browser.await("document.querySelector('#zoom').open", PATIENCE);
        browser.evaluate("document.querySelector('#zoom').click()");
        browser.await("!document.querySelector('#zoom').open", PATIENCE);
    }

    private static int width(Browser browser) {
        return browser.evaluate("document.scrollingElement.scrollWidth").asInt();
    }

    @Tag("long")
    @Test
    void aRunIsShownFromItsFirstStepOnAndStopsWhenTheButtonIsPressed()
            throws IOException, InterruptedException, ExecutionException {
        try (Browser browser = Browser.start(folder)) {
            int port = freePort();
            Path run = folder.resolve("a-run-with-a-name-that-is-far-too-long-for-a-phone-".repeat(3));
            Object[] words = {
                "train",
                "--backbone",
                "mini",
                "--dataset",
                "parts",
                "--input-size",
                32,
                "--batch-size",
                1,
                "--epochs",
                2,
                "--out",
                run,
                "--quiet",
                "--probe-images",
                0,
                "--dashboard",
                "--port",
                port
            };
            CompletableFuture<Program> training = CompletableFuture.supplyAsync(() -> Program.run(words));
            awaitServer(port, training.thenAccept(program -> {}));
            browser.resize(1280, 900);
            browser.open("http://127.0.0.1:" + port + "/cam4j");
            browser.await("document.querySelectorAll('#stepCharts polyline').length >= 4", PATIENCE);
            assertThat(browser.evaluate("document.querySelector('#state').textContent")
                            .asText())
                    .contains("running, epoch 1 of 2");
            assertThat(text(browser)).contains("The first epoch is under way", "time left", "images per second");
            assertThat(width(browser)).isLessThanOrEqualTo(1280);
            picture(browser, "before-the-first-epoch");
            browser.resize(390, 844);
            assertThat(width(browser)).isLessThanOrEqualTo(390);
            picture(browser, "before-the-first-epoch-phone");
            browser.evaluate("document.querySelector('#stop').click()");
            browser.evaluate("document.querySelector('#stop').click()");
            Program ended = training.get();
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("Stopped on request in epoch ");
            browser.complaints(); // it asked while the server went away
            try (DashboardServer again = DashboardServer.start(folder, DashboardServer.DEFAULT_HOST, 0)) {
                browser.open(again.address());
                browser.await(
                        "document.querySelector('#state').textContent.startsWith('stopped on request')", PATIENCE);
                assertThat(width(browser)).isLessThanOrEqualTo(390);
                picture(browser, "stopped-phone");
            }
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

    @Tag("long")
    @Test
    void namesWithMarkupAreShownAsText() throws IOException, InterruptedException {
        try (Browser browser = Browser.start(folder)) {
            String markup =
                    "<img src=x onerror=\\\"document.title='hacked'\\\"><script>document.title='hacked'</script>";
            Path run = folder.resolve("runs/<script>document.title='hacked'<"); // a file name cannot hold the slash
            train(run, 1);
            for (String name : new String[] {"probes", "training"}) {
                Path file = run.resolve("dashboard/" + name + ".json");
                Files.writeString(
                        file,
                        Files.readString(file)
                                .replaceFirst(
                                        "\"classNames\" : \\[ \"[^\"]*\"",
                                        Matcher.quoteReplacement("\"classNames\" : [ \"" + markup + "\""))
                                .replaceFirst(
                                        "\"id\" : \"[^\"]*\"",
                                        Matcher.quoteReplacement("\"id\" : \"" + markup + "\"")));
            }
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
    }

    @Test
    void whoeverOpensItToTheNetworkGetsATokenOrAWarning() throws InterruptedException {
        serves("\\?token=[A-Za-z0-9_-]{32}", "");
        serves("\\?token=chosen-by-somebody", "", "--token", "chosen-by-somebody");
        serves(
                "",
                String.format(
                        Locale.ROOT,
                        "Warning: everyone who can reach 0.0.0.0 over the network can read the runs below %s, including images.%n",
                        folder),
                "--no-token");
        Program both = Program.run("dashboard", "--runs", folder, "--token", "x", "--no-token");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("exclude each other");
    }

    private void serves(String query, String warning, Object... more) throws InterruptedException {
        Object[] words = {"dashboard", "--runs", folder, "--host", "0.0.0.0", "--port", 0};
        Object[] all = Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray();
        AtomicReference<Program> program = new AtomicReference<>();
        Thread thread = new Thread(() -> program.set(Program.run(all)));
        thread.start();
        while (thread.isAlive() && (thread.getState() != Thread.State.WAITING || !serves(thread))) {
            Thread.sleep(50);
        }
        thread.interrupt();
        thread.join();
        Program ended = Objects.requireNonNull(program.get());
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEqualTo(warning);
        assertThat(ended.out()).matches("http://0\\.0\\.0\\.0:\\d+/cam4j" + query + "\\R");
    }

    /** Whether the command waits for its end rather than for something on its way there. */
    private static boolean serves(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith("CountDownLatch"))
                && Arrays.stream(thread.getStackTrace())
                        .noneMatch(frame -> frame.getClassName().endsWith("DashboardServer"));
    }
}
