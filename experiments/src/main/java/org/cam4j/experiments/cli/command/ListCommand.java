package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.JsonOutput;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.layers.cam.CamMethods;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.wsol.WsolMethod;
import org.cam4j.training.wsol.WsolMethods;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cam4j list}: the ids of a catalog, one a line. */
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
    enum Catalog {
        methods,
        backbones,
        heads,
        rivals,
        datasets,
        metrics,
        experiments,
        taps,
        dialects
    }

    record Entry(String id, String description) {}

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final ModelOptions network = new ModelOptions();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "WHAT", description = "What to list; one of: ${COMPLETION-CANDIDATES}.")
    private Catalog catalog;

    @Option(names = "--verbose", description = "Add one sentence about each.")
    private boolean verbose;

    @Override
    public Integer call() throws Exception {
        List<Entry> entries = entries(catalog);
        int width =
                entries.stream().mapToInt(entry -> entry.id().length()).max().orElse(0);
        for (Entry entry : entries) {
            String line = verbose
                    ? String.format(Locale.ROOT, "%-" + width + "s  %s", entry.id(), entry.description())
                    : entry.id();
            spec.commandLine().getOut().println(line);
        }
        if (json.file.isPresent()) {
            JsonOutput.write(json.file.get(), entries);
        }
        return ExitCode.DONE;
    }

    private List<Entry> entries(Catalog catalog) throws IOException {
        List<Entry> entries = new ArrayList<>();
        switch (catalog) {
            case methods -> {
                CamMethods.all().forEach(method -> entries.add(new Entry(method.id(), method.description())));
                TrivialBaselines.all(List.of(), 0)
                        .forEach(trivial -> entries.add(new Entry(trivial.id(), trivial.description())));
            }
            case backbones ->
                Backbones.all().forEach(backbone -> entries.add(new Entry(backbone.id(), backbone.description())));
            case heads -> Heads.all().forEach(head -> entries.add(new Entry(head.id(), head.description())));
            case rivals -> WsolMethods.all().forEach(rival -> entries.add(new Entry(rival.id(), described(rival))));
            case datasets ->
                Datasets.all().forEach(format -> entries.add(new Entry(format.id(), format.description())));
            case taps -> entries.addAll(taps());
            case metrics -> Metrics.all().forEach(metric -> entries.add(new Entry(metric.id(), metric.description())));
            case experiments ->
                Experiments.all()
                        .forEach(experiment -> entries.add(new Entry(experiment.id(), experiment.description())));
            case dialects ->
                Protocols.all().forEach(dialect -> entries.add(new Entry(dialect.id(), dialect.description())));
        }
        return entries;
    }

    /** What a rival does, and what can be set. */
    private static String described(WsolMethod rival) {
        String settings = rival.settings().stream()
                .map(setting -> String.format(
                        Locale.ROOT,
                        "%s=%s (%s)",
                        setting.name(),
                        setting.standard(),
                        setting.meaning().replaceAll("\\.$", "")))
                .collect(Collectors.joining(", "));
        return rival.description() + (settings.isEmpty() ? "" : "; " + settings);
    }

    /** The layers of a network that can be read, from input to output, with what they give for one image. */
    private List<Entry> taps() throws IOException {
        CamModel model = network.load(List.of(), spec.commandLine().getErr());
        Explainer explainer = Explainer.of(model.graph());
        INDArray blank = Nd4j.zeros(
                1, 3, model.preprocessing().height(), model.preprocessing().width());
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
