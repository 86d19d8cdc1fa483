package org.cam4j.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cam4j.datasets.Datasets;
import org.cam4j.layers.cam.CamMethods;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.backbone.Heads;
import org.cam4j.training.evaluate.Metrics;
import org.cam4j.training.evaluate.TrivialBaselines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cam4j list}: the ids of a catalogue, one a line. */
@Command(
        name = "list",
        description = "List what there is, one id a line.",
        footer = {"", "Example: cam4j list methods --verbose"})
final class ListCommand implements Callable<Integer> {
    enum Catalogue {
        methods,
        backbones,
        heads,
        datasets,
        metrics
    }

    record Entry(String id, String description) {}

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "WHAT", description = "One of: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Catalogue catalogue;

    @Option(names = "--verbose", description = "Add one sentence to each.")
    private boolean verbose;

    @Override
    public Integer call() throws Exception {
        List<Entry> entries = entries(catalogue);
        int width =
                entries.stream().mapToInt(entry -> entry.id().length()).max().orElse(0);
        for (Entry entry : entries) {
            String line = verbose ? ("%-" + width + "s  %s").formatted(entry.id(), entry.description()) : entry.id();
            spec.commandLine().getOut().println(line);
        }
        if (common.json.isPresent()) {
            JsonOutput.write(common.json.get(), entries);
        }
        return ExitCode.DONE;
    }

    private static List<Entry> entries(Catalogue catalogue) {
        List<Entry> entries = new ArrayList<>();
        switch (catalogue) {
            case methods -> {
                CamMethods.all().forEach(method -> entries.add(new Entry(method.id(), method.description())));
                TrivialBaselines.all(List.of(), 0)
                        .forEach(trivial -> entries.add(new Entry(trivial.id(), trivial.description())));
            }
            case backbones ->
                Backbones.all().forEach(backbone -> entries.add(new Entry(backbone.id(), backbone.description())));
            case heads -> Heads.all().forEach(head -> entries.add(new Entry(head.id(), head.description())));
            case datasets ->
                Datasets.all().forEach(format -> entries.add(new Entry(format.id(), format.description())));
            case metrics -> Metrics.all().forEach(metric -> entries.add(new Entry(metric.id(), metric.description())));
        }
        return entries;
    }
}
