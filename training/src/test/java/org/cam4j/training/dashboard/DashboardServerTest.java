package org.cam4j.training.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardServerTest {
    private static final String HOSTILE = "<script>alert(1)</script>";

    @TempDir
    private static Path root;

    private static DashboardServer server;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        ShortRun.fit(root.resolve("runs/one"), 1, false, FitListener.NONE);
        Path hostile = root.resolve("runs/two <b>");
        ShortRun.copy(root.resolve("runs/one"), hostile);
        Path probes = hostile.resolve("dashboard/probes.json");
        Files.writeString(
                probes,
                Files.readString(probes)
                        .replaceFirst("\"classNames\" : \\[ \"[^\"]*\"", "\"classNames\" : [ \"" + HOSTILE + "\""));
        Files.writeString(root.resolve("secret.json"), "secret");
        server = DashboardServer.start(root.resolve("runs"), DashboardServer.DEFAULT_HOST, 0);
        port = URI.create(server.address()).getPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String ask(String request, String host) throws IOException {
        return RawRequest.send(port, request, host, "");
    }

    private static String get(String path) throws IOException {
        return ask("GET " + path, "localhost:" + port);
    }

    private static String getFrom(String headers, String path) throws IOException {
        return RawRequest.send(port, "GET " + path, "localhost:" + port, headers);
    }

    private static JsonNode json(String path) throws IOException {
        String answer = get(path);
        assertThat(answer).startsWith("HTTP/1.1 200");
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    private static String idOf(String name) throws IOException {
        for (JsonNode line : json("/cam4j/runs")) {
            if (line.path("name").asText().equals(name)) {
                return line.path("id").asText();
            }
        }
        throw new AssertionError("No run " + name);
    }

    @Test
    void aRunItsEpochsAndItsImagesCanBeRead() throws IOException {
        String run = "/cam4j/runs/" + idOf("one");
        assertThat(json(run).at("/probes/images")).hasSize(ShortRun.PROBES);
        assertThat(json(run).at("/epochs/0/result/epoch").asInt()).isEqualTo(1);
        assertThat(json(run + "/epochs/1").at("/probes/0/found/cam/map/values").asText())
                .isNotEmpty();
        assertThat(get(run + "/images/0")).startsWith("HTTP/1.1 200").containsIgnoringCase("content-type: image/png");
        assertThat(get("/cam4j")).contains("<title>cam4j");
        assertThat(get("/cam4j/assets/page.js")).startsWith("HTTP/1.1 200");
        assertThat(get("/")).startsWith("HTTP/1.1 302").contains("/cam4j");
    }

    @Test
    void unknownRunsEpochsProbesAndFilesAre404() throws IOException {
        String run = "/cam4j/runs/" + idOf("one");
        for (String path : List.of(
                "/cam4j/runs/0123456789abcdef",
                "/cam4j/runs/one",
                run + "/epochs/2",
                run + "/epochs/0",
                run + "/epochs/-1",
                run + "/epochs/99999999999999",
                run + "/epochs/one",
                run + "/images/4",
                run + "/images/x",
                "/cam4j/assets/index.class",
                "/cam4j/nothing")) {
            assertThat(get(path)).as(path).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void noPathLeadsOutOfTheRuns() throws IOException {
        String run = "/cam4j/runs/" + idOf("one");
        for (String path : List.of(
                "/cam4j/runs/..",
                "/cam4j/runs/../secret.json",
                "/cam4j/runs/%2e%2e%2fsecret.json",
                "/cam4j/runs/..%2f",
                run + "/images/../probes.json",
                run + "/epochs/..%2fprobes",
                run + "/epochs/1%00",
                "/cam4j/assets/..%2fpage.js",
                "/cam4j/assets/../CamPage.class",
                "/assets/../../../../../../../../etc/passwd",
                "/assets/css/../../../../../../../../etc/passwd",
                "/assets/css/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/assets/webjars/../../../../../../etc/passwd",
                "/assets//etc/passwd",
                "//etc/passwd",
                "/assets\\..\\..\\etc\\passwd")) {
            assertThat(get(path)).as(path).startsWith("HTTP/1.1 40").doesNotContain("secret\"", "root:", "CamPage");
        }
    }

    @Test
    void otherModulesUploadsAndOtherMethodsAreRefused() throws IOException {
        for (String path : List.of("/tsne", "/activations", "/samediff", "/remoteReceive")) {
            assertThat(get(path)).as(path).startsWith("HTTP/1.1 404");
        }
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
            assertThat(ask(method + " /cam4j/runs", "localhost:" + port))
                    .as(method)
                    .startsWith("HTTP/1.1 405");
        }
        assertThat(ask("POST /remoteReceive", "localhost:" + port)).startsWith("HTTP/1.1 405");
    }

    @Test
    void aPageOfAnotherNameCannotReadIt() throws IOException {
        for (String host :
                List.of("evil.example", "evil.example:" + port, "localhost.evil.example", "127.0.0.1.evil.example")) {
            assertThat(ask("GET /cam4j/runs", host)).as(host).startsWith("HTTP/1.1 403");
        }
        assertThat(ask("GET /cam4j/runs", "127.0.0.1:" + port)).startsWith("HTTP/1.1 200");
    }

    @Test
    void namesWithMarkupTravelAsData() throws IOException {
        String answer = get("/cam4j/runs/" + idOf("two <b>"));
        assertThat(answer)
                .containsIgnoringCase("content-type: application/json")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .contains("script-src 'self'")
                .contains(HOSTILE);
        for (String file : List.of(
                "page.js",
                "charts.js",
                "confusion.js",
                "curves.js",
                "elements.js",
                "format.js",
                "maps.js",
                "probes.js",
                "progress.js",
                "request.js",
                "server.js",
                "state.js",
                "tables.js",
                "worse.js",
                "zoom.js")) {
            assertThat(get("/cam4j/assets/" + file))
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(");
        }
    }

    @Test
    void deeplearning4jsPagesHaveATypeAndNameNoOtherHost() throws IOException {
        String run = idOf("one");
        for (String path : List.of("/train/overview", "/train/model", "/train/system", "/train/" + run + "/overview")) {
            String page = get(path);
            assertThat(page)
                    .as(path)
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("content-type: text/html; charset=utf-8")
                    .doesNotContain("${", "Model Score", "setlang", "languageSelect");
            assertThat(page.replaceAll("https?://www\\.apache\\.org/licenses/\\S*", ""))
                    .doesNotContain("src=\"http", "src=\"//", "href=\"http", "href=\"//");
        }
        assertThat(get("/train")).startsWith("HTTP/1.1 302").contains("/train/overview");
        assertThat(get("/assets/webjars/jquery/3.4.1/dist/jquery.min.js"))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("content-type: text/javascript");
        assertThat(get("/assets/js/train/overview.js")).contains("batch loss").doesNotContain("label: \"score\"");
    }

    @Test
    void theNumbersOfATrainingAreFilled() throws IOException {
        String train = "/train/" + idOf("one");
        JsonNode overview = json(train + "/overview/data");
        assertThat(overview.at("/scores").size())
                .isPositive()
                .isEqualTo(overview.at("/scoresIter").size());
        assertThat(overview.at("/updateRatios/conv1_1_W")).hasSameSizeAs(overview.at("/scores"));
        assertThat(overview.at("/perf/0/1").asText()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d .+");
        assertThat(overview.at("/perf/1/1").asText()).matches("0 h 0\\d min \\d\\d s");
        JsonNode graph = json(train + "/model/graph");
        int layer = -1;
        for (int i = 0; i < graph.at("/vertexNames").size(); i++) {
            layer = graph.at("/vertexNames/" + i).asText().equals("conv1_1") ? i : layer;
        }
        JsonNode data = json(train + "/model/data/" + layer);
        assertThat(data.at("/meanMag/paramMM/W")).hasSameSizeAs(overview.at("/scores"));
        assertThat(data.at("/activations/mean")).hasSameSizeAs(overview.at("/scores"));
        assertThat(data.at("/paramHist/W/counts").size()).isPositive();
        assertThat(data.at("/learningRates/lrs/W/0").asDouble()).isPositive();
        assertThat(json(train + "/system/data").at("/memory/0/values/1/0").asDouble())
                .isBetween(0.0, 1.0);
        assertThat(get(train + "/model/data/99999")).startsWith("HTTP/1.1 404");
    }

    @Test
    void onlyNewEpochsAreSentAndAnUnchangedListNotAtAll() throws IOException {
        String run = "/cam4j/runs/" + idOf("one");
        JsonNode all = json(run);
        assertThat(all.at("/epochs")).hasSize(1);
        JsonNode news = json(run + "?after=1&mark=" + all.at("/mark").asText());
        assertThat(news.at("/epochs")).isEmpty();
        assertThat(news.at("/probes").isNull()).isTrue();
        assertThat(json(run + "?after=1&mark=ofarunbefore").at("/epochs")).hasSize(1);
        String list = get("/cam4j/runs");
        String mark = list.replaceAll("(?is).*\\netag: *([^\\r]+)\\r.*", "$1");
        assertThat(getFrom("If-None-Match: " + mark + "\r\n", "/cam4j/runs")).startsWith("HTTP/1.1 304");
    }

    @Test
    void aRunThatWasKilledIsToldFromOneThatRunsAndOneThatIsFinished() throws IOException {
        Path run = root.resolve("states");
        ShortRun.copy(root.resolve("runs/one"), run);
        long now = System.currentTimeMillis();
        Path process = run.resolve("dashboard/process.json");
        assertThat(RunState.of(run, now).state()).isEqualTo(RunState.State.RUNNING); // by this process
        String alive = Files.readString(process);
        Files.writeString(process, alive.replaceFirst("\"started\" : \\d+", "\"started\" : 1000"));
        assertThat(RunState.of(run, now).state()).isEqualTo(RunState.State.STOPPED); // the number was given again
        Files.writeString(process, alive.replaceFirst("\"place\" : \"", "\"place\" : \"elsewhere "));
        assertThat(RunState.of(run, now + 600_000))
                .satisfies(state -> assertThat(state.state()).isEqualTo(RunState.State.UNKNOWN))
                .satisfies(state -> assertThat(state.quietMinutes()).isBetween(9L, 10L));
        Files.copy(root.resolve("runs/one/run.json"), run.resolve("run.json"));
        assertThat(RunState.of(run, now).state()).isEqualTo(RunState.State.FINISHED);
    }

    @Test
    void pagesOfOtherSitesAndLongAddressesAreRefused() throws IOException {
        for (String headers : List.of(
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
                "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
                "Origin: http://evil.example\r\n",
                "Origin: null\r\n")) {
            assertThat(getFrom(headers, "/cam4j/runs")).as(headers).startsWith("HTTP/1.1 403");
        }
        assertThat(getFrom(
                        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
                        "/cam4j"))
                .startsWith("HTTP/1.1 200");
        for (String path : List.of("/setlang/de", "/train/sessions/set/x", "/train/workers/setByIdx/0")) {
            assertThat(get(path)).as(path).startsWith("HTTP/1.1 404");
        }
        assertThat(get("/cam4j/" + "a/".repeat(1500))).startsWith("HTTP/1.1 414");
        assertThat(get("/cam4j/" + "a/".repeat(200))).startsWith("HTTP/1.1 414");
    }

    @Test
    void aTokenIsNeededOnceAndThenKeptInACookie() throws IOException {
        String token = DashboardServer.randomToken();
        assertThat(token).hasSize(32).isNotEqualTo(DashboardServer.randomToken());
        try (DashboardServer guarded = DashboardServer.start(root.resolve("runs"), "0.0.0.0", 0, Optional.of(token))) {
            URI address = URI.create(guarded.address());
            assertThat(address.getQuery()).isEqualTo("token=" + token);
            int there = address.getPort();
            String host = "127.0.0.1:" + there;
            for (String path : List.of(
                    "/",
                    "/cam4j",
                    "/cam4j/runs",
                    "/train/overview",
                    "/assets/css/style.css",
                    "/cam4j?token=",
                    "/cam4j?token=x" + token)) {
                assertThat(RawRequest.send(there, "GET " + path, host, ""))
                        .as(path)
                        .startsWith("HTTP/1.1 401");
            }
            assertThat(RawRequest.send(there, "GET /cam4j?token=" + token, host, ""))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase(
                            "set-cookie: cam4j_token_" + there + "=" + token + "; Path=/; HttpOnly; SameSite=Strict");
            String cookie = "Cookie: other=1; cam4j_token_" + there + "=" + token + "\r\n";
            assertThat(RawRequest.send(there, "GET /train/overview", host, cookie))
                    .startsWith("HTTP/1.1 200");
            assertThat(RawRequest.send(there, "GET /cam4j/runs", "evil.example:" + there, cookie))
                    .startsWith("HTTP/1.1 403");
            assertThat(RawRequest.send(there, "GET /cam4j", host, cookie.replace(token, token + "x")))
                    .startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void nothingIsKeptInTheTemporaryDirectory() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<String> before = vertxFolders(temporary);
        try (DashboardServer other = DashboardServer.start(root.resolve("runs"), DashboardServer.DEFAULT_HOST, 0)) {
            int there = URI.create(other.address()).getPort();
            assertThat(RawRequest.send(there, "GET /assets/css/style.css", "localhost", ""))
                    .startsWith("HTTP/1.1 200");
            assertThat(vertxFolders(temporary)).isEqualTo(before);
        }
    }

    private static List<String> vertxFolders(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("vertx") || name.startsWith("DL4JUI"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatIsNoRegularFileIsNotOpened() throws IOException {
        Path run = root.resolve("irregular");
        ShortRun.copy(root.resolve("runs/one"), run);
        Path image = run.resolve("dashboard/images/0.png");
        Files.delete(image);
        Files.createDirectory(image);
        assertThatIOException()
                .isThrownBy(() -> new ProbeFolder(run).imageBytes(0))
                .withMessageContaining("is not a regular file");
        Files.delete(image);
        Files.createSymbolicLink(image, root.resolve("secret.json"));
        assertThatIOException()
                .isThrownBy(() -> new ProbeFolder(run).imageBytes(0))
                .withMessageContaining("is a link");
        Path real = Files.move(run.resolve("dashboard"), root.resolve("elsewhere"));
        Files.createSymbolicLink(run.resolve("dashboard"), real);
        assertThat(new ProbeFolder(run).exists()).isFalse();
        assertThatIOException().isThrownBy(() -> new ProbeFolder(run).probes()).withMessageContaining("is a link");
    }

    @Test
    void nothingListensBeyondLoopback() throws IOException {
        Path table = Path.of("/proc/net/tcp");
        Assumptions.assumeTrue(Files.exists(table), "There is no " + table);
        String hexPort = String.format(Locale.ROOT, ":%04X", port);
        List<String> addresses = new ArrayList<>();
        for (Path file : List.of(table, Path.of("/proc/net/tcp6"))) {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields.length > 3 && fields[3].equals("0A")) // listens
                        .map(fields -> fields[1])
                        .filter(address -> address.endsWith(hexPort))
                        .forEach(addresses::add);
            }
        }
        byte[] loopback = {1, 0, 0, 127};
        assertThat(addresses)
                .isNotEmpty()
                .allSatisfy(address -> assertThat(address)
                        .isIn(
                                HexFormat.of().withUpperCase().formatHex(loopback) + hexPort,
                                "0000000000000000FFFF00000100007F" + hexPort));
    }

    @Test
    void aTakenPortAStrangeHostAndAMissingFolderAreSaidInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DashboardServer.start(root, "127.0.0.1", taken.getLocalPort()))
                    .withMessage(
                            "Port %d of 127.0.0.1 is taken by another program, perhaps another dashboard. Stop it, or choose another --port; 0 picks a free one.",
                            taken.getLocalPort());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DashboardServer.start(root, "no.such.host.invalid", 0))
                .withMessageContaining("'no.such.host.invalid' is unknown");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DashboardServer.start(root, "192.0.2.1", 0))
                .withMessageContaining("Cannot listen on port 0 of 192.0.2.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DashboardServer.start(root.resolve("nothing"), "127.0.0.1", 0))
                .withMessageContaining("found nothing; expected a folder with runs");
    }
}
