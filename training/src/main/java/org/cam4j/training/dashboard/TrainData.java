package org.cam4j.training.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.cam4j.training.dashboard.Runs.Missing;
import org.cam4j.training.internal.dashboard.Statistics;
import org.cam4j.training.internal.dashboard.Statistics.Bars;
import org.cam4j.training.internal.dashboard.Statistics.Entry;
import org.cam4j.training.internal.dashboard.Statistics.Kind;
import org.cam4j.training.internal.dashboard.Statistics.Machine;
import org.cam4j.training.internal.dashboard.Statistics.Vertex;
import org.jspecify.annotations.Nullable;

/** {@link Statistics} in the form that the scripts of Deeplearning4j's pages read. Those put texts into the page as markup, so every text is made harmless here. */
final class TrainData {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

    private final Statistics statistics;
    private final List<Entry> entries;

    TrainData(Statistics statistics) {
        this.statistics = statistics;
        entries = statistics.entries();
    }

    /** When the last entry was made, in milliseconds since 1970. */
    long time() {
        return entries.isEmpty() ? -1 : last().time();
    }

    private Entry last() {
        return entries.get(entries.size() - 1);
    }

    /** One worker: cam4j trains in one process, or collects what others did. */
    Map<String, Object> session() {
        return Map.of("numWorkers", 1, "workers", List.of("fit"), "initTime", statistics.started());
    }

    Map<String, Object> overview() throws IOException {
        if (entries.isEmpty()) {
            throw new Missing();
        }
        Entry last = last();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("updateTimestamp", time());
        data.put("scores", entries.stream().map(entry -> finite(entry.loss())).toList());
        data.put("scoresIter", iterations());
        data.put("updateRatios", ratios(name -> name.endsWith("W")));
        data.put("stdevActivations", curves(Kind.ACTIVATION_DEVIATION));
        data.put("stdevGradients", curves(Kind.GRADIENT_DEVIATION));
        data.put("stdevUpdates", curves(Kind.UPDATE_DEVIATION));
        data.put(
                "perf",
                List.of(
                        row("start", time(statistics.started())),
                        row("training time", duration(statistics.milliseconds())),
                        row("last update", time(last.time())),
                        row("updates", String.valueOf(last.iteration())),
                        row("updates/s", rate(last.batchesPerSecond())),
                        row("images/s", rate(last.imagesPerSecond()))));
        data.put(
                "model",
                List.of(
                        row("type", harmless(statistics.network().type())),
                        row("layers", String.valueOf(layers())),
                        row("parameters", String.valueOf(statistics.network().parameters()))));
        return data;
    }

    private long layers() {
        return statistics.network().vertices().stream()
                .filter(vertex -> vertex.details().containsKey("Parameters"))
                .count();
    }

    Map<String, Object> graph() {
        List<Vertex> vertices = statistics.network().vertices();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(
                "vertexNames",
                vertices.stream().map(vertex -> harmless(vertex.name())).toList());
        data.put(
                "vertexTypes",
                vertices.stream().map(vertex -> harmless(vertex.type())).toList());
        data.put("vertexInputs", vertices.stream().map(Vertex::inputs).toList());
        return data;
    }

    /**
     * One layer.
     *
     * @param number of its vertex
     */
    Map<String, Object> layer(int number) throws IOException {
        if (number >= statistics.network().vertices().size()) {
            throw new Missing();
        }
        Vertex vertex = statistics.network().vertices().get(number);
        List<List<String>> table = new ArrayList<>();
        table.add(row("Name", harmless(vertex.name())));
        table.add(row("Type", harmless(vertex.type())));
        vertex.details().forEach((name, value) -> table.add(row(harmless(name), harmless(value))));
        Predicate<String> own = parameter -> layerOf(parameter).equals(vertex.name());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("updateTimestamp", time());
        data.put("layerInfo", table);
        data.put(
                "meanMag",
                Map.of(
                        "iterCounts", iterations(),
                        "ratios", shortened(ratios(own)),
                        "paramMM", shortened(curves(Kind.PARAMETERS, own)),
                        "updateMM", shortened(curves(Kind.UPDATES, own))));
        List<Float> means = of(Kind.ACTIVATION_MEAN).getOrDefault(vertex.name(), List.of());
        List<Float> deviations = of(Kind.ACTIVATION_DEVIATION).getOrDefault(vertex.name(), List.of());
        boolean both = means.size() == deviations.size();
        data.put(
                "activations",
                Map.of(
                        "iterCount", both && !means.isEmpty() ? iterations() : List.of(),
                        "mean", finite(both ? means : List.of()),
                        "stdev", finite(both ? deviations : List.of())));
        data.put(
                "learningRates", Map.of("iterCounts", iterations(), "lrs", shortened(curves(Kind.LEARNING_RATE, own))));
        data.put("paramHist", histograms(Kind.PARAMETERS, own));
        data.put("updateHist", histograms(Kind.UPDATES, own));
        return data;
    }

    Map<String, Object> system() {
        Machine machine = statistics.machine();
        Map<String, Object> memory = new LinkedHashMap<>();
        memory.put("iterations", iterations());
        memory.put("seriesNames", List.of("JVM heap", "process"));
        memory.put("isDevice", List.of(false, false));
        memory.put(
                "values",
                List.of(shares(Entry::heapBytes, Entry::heapLimit), shares(Entry::processBytes, Entry::machineBytes)));
        memory.put("currentBytes", List.of(latest(Entry::heapBytes), latest(Entry::processBytes)));
        memory.put("maxBytes", List.of(latest(Entry::heapLimit), latest(Entry::machineBytes)));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("updateTimestamp", time());
        data.put("memory", Map.of("0", memory));
        data.put(
                "hardware",
                Map.of(
                        "0",
                        List.of(
                                row("", ""),
                                row("", ""),
                                row("processors", String.valueOf(machine.processors())),
                                row("devices", String.valueOf(machine.devices())))));
        data.put(
                "software",
                Map.of(
                        "0",
                        List.of(
                                row("operating system", harmless(machine.operatingSystem())),
                                row("host", harmless(machine.host())),
                                row("architecture", harmless(machine.architecture())),
                                row("JVM", harmless(machine.javaName())),
                                row("Java", harmless(machine.javaVersion())),
                                row("backend", harmless(machine.backend())),
                                row("data type", harmless(machine.dataType())))));
        return data;
    }

    private long latest(ToLongFunction<Entry> value) {
        return entries.isEmpty() ? 0 : value.applyAsLong(last());
    }

    private List<@Nullable Float> shares(ToLongFunction<Entry> value, ToLongFunction<Entry> limit) {
        List<@Nullable Float> shares = new ArrayList<>();
        for (Entry entry : entries) {
            shares.add(finite((float) value.applyAsLong(entry) / limit.applyAsLong(entry)));
        }
        return shares;
    }

    private List<Integer> iterations() {
        return entries.stream().map(Entry::iteration).toList();
    }

    private Map<String, List<Float>> of(Kind kind) {
        return statistics.series().getOrDefault(kind, Map.of());
    }

    private Map<String, List<@Nullable Float>> curves(Kind kind) {
        return curves(kind, name -> true);
    }

    private Map<String, List<@Nullable Float>> curves(Kind kind, Predicate<String> which) {
        Map<String, List<@Nullable Float>> curves = new LinkedHashMap<>();
        of(kind).forEach((name, values) -> {
            if (which.test(name)) {
                curves.put(harmless(name), finite(values));
            }
        });
        return curves;
    }

    /** Mean magnitude of the update over that of the parameter. */
    private Map<String, List<@Nullable Float>> ratios(Predicate<String> which) {
        Map<String, List<@Nullable Float>> ratios = new LinkedHashMap<>();
        Map<String, List<Float>> updates = of(Kind.UPDATES);
        of(Kind.PARAMETERS).forEach((name, parameters) -> {
            List<Float> changes = updates.get(name);
            if (which.test(name) && changes != null) {
                List<@Nullable Float> ratio = new ArrayList<>();
                for (int i = 0; i < parameters.size(); i++) {
                    ratio.add(finite(changes.get(i) / parameters.get(i)));
                }
                ratios.put(harmless(name), ratio);
            }
        });
        return ratios;
    }

    private Map<String, Object> histograms(Kind kind, Predicate<String> which) {
        Map<String, Object> histograms = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        statistics.histograms().getOrDefault(kind, Map.of()).forEach((parameter, bars) -> {
            String name =
                    harmless(parameterOf(parameter)).replaceAll("[^A-Za-z0-9]", "_"); // becomes the id of a button
            if (which.test(parameter)) {
                names.add(name);
                histograms.put(name, histogram(bars));
            }
        });
        histograms.put("paramNames", names);
        return histograms;
    }

    private static Map<String, Object> histogram(Bars bars) {
        return Map.of(
                "min", bars.low(),
                "max", bars.high(),
                "bins", bars.counts().size(),
                "counts", bars.counts());
    }

    private static String layerOf(String parameter) {
        return parameter.substring(0, Math.max(0, parameter.lastIndexOf('_')));
    }

    private static String parameterOf(String parameter) {
        return parameter.substring(parameter.lastIndexOf('_') + 1);
    }

    private static Map<String, List<@Nullable Float>> shortened(Map<String, List<@Nullable Float>> curves) {
        Map<String, List<@Nullable Float>> byParameter = new LinkedHashMap<>();
        curves.forEach((name, values) -> byParameter.put(parameterOf(name), values));
        return byParameter;
    }

    private static List<@Nullable Float> finite(List<Float> values) {
        List<@Nullable Float> finite = new ArrayList<>();
        values.forEach(value -> finite.add(finite(value)));
        return finite;
    }

    /** What is no finite number is a gap in the curve. */
    private static @Nullable Float finite(float value) {
        return Float.isFinite(value) ? value : null;
    }

    private static List<String> row(String name, String value) {
        return List.of(name, value);
    }

    private static String time(long milliseconds) {
        return TIME.format(Instant.ofEpochMilli(milliseconds).atZone(ZoneId.systemDefault()));
    }

    private static String duration(long milliseconds) {
        Duration time = Duration.ofMillis(milliseconds);
        return String.format(
                Locale.ROOT, "%d h %02d min %02d s", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    /** The first report has none. */
    private static String rate(float perSecond) {
        return perSecond > 0 ? String.format(Locale.ROOT, "%.2f", perSecond) : "–";
    }

    private static String harmless(String text) {
        return text.replaceAll("[<>&\"'`\\p{Cntrl}]", "_");
    }
}
