package org.cam4j.training.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cam4j.training.dashboard.RunFolders.Run;
import org.cam4j.training.run.RunRecord;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.core.storage.StatsStorageEvent;
import org.deeplearning4j.ui.api.HttpMethod;
import org.deeplearning4j.ui.api.Route;
import org.deeplearning4j.ui.api.UIModule;
import org.deeplearning4j.ui.i18n.I18NResource;
import org.jspecify.annotations.Nullable;

/**
 * The page {@code /cam4j} of Deeplearning4j's UI: where networks look while they learn. The UI finds it by itself; it shows the runs below the folder that the deployment's
 * configuration names under {@value #RUNS}, as {@link DashboardServer} does, and in any other UI server nothing at all.
 *
 * <pre>
 * /cam4j                             the page; its scripts and styles below /cam4j/assets
 * /cam4j/runs                        every run in a line
 * /cam4j/runs/RUN                    its probes and timeline
 * /cam4j/runs/RUN/epochs/EPOCH       maps, boxes, answers, classes
 * /cam4j/runs/RUN/images/PROBE       a probe's pixels
 * </pre>
 *
 * <p>A run is named by an id out of the list, epoch and probe by a number that the run has; anything else is 404.
 */
public final class CamPage implements UIModule {
    /** The key of the configuration. */
    static final String RUNS = "cam4j.runs";

    private static final Duration KEPT = Duration.ofSeconds(5);

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> ASSETS = Map.of(
            "page.js", "text/javascript; charset=utf-8",
            "maps.js", "text/javascript; charset=utf-8",
            "charts.js", "text/javascript; charset=utf-8",
            "elements.js", "text/javascript; charset=utf-8",
            "worse.js", "text/javascript; charset=utf-8",
            "page.css", "text/css; charset=utf-8");

    private final ObjectMapper json = new ObjectMapper();
    private final Set<StatsStorage> attached = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Found found;

    private record Found(Map<String, Run> runs, long nanoTime) {}

    /** One line of the list. */
    private record Line(
            String id,
            String name,
            String dataset,
            String network,
            int epochs,
            boolean finished,
            Timeline.@Nullable Epoch last) {}

    /** A run. */
    private record Shown(
            String id,
            String name,
            boolean finished,
            boolean statistics,
            ProbeSet probes,
            List<Timeline.Epoch> epochs) {}

    @FunctionalInterface
    private interface Answer {
        void to(List<String> parameters, RoutingContext context) throws IOException;
    }

    @Override
    public List<Route> getRoutes() {
        return List.of(
                route("/cam4j", (none, context) -> asset(context, "index.html", "text/html; charset=utf-8")),
                route("/cam4j/assets/:file", (file, context) -> asset(context, file.get(0))),
                route("/cam4j/runs", (none, context) -> send(context, lines())),
                route("/cam4j/runs/:run", (names, context) -> send(context, shown(run(names.get(0))))),
                route("/cam4j/runs/:run/epochs/:epoch", (names, context) -> {
                    ProbeFolder folder = new ProbeFolder(run(names.get(0)).folder());
                    int epoch = number(names.get(1));
                    if (folder.timeline().epochs().stream()
                            .noneMatch(one -> one.result().epoch() == epoch)) {
                        throw new Missing();
                    }
                    send(context, folder.epochRecord(epoch));
                }),
                route("/cam4j/runs/:run/images/:probe", (names, context) -> {
                    ProbeFolder folder = new ProbeFolder(run(names.get(0)).folder());
                    int probe = number(names.get(1));
                    if (probe >= folder.probes().images().size()) {
                        throw new Missing();
                    }
                    send(context, "image/png", folder.imageBytes(probe));
                }));
    }

    /** Nothing of this name. */
    private static final class Missing extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static Route route(String path, Answer answer) {
        return new Route(path, HttpMethod.GET, (parameters, context) -> {
            try {
                answer.to(parameters, context);
            } catch (IOException | RuntimeException failure) {
                // What is missing and what is damaged look alike from outside: no path of this machine is told.
                context.response()
                        .setStatusCode(404)
                        .putHeader("Content-Type", "text/plain; charset=utf-8")
                        .end("There is no such thing here.\n");
            }
        });
    }

    /** The runs as they were found a moment ago; whoever looks on asks every other second, and the folder may be large. */
    private Map<String, Run> runs() throws IOException {
        Context context = Vertx.currentContext();
        String root = context == null ? null : context.config().getString(RUNS);
        if (root == null) {
            return Map.of();
        }
        Found known = found;
        if (known == null || System.nanoTime() - known.nanoTime > KEPT.toNanos()) {
            known = new Found(RunFolders.below(Path.of(root)), System.nanoTime());
            found = known;
        }
        return known.runs;
    }

    private Run run(String id) throws IOException {
        Run run = runs().get(id);
        if (run == null) {
            throw new Missing();
        }
        return run;
    }

    private static int number(String text) throws IOException {
        if (!text.matches("\\d{1,6}")) {
            throw new Missing();
        }
        return Integer.parseInt(text);
    }

    private List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Run run : runs().values()) {
            try {
                ProbeFolder folder = new ProbeFolder(run.folder());
                ProbeSet probes = folder.probes();
                List<Timeline.Epoch> epochs = folder.timeline().epochs();
                lines.add(new Line(
                        run.id(),
                        run.name(),
                        probes.dataset(),
                        probes.backbone() + "+" + probes.head(),
                        probes.epochs(),
                        finished(run),
                        epochs.isEmpty() ? null : epochs.get(epochs.size() - 1)));
            } catch (IOException damaged) {
                continue; // the others can be shown all the same
            }
        }
        return lines;
    }

    private Shown shown(Run run) throws IOException {
        ProbeFolder folder = new ProbeFolder(run.folder());
        return new Shown(
                run.id(),
                run.name(),
                finished(run),
                !attached.isEmpty(),
                folder.probes(),
                folder.timeline().epochs());
    }

    private static boolean finished(Run run) {
        return Files.isRegularFile(run.folder().resolve(RunRecord.FILE));
    }

    private static void asset(RoutingContext context, String name) throws IOException {
        String type = ASSETS.get(name);
        if (type == null) {
            throw new Missing();
        }
        asset(context, name, type);
    }

    private static void asset(RoutingContext context, String name, String type) throws IOException {
        try (InputStream in = CamPage.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new Missing();
            }
            send(context, type, in.readAllBytes());
        }
    }

    private void send(RoutingContext context, Object value) throws IOException {
        send(context, "application/json; charset=utf-8", json.writeValueAsBytes(value));
    }

    private static void send(RoutingContext context, String type, byte[] bytes) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Cache-Control", "no-store");
        headers.forEach(context.response()::putHeader);
        context.response().end(Buffer.buffer(bytes));
    }

    @Override
    public void onAttach(StatsStorage storage) {
        attached.add(storage);
    }

    @Override
    public void onDetach(StatsStorage storage) {
        attached.remove(storage);
    }

    @Override
    public List<String> getCallbackTypeIDs() {
        return List.of();
    }

    @Override
    public void reportStorageEvents(Collection<StatsStorageEvent> events) {
        // Nothing of the statistics is shown here.
    }

    @Override
    public List<I18NResource> getInternationalizationResources() {
        return List.of();
    }
}
