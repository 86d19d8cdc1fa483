package org.cam4j.training.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cam4j.training.dashboard.Runs.Missing;
import org.cam4j.training.dashboard.Runs.Run;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.RegularFile;
import org.cam4j.training.internal.dashboard.RegularFile.Stamp;
import org.cam4j.training.internal.dashboard.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Deeplearning4j's pages of a training, from the templates, scripts and styles of its UI and from the {@link Statistics} of a run folder. Its own server is not used: it keeps its numbers in
 * files of Java objects, shows one run to all readers, and serves its pages without a type.
 *
 * <pre>
 * /train/PAGE               of the newest run; PAGE is overview, model or system
 * /train/RUN/PAGE           of the run with this id
 * /train/RUN/PAGE/data ...  what the scripts of the pages ask for
 * /assets/...               scripts and styles
 * </pre>
 */
final class TrainPages {
    private static final Map<String, String> TEMPLATES = Map.of(
            "overview", "/templates/TrainingOverview.html.ftl",
            "model", "/templates/TrainingModel.html.ftl",
            "system", "/templates/TrainingSystem.html.ftl");

    private static final Pattern MESSAGE = Pattern.compile("\\$\\{([a-zA-Z0-9\\\\.]+)}");
    private static final Pattern LANGUAGES =
            Pattern.compile("<li class=\"nav-item nav-dropdown\">.*?</ul>\\s*</li>", Pattern.DOTALL);
    private static final Pattern MACHINES = Pattern.compile("<div class=\"btn-group\".*?</div>", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("<a class=\"header-text\" href=\"#\">.*?</a>");

    /** Texts of Deeplearning4j that do not say what is shown. */
    private static final Map<String, String> WORDS = Map.of(
            "train.overview.chart.scoreTitle", "Training loss (cross-entropy) of single batches",
            "train.overview.chart.scoreTitleShort", "Loss",
            "train.overview.chart.updateRatioTitle", "Update:Parameter Ratios",
            "train.overview.perftable.totalRuntime", "Training Time",
            "train.system.chart.systemMemoryTitle", "JVM heap and process memory, share of their limits in",
            "train.system.hwTable.jvmCurrent", "JVM heap",
            "train.system.hwTable.jvmMax", "Largest JVM heap",
            "train.system.hwTable.offHeapCurrent", "Memory of the process",
            "train.system.hwTable.offHeapMax", "Memory of the machine");

    /** Buttons behind a title would be hidden by the chart below it. */
    private static final String STYLE =
            "<style>.chart-header { height: auto; } #updateRatioTitleLog10 { display: none; } "
                    + "#content .tab-menu.nav-tabs { margin-top: -30px !important; }</style>";

    /** A line of one point is invisible without the point. */
    private static final Map<String, String> POINTS =
            Map.of("lineWidth: 2", "lineWidth: 2}, points: {show: true, radius: 1");

    /** Parts of Deeplearning4j's scripts: labels that do not say what is shown, an axis that counts points where it says iterations, and boxes too narrow for their text. */
    private static final Map<String, Map<String, String>> PATCHES = Map.of(
            "js/train/overview.js",
            with(
                    POINTS,
                    Map.of(
                            "label: \"score\"",
                            "label: \"batch loss\"",
                            "label: \"summary\"",
                            "label: \"moving average\"")),
            "js/train/model.js",
            POINTS,
            "js/train/model-graph.js",
            Map.of(
                    "'width': '100'",
                    "'width': '200'",
                    "\"Convolution\": [",
                    "\"ConvolutionBlock\": [\"#1B2631\",\"rectangle\"], \"Convolution\": ["),
            "js/train/system.js",
            with(
                    POINTS,
                    Map.of(
                            "jvmValuesData.push([i,", "jvmValuesData.push([data.memory[machineID].iterations[i],",
                            "offHeapValuesData.push([i,",
                                    "offHeapValuesData.push([data.memory[machineID].iterations[i],",
                            "\"JVM Memory\"", "\"JVM heap\"",
                            "\"Off-Heap Memory\"", "\"process\"")));

    private final ObjectMapper json = new ObjectMapper();
    private final Runs runs;
    private volatile @Nullable Read read;

    TrainPages(Runs runs) {
        this.runs = runs;
    }

    /** The statistics that were read last; the pages of one reader ask for those of one run again and again. */
    private record Read(String run, Stamp stamp, Statistics statistics) {}

    /**
     * Answers a request.
     *
     * @param parts of the path behind {@code /train}
     */
    Answer answer(List<String> parts) throws IOException {
        if (parts.isEmpty()) {
            return Answer.redirect("/train/overview");
        }
        if (parts.get(0).equals("sessions")) {
            return session(parts);
        }
        boolean named = !TEMPLATES.containsKey(parts.get(0));
        List<String> rest = named ? parts.subList(1, parts.size()) : parts;
        Optional<Run> run = named ? Optional.of(runs.run(parts.get(0))) : runs.newest();
        if (rest.isEmpty()) {
            return Answer.redirect("/train/" + parts.get(0) + "/overview");
        }
        Optional<Statistics> statistics = run.isPresent() ? statistics(run.get()) : Optional.empty();
        if (rest.size() == 1 && TEMPLATES.containsKey(rest.get(0))) {
            return html(statistics.isEmpty() ? nothingYet() : page(rest.get(0), run.orElseThrow(), named));
        }
        if (run.isEmpty() || statistics.isEmpty()) {
            throw new Missing();
        }
        TrainData data = new TrainData(statistics.get());
        return send(
                switch (String.join("/", rest)) {
                    case "info" -> Map.of(run.get().id(), data.session());
                    case "overview/data" -> data.overview();
                    case "system/data" -> data.system();
                    case "model/graph" -> data.graph();
                    default -> data.layer(layer(rest));
                });
    }

    /** What the pages ask about the run that they show, where their address names none. */
    private Answer session(List<String> parts) throws IOException {
        if (parts.size() == 3 && parts.get(1).equals("lastUpdate")) {
            Optional<Statistics> statistics = statistics(runs.run(parts.get(2)));
            return Answer.text(
                    200,
                    statistics
                            .map(known -> String.valueOf(new TrainData(known).time()))
                            .orElse("-1"));
        }
        Run run = runs.newest().orElseThrow(Missing::new);
        return switch (parts.size() == 2 ? parts.get(1) : "") {
            case "current" ->
                new Answer(
                        200,
                        Map.of("Content-Type", "text/plain; charset=utf-8"),
                        run.id().getBytes(StandardCharsets.UTF_8));
            case "info" -> send(Map.of(run.id(), new TrainData(statistics(run).orElseThrow(Missing::new)).session()));
            default -> throw new Missing();
        };
    }

    /** A file of Deeplearning4j's UI or of a library that it uses. */
    static Answer asset(List<String> parts) throws IOException {
        String name = String.join("/", parts);
        Answer file = Answer.resource(
                name.startsWith("webjars/") ? "/META-INF/resources/" + name : "/deeplearning4jUiAssets/" + name);
        Map<String, String> patches = PATCHES.getOrDefault(name, Map.of());
        String text = patches.isEmpty() ? "" : new String(file.body(), StandardCharsets.UTF_8);
        for (Map.Entry<String, String> patch : patches.entrySet()) {
            text = text.replace(patch.getKey(), patch.getValue());
        }
        return patches.isEmpty()
                ? file
                : new Answer(file.status(), file.headers(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(some);
        all.putAll(more);
        return all;
    }

    private Optional<Statistics> statistics(Run run) throws IOException {
        Optional<Stamp> stamp = RegularFile.stamp(run.folder(), ProbeFolder.STATISTICS);
        if (stamp.isEmpty()) {
            return Optional.empty();
        }
        Read known = read;
        if (known == null || !known.run.equals(run.id()) || !known.stamp.equals(stamp.get())) {
            known = new Read(run.id(), stamp.get(), new ProbeFolder(run.folder()).statistics());
            read = known;
        }
        return Optional.of(known.statistics);
    }

    private static int layer(List<String> parts) throws IOException {
        boolean asked = parts.size() == 3
                && parts.get(0).equals("model")
                && parts.get(1).equals("data");
        if (!asked || !parts.get(2).matches("\\d{1,5}")) {
            throw new Missing();
        }
        return Integer.parseInt(parts.get(2));
    }

    private static String page(String name, Run run, boolean named) throws IOException {
        String page = resource(TEMPLATES.getOrDefault(name, ""));
        page = MACHINES.matcher(LANGUAGES.matcher(page).replaceAll("")).replaceAll("");
        page = page.replace("</head>", STYLE + "</head>");
        page = HEADER.matcher(page)
                .replaceFirst(Matcher.quoteReplacement(String.format(
                        Locale.ROOT,
                        "<a class=\"header-text\" href=\"/cam4j#run=%s\" style=\"white-space: nowrap\"><span>&larr; Maps and runs</span></a>"
                                + "<span id=\"shownRun\" class=\"header-text\" style=\"margin: 0 1rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap\">Run %s</span>",
                        run.id(),
                        escaped(run.name()))));
        // Deeplearning4j's scripts take the run from the address, or ask for the newest.
        page = page.replace(
                "<!-- Execute once on page load -->",
                named
                        ? "<script>multiSession = true; currSession = '" + run.id() + "';</script>"
                        : "<script>multiSession = false;</script>");
        Properties messages = messages();
        return MESSAGE.matcher(page).replaceAll(found -> {
            String key = found.group(1).replace("\\", "");
            return Matcher.quoteReplacement(WORDS.getOrDefault(key, messages.getProperty(key, key)));
        });
    }

    private static Properties messages() throws IOException {
        Properties messages = new Properties();
        for (String part : List.of("train", "train.overview", "train.model", "train.system")) {
            messages.load(new StringReader(resource("/dl4j_i18n/" + part + ".en")));
        }
        return messages;
    }

    private static String resource(String name) throws IOException {
        try (var in = TrainPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new Missing();
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String nothingYet() {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"3\">"
                + "<title>No statistics yet</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/cam4j/assets/page.css\"></head>"
                + "<body><main class=\"wide\"><h1>No statistics yet</h1><p class=\"message\">The run has not written statistics. "
                + "They appear after the first epoch, in long epochs sooner. <a href=\"/cam4j\">Maps and runs</a></p></main></body></html>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static Answer html(String page) {
        return Answer.of("html", page.getBytes(StandardCharsets.UTF_8));
    }

    private Answer send(Object value) throws IOException {
        return Answer.of("json", json.writeValueAsBytes(value));
    }
}
