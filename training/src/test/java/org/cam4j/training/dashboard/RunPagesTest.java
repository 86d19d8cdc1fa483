package org.cam4j.training.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.training.fit.FitListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPagesTest {
    @TempDir
    private static Path root;

    private static DashboardServer server;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        ShortRun.fit(root.resolve("runs/one"), 1, false, FitListener.NONE);
        ShortRun.copy(root.resolve("runs/one"), root.resolve("runs/copy")); // without a model
        server = DashboardServer.start(root.resolve("runs"), DashboardServer.DEFAULT_HOST, 0);
        port = URI.create(server.address()).getPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get(String path) throws IOException {
        return RawRequest.send(port, "GET " + path, "localhost:" + port, "");
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
    void onlyThePageCanStopARunAndOnlyOneThatRuns() throws IOException {
        Path folder = root.resolve("stoppable");
        ShortRun.copy(root.resolve("runs/one"), folder);
        Path progress = folder.resolve("dashboard/progress.json");
        Files.writeString(progress, Files.readString(progress).replace("FINISHED", "RUNNING"));
        String run = idOf("one");
        assertThat(json("/cam4j/runs/" + run).at("/stopToken").isNull()).isTrue(); // it is finished
        try (DashboardServer here = DashboardServer.start(folder, DashboardServer.DEFAULT_HOST, 0)) {
            int there = URI.create(here.address()).getPort();
            String host = "127.0.0.1:" + there;
            String list = RawRequest.send(there, "GET /cam4j/runs", host, "");
            String id = list.replaceAll("(?s).*\"id\":\"([0-9a-f]+)\".*", "$1");
            String news = RawRequest.send(there, "GET /cam4j/runs/" + id, host, "");
            String token = news.replaceAll("(?s).*\"stopToken\":\"([^\"]+)\".*", "$1");
            assertThat(token).hasSize(32);
            String right = "X-Cam4j-Stop: " + token + "\r\n";
            String post = "POST /cam4j/runs/" + id + "/stop";
            Path stop = folder.resolve("dashboard/stop");
            for (String headers : List.of(
                    "",
                    "X-Cam4j-Stop: x\r\n",
                    right + "Origin: http://evil.example\r\n",
                    right + "Sec-Fetch-Site: cross-site\r\n")) {
                assertThat(RawRequest.send(there, post, host, headers))
                        .as(headers)
                        .startsWith("HTTP/1.1 403");
            }
            assertThat(RawRequest.send(there, post, "evil.example", right)).startsWith("HTTP/1.1 403");
            assertThat(RawRequest.send(there, "POST /cam4j/runs/0123456789abcdef/stop", host, right))
                    .startsWith("HTTP/1.1 404");
            assertThat(RawRequest.send(there, "POST /cam4j/runs/" + id + "/epochs", host, right))
                    .startsWith("HTTP/1.1 405");
            assertThat(RawRequest.send(there, "GET /cam4j/runs/" + id + "/stop", host, right))
                    .startsWith("HTTP/1.1 404");
            assertThat(stop).doesNotExist();
            assertThat(RawRequest.send(there, post, host, right)).startsWith("HTTP/1.1 202");
            assertThat(stop).isEmptyFile();
            Files.writeString(progress, Files.readString(progress).replace("RUNNING", "STOPPED"));
            assertThat(RawRequest.send(there, post, host, right)).startsWith("HTTP/1.1 409");
        }
        assertThat(RawRequest.send(port, "POST /cam4j/runs/" + run + "/stop", "localhost:" + port, ""))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void curvesPerStepConfusionAndTablesCanBeRead() throws IOException {
        String run = "/cam4j/runs/" + idOf("one");
        JsonNode steps = json(run + "/steps");
        assertThat(steps.at("/lines").size()).isGreaterThanOrEqualTo(2);
        assertThat(steps.at("/lines/0/loss").asDouble()).isPositive();
        JsonNode news = json(run + "/steps?after=1&mark=" + steps.at("/mark").asText());
        assertThat(news.at("/continues").asBoolean()).isTrue();
        assertThat(news.at("/lines")).hasSize(steps.at("/lines").size() - 1);
        assertThat(json(run + "/steps?after=1&mark=other").at("/lines")).hasSameSizeAs(steps.at("/lines"));
        assertThat(json(run + "/confusion").at("/last/counts")).hasSize(ShortRun.CLASSES);
        assertThat(get(run + "/history.csv"))
                .containsIgnoringCase("content-type: text/csv")
                .contains("attachment; filename=\"one-history.csv\"", "epoch,steps,train_loss");
        assertThat(get(run + "/steps.csv")).contains("step,epoch,loss,learning_rate");
        JsonNode line = json("/cam4j/runs").get(1);
        assertThat(line.at("/settings/learningRate").asText()).isEqualTo("0.002");
        assertThat(line.at("/started").asLong()).isPositive();
        assertThat(json(run).at("/training/classNames")).hasSize(ShortRun.CLASSES);
        assertThat(json(run).at("/progress/state").asText()).isEqualTo("FINISHED");
    }

    @Test
    void mapsAreComputedOnRequest() throws IOException {
        String run = "/cam4j/runs/" + idOf("one");
        JsonNode choices = json(run + "/explain");
        assertThat(choices.at("/methods").toString())
                .contains("\"grad-cam\"", "\"cam\"")
                .doesNotContain("score-cam", "ablation-cam");
        String layer = choices.at("/layers/0").asText();
        JsonNode map = json(run + "/explain/1?method=grad-cam&layer=" + layer + "&class=2");
        assertThat(map.at("/label").asInt()).isEqualTo(2);
        assertThat(map.at("/probability").asDouble()).isBetween(0.0, 1.0);
        assertThat(map.at("/found/map/values").asText()).isNotEmpty();
        for (String query : List.of(
                "",
                "?method=grad-cam",
                "?method=score-cam&layer=" + layer,
                "?method=grad-cam&layer=nothing",
                "?method=grad-cam&class=99&layer=" + layer,
                "?method=grad-cam&class=-1&layer=" + layer)) {
            assertThat(get(run + "/explain/1" + query)).as(query).startsWith("HTTP/1.1 404");
        }
        assertThat(get(run + "/explain/9?method=cam&layer=" + layer)).startsWith("HTTP/1.1 404");
        assertThat(get("/cam4j/runs/" + idOf("copy") + "/explain"))
                .startsWith("HTTP/1.1 409")
                .contains("no model.zip yet");
    }

    @Test
    void aTrainingWithoutProbesIsListedFarBelowAndInHiddenFolders() throws IOException {
        Path top = root.resolve("deep/.work");
        ShortRun.fitAlone(top.resolve("a/b/c/d/e/alone"), 1);
        try (DashboardServer deep = DashboardServer.start(top, DashboardServer.DEFAULT_HOST, 0)) {
            int there = URI.create(deep.address()).getPort();
            assertThat(RawRequest.send(there, "GET /cam4j/runs", "localhost:" + there, ""))
                    .contains(
                            "\"name\":\"a/b/c/d/e/alone\"",
                            "\"state\":\"FINISHED\"",
                            "mini+gap",
                            "\"best\":{\"epoch\":1");
        }
    }
}
