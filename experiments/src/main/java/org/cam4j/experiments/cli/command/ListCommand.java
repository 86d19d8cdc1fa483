package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.RecipeKey;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.Recipes;
import org.cam4j.training.wsol.WsolMethod;
import org.cam4j.training.wsol.WsolMethods;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code cam4j list}: the ids of a catalog, one per line. */
@Command(
        name = "list",
        description = "List available components, one id per line.",
        footer = {
            "",
            "Example: cam4j list methods --verbose",
            "Example: cam4j list taps --model run1 --verbose",
            "         (the layers that 'explain --tap' can read, and their shapes)"
        })
public final class ListCommand implements Callable<Integer> {
    /** What can be listed. */
    enum Kind {
        METHODS,
        BACKBONES,
        HEADS,
        WSOL_METHODS,
        DATASETS,
        METRICS,
        PROTOCOLS,
        EXPERIMENTS,
        RECIPES,
        RECIPE_KEYS,
        TAPS;

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Catalog<Kind> KINDS = Catalog.of("kind of component", Kind::id, Kind.values());

    /** Names of earlier versions, which are understood but not shown. */
    private static final Map<String, String> FORMER_NAMES = Map.of("rivals", "wsol-methods", "dialects", "protocols");

    static final class KindIds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return KINDS.ids().iterator();
        }
    }

    static final class KindParser implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String value) {
            String id = value.toLowerCase(Locale.ROOT);
            try {
                return KINDS.byId(FORMER_NAMES.getOrDefault(id, id));
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(unknown.getMessage());
            }
        }
    }

    record Entry(String id, String description) {}

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final ModelOptions network = new ModelOptions();

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WHAT",
            completionCandidates = KindIds.class,
            converter = KindParser.class,
            description = "Kind of component; one of: ${COMPLETION-CANDIDATES}.")
    private Kind kind;

    @Option(names = "--verbose", description = "Also print one sentence about each component.")
    private boolean verbose;

    @Override
    public Integer call() throws Exception {
        List<Entry> entries = entries(kind);
        int width =
                entries.stream().mapToInt(entry -> entry.id().length()).max().orElse(0);
        for (Entry entry : entries) {
            String line = verbose
                    ? String.format(Locale.ROOT, "%-" + width + "s  %s", entry.id(), entry.description())
                    : entry.id();
            spec.commandLine().getOut().println(line);
        }
        json.write(() -> entries);
        return ExitCode.DONE;
    }

    private List<Entry> entries(Kind kind) throws IOException {
        List<Entry> entries = new ArrayList<>();
        switch (kind) {
            case METHODS -> {
                CamMethods.all().forEach(method -> entries.add(new Entry(method.id(), method.description())));
                TrivialBaselines.all(List.of(), 0)
                        .forEach(trivial -> entries.add(new Entry(trivial.id(), trivial.description())));
            }
            case BACKBONES ->
                Backbones.all().forEach(backbone -> entries.add(new Entry(backbone.id(), backbone.description())));
            case HEADS -> Heads.all().forEach(head -> entries.add(new Entry(head.id(), head.description())));
            case WSOL_METHODS ->
                WsolMethods.all().forEach(method -> entries.add(new Entry(method.id(), described(method))));
            case DATASETS ->
                Datasets.all().forEach(format -> entries.add(new Entry(format.id(), format.description())));
            case TAPS -> entries.addAll(taps());
            case METRICS -> Metrics.all().forEach(metric -> entries.add(new Entry(metric.id(), metric.description())));
            case EXPERIMENTS ->
                Experiments.all()
                        .forEach(experiment -> entries.add(new Entry(experiment.id(), experiment.description())));
            case RECIPES -> Recipes.all().forEach(recipe -> entries.add(new Entry(recipe.id(), recipe.description())));
            case RECIPE_KEYS -> RecipeKeys.all().forEach(key -> entries.add(new Entry(key.id(), described(key))));
            case PROTOCOLS ->
                Protocols.all().forEach(protocol -> entries.add(new Entry(protocol.id(), protocol.description())));
        }
        return entries;
    }

    /** What a WSOL method does, and its settings with their defaults. */
    private static String described(WsolMethod method) {
        String settings = method.hyperparameters().stream()
                .map(setting ->
                        String.format(Locale.ROOT, "%s=%s: %s", setting.name(), setting.standard(), setting.meaning()))
                .collect(Collectors.joining(" "));
        return method.description() + (settings.isEmpty() ? "" : " Settings: " + settings);
    }

    /** What a setting of a recipe does, its values and its default. */
    private static <T> String described(RecipeKey<T> key) {
        String standard = key.text(key.standard());
        return String.format(
                Locale.ROOT,
                "%s Values: %s. Default: %s.",
                key.description(),
                key.expected(),
                standard.isEmpty() ? "empty" : standard);
    }

    /** The layers of a network that can be read, from input to output, with what they give for one image. */
    private List<Entry> taps() throws IOException {
        CamModel model = network.loadOrEmbedded(List.of(), spec.commandLine().getErr());
        Explainer explainer = Explainer.of(model.graph());
        INDArray blank = Nd4j.zeros(
                1,
                model.preprocessing().channels(),
                model.preprocessing().height(),
                model.preprocessing().width());
        Explanation explanation = explainer.explain(
                blank, ClassSelection.same(0), explainer.possibleTaps(), EnumSet.of(Signal.ACTIVATIONS));
        return explainer.possibleTaps().stream()
                .map(tap -> {
                    TapReading reading = explanation.reading(0, 0, tap);
                    String shape = String.format(
                            Locale.ROOT,
                            "%d channels of %d x %d",
                            reading.channels(),
                            reading.height(),
                            reading.width());
                    return new Entry(tap, shape + (tap.equals(explainer.defaultTap()) ? ", the default." : "."));
                })
                .toList();
    }
}
