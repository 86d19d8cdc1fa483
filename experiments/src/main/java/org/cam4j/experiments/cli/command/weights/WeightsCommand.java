package org.cam4j.experiments.cli.command.weights;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cam4j.experiments.cli.command.CommandGroup;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.training.weights.PublishedWeights;
import org.cam4j.training.weights.WeightsCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cam4j weights}: lists, downloads, imports and exports weights. */
@Command(
        name = "weights",
        description = "List, download, import or export weights.",
        footer = {"", "Example: cam4j weights fetch resnet50"},
        subcommands = {
            WeightsCommand.ListAll.class,
            WeightsFetchCommand.class,
            WeightsImportCommand.class,
            WeightsExportCommand.class,
            HelpCommand.class
        })
public final class WeightsCommand extends CommandGroup {
    @Command(
            name = "list",
            description = {
                "List the weights that torchvision publishes, with size, accuracy on ImageNet and place.",
                "'--backbone B --weights imagenet' takes them, imagenet-v2 those of the ids that end in -v2."
            },
            footer = {"", "Example: cam4j weights list"})
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private final JsonOption json = new JsonOption();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            json.check();
            PrintWriter out = spec.commandLine().getOut();
            WeightsCache cache = WeightsCache.standard();
            out.printf(Locale.ROOT, "%-15s %6s %6s %6s  %-8s %s%n", "id", "MB", "top-1", "top-5", "place", "file");
            for (PublishedWeights weights : PublishedWeights.all()) {
                out.printf(
                        Locale.ROOT,
                        "%-15s %6.1f %6.2f %6.2f  %-8s %s%n",
                        weights.id(),
                        weights.megabytes(),
                        weights.top1(),
                        weights.top5(),
                        cache.has(weights) ? "cache" : "-",
                        weights.file());
            }
            out.printf(Locale.ROOT, "From %s; the cache is %s.%n", cache.address(), cache.folder());
            out.println(
                    "SqueezeNet 1.1 is also part of cam4j: '--backbone squeezenet1_1 --weights imagenet' downloads nothing.");
            json.write(() -> Map.of(
                    "schemaVersion",
                    1,
                    "cache",
                    cache.folder().toString(),
                    "weights",
                    PublishedWeights.all().stream()
                            .map(weights -> entry(weights, cache))
                            .toList()));
            return ExitCode.DONE;
        }

        private static Map<String, Object> entry(PublishedWeights weights, WeightsCache cache) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", weights.id());
            entry.put("backbone", weights.architecture());
            entry.put("weights", weights.name());
            entry.put("megabytes", weights.megabytes());
            entry.put("top1", weights.top1());
            entry.put("top5", weights.top5());
            entry.put("cached", cache.has(weights));
            entry.put("address", cache.address().resolve(weights.file()).toString());
            return entry;
        }
    }

    /** The weights of these ids, each once. */
    static List<PublishedWeights> named(List<String> ids) {
        List<PublishedWeights> named = new ArrayList<>();
        for (String id : ids) {
            PublishedWeights weights = PublishedWeights.byId(id);
            if (!named.contains(weights)) {
                named.add(weights);
            }
        }
        return named;
    }
}
