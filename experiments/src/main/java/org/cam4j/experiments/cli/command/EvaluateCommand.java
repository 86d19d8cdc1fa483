package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.EvaluationGrid;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.experiments.boxes.BoxEvaluation;
import org.cam4j.experiments.boxes.BoxFinder;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ClassNames;
import org.cam4j.experiments.cli.option.CommonOptions;
import org.cam4j.experiments.cli.option.DatasetOptions;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.experiments.cli.option.ProtocolOptions;
import org.cam4j.experiments.cli.option.RecipeOptions;
import org.cam4j.experiments.cli.option.train.TargetOptions;
import org.cam4j.experiments.cli.terminal.OneClassWarning;
import org.cam4j.experiments.cli.terminal.ResultLines;
import org.cam4j.experiments.cli.terminal.ResultWarnings;
import org.cam4j.experiments.cli.terminal.SkippedLines;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.EvaluationJson;
import org.cam4j.experiments.report.GridTable;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ParameterBytes;
import org.cam4j.training.protocol.ChosenThresholds;
import org.cam4j.training.protocol.Engine;
import org.cam4j.training.protocol.EvaluationRules;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.protocol.ModelEvaluation;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j evaluate}: classification and localization of a network on a data set. */
@Command(
        name = "evaluate",
        description = {
            "Evaluate classification and localization, with trivial baselines.",
            "The protocol is that of Choe et al., CVPR 2020, unless --protocol names another one.",
            "Trivial baselines: whole image, center box, Gaussian, random map.",
            "Of --output multi-label: average precision instead of top-1. Of a regression: mean absolute error, RMSE and R2."
        },
        footer = {"", "Example: cam4j evaluate --model run1 --dataset tiny-imagenet --data tiny-imagenet-200"})
public final class EvaluateCommand implements Callable<Integer> {
    private final Optional<Engine> engine;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ModelOptions network = new ModelOptions();

    @Mixin
    private DatasetOptions source;

    @Mixin
    private ProtocolOptions protocol;

    @Mixin
    private final TargetOptions targetOptions = new TargetOptions();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--method",
            split = ",",
            defaultValue = "cam",
            paramLabel = "M",
            completionCandidates = Candidates.Methods.class,
            description = {
                "CAM methods, separated by commas, or 'all'; of: ${COMPLETION-CANDIDATES}. Default: cam.",
                "Suffixes of an id: @flip averages with the mirrored image, @scale0.8 with the image at that scale; "
                        + "@channels128 limits score-cam and ablation-cam to 128 channels."
            })
    private List<String> methodIds = new ArrayList<>();

    @Option(
            names = "--faithfulness",
            description = {
                "Add average drop, increase in confidence, insertion AUC and deletion AUC.",
                "This takes " + ModelEvaluation.FAITHFULNESS_PASSES
                        + " more forward passes for every image and map, baselines included."
            })
    private boolean faithfulness;

    @Mixin
    private final ResultLines table = new ResultLines();

    @Mixin
    private final RecipeOptions recipe = new RecipeOptions();

    @Option(names = "--save-maps", paramLabel = "DIR", description = "Save the maps (224x224, 0 to 1) as .npy files.")
    private Optional<Path> saveMaps = Optional.empty();

    /** Measures in this process. */
    public EvaluateCommand() {
        engine = Optional.empty();
    }

    /** Lets others measure. */
    public EvaluateCommand(Engine engine) {
        this.engine = Optional.of(engine);
    }

    @Override
    public Integer call() throws Exception {
        common.checkJson();
        if (engine.isPresent() && (protocol.grid || saveMaps.isPresent() || recipe.recipe.isPresent())) {
            throw new IllegalArgumentException(
                    "--grid, --save-maps and --recipe are not done on Spark; expected 'cam4j evaluate' for them.");
        }
        protocol.dialect(); // an unknown one is refused before anything is read
        Instant started = Instant.now();
        Kernels.switchOn();
        Dataset dataset = source.open(common.seed());
        SkippedLines.printNotes(spec, dataset.notes());
        if (engine.isPresent() && Dataset.isMultiLabel(dataset)) {
            throw new IllegalArgumentException(
                    "Data sets of several labels per image are not evaluated on Spark; expected 'cam4j evaluate'.");
        }
        methodIds.replaceAll(TrivialBaselines::id);
        List<TrivialBaseline> trivial = TrivialBaselines.all(ofEachClass(dataset.samples(Split.TRAIN)), common.seed());
        List<String> trivialIds = trivial.stream().map(TrivialBaseline::id).toList();
        List<String> asked =
                methodIds.stream().filter(id -> !trivialIds.contains(id)).toList();
        Candidates.methods(asked); // an unknown one is refused before the network is read
        List<Sample> images = protocol.reported(dataset);
        List<Sample> samples = ofEachClass(images);
        List<Sample> choosing = ofEachClass(protocol.choosing(dataset));
        CamModel model = network.load(dataset.classNames(), spec.commandLine().getErr());
        ClassNames.requireSame(model, dataset);
        noteOfOutput(model);
        Optional<RegressionTargets> targets = targetOptions.measured(model, dataset, images);
        List<CamMethod> methods =
                Candidates.methodsFor(model, asked, spec.commandLine().getErr());
        RunRecord training = training(model);
        warnOfOtherData(dataset, training);
        Optional<BoxFinder> finder =
                recipe.load(model, dataset.classNames(), spec.commandLine().getErr());
        EvaluationRules rules = new EvaluationRules(dataset.id(), protocol.dialect(), protocol.normalizer());
        EvaluationTask task = EvaluationTask.of(model, methods, rules, common.threads())
                .withTrivial(trivial)
                .withGrid(protocol.grid ? methods : List.of())
                .on(engine.map(
                        one -> new EvaluationTask.Remote(one, source.location(common.seed()), dataset, common.seed())));
        ChosenThresholds chosen =
                choose(task, choosing, protocol.choice(dataset).orElse(""));
        Optional<RunFolder> maps =
                saveMaps.isPresent() ? Optional.of(RunFolder.open(saveMaps.get())) : Optional.empty();
        ConfusionMatrix answers = new ConfusionMatrix(model.classNames().size());
        String remark = faithfulness ? ModelEvaluation.FAITHFULNESS_PASSES + " forward passes more a map" : "";
        EvaluationTask.Outcome outcome;
        try (TaskProgress progress = new TaskProgress("evaluate", "images", samples.size(), common.quiet())) {
            outcome = task.measure(
                    samples,
                    chosen,
                    maps,
                    faithfulness,
                    (id, observation) -> {
                        if (!methods.isEmpty() && id.equals(methods.get(0).id())) { // the answers are the same for all
                            observation.scores().ifPresent(scores -> answers.add(observation.label(), scores));
                        }
                    },
                    done -> progress.to(done, remark));
        }
        new OneClassWarning(spec.commandLine().getErr()).print(model, answers);
        Map<String, Evaluation.Result> results = inOrderAsked(outcome.results());
        Optional<BoxEvaluation.Outcome> boxes =
                finder.isPresent() ? Optional.of(find(finder.get(), rules, samples, chosen)) : Optional.empty();
        boxes.ifPresent(found -> results.put(finder.orElseThrow().id(), found.result()));
        Set<Skipped> leftOut = new LinkedHashSet<>(dataset.skipped());
        results.values().forEach(result -> leftOut.addAll(result.skipped()));
        List<Skipped> skipped = List.copyOf(leftOut);
        print(dataset, results, outcome.cells(), skipped);
        boxes.ifPresent(found -> spec.commandLine()
                .getOut()
                .println(ResultLines.wrapped(RecipeOptions.cost(finder.orElseThrow(), found))));
        Map<String, Object> ofOutputs =
                new OutputMeasures(spec, model, common.threads(), common.quiet()).print(dataset, images, targets);
        if (common.json().isPresent()) {
            RunRecord record = record(started, dataset, model, results, chosen, training);
            int measured = results.values().iterator().next().images();
            Map<String, Object> json = EvaluationJson.of(measured, skipped, results, record);
            json.putAll(ofOutputs);
            if (protocol.grid) {
                json.put("grid", EvaluationJson.grid(outcome.cells()));
            }
            JsonOption.write(common.json().get(), json);
        }
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.FAILURES;
    }

    /** An image once for each of its classes, whose maps are measured one by one. */
    private static List<Sample> ofEachClass(List<Sample> images) {
        return images.stream().flatMap(image -> image.ofEachClass().stream()).toList();
    }

    /** Says which metrics the network's output has no meaning for. */
    private void noteOfOutput(CamModel model) {
        OutputKind kind = model.outputKind();
        if (faithfulness && !kind.isProbability()) {
            throw new IllegalArgumentException(
                    "--faithfulness: it compares probabilities, but the network's output is a regression.");
        }
        if (recipe.recipe.isPresent() && !kind.isExclusive()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--recipe: its networks tell classes apart, but the network's output is %s.",
                    kind.id()));
        }
        if (!kind.isExclusive()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "Note: the network's output is %s, so that top-1 and top-5 metrics are left out; maps are those of %s.%n",
                            kind.id(),
                            kind.isProbability()
                                    ? "each label of an image"
                                    : "'" + model.classNames().get(0) + "'");
        }
    }

    private ChosenThresholds choose(EvaluationTask task, List<Sample> samples, String choice) throws IOException {
        if (samples.isEmpty()) {
            return ChosenThresholds.NONE;
        }
        String title = "choose the threshold, " + choice;
        try (TaskProgress progress = new TaskProgress(title, "images", samples.size(), common.quiet())) {
            return task.choose(samples, done -> progress.to(done, ""));
        }
    }

    private BoxEvaluation.Outcome find(
            BoxFinder finder, EvaluationRules rules, List<Sample> samples, ChosenThresholds chosen) {
        Optional<Double> any = chosen.thresholds().values().stream().findFirst(); // a box is the same at all of them
        try (TaskProgress progress = new TaskProgress(finder.id(), "images", samples.size(), common.quiet())) {
            return BoxEvaluation.run(
                    finder, samples, rules.metrics(any), Bootstrap.STANDARD, done -> progress.to(done, ""));
        }
    }

    private void print(
            Dataset dataset,
            Map<String, Evaluation.Result> results,
            Map<String, Map<EvaluationGrid.Cell, Evaluation.Result>> cells,
            List<Skipped> skipped) {
        PrintWriter out = spec.commandLine().getOut();
        table.print(spec, results);
        if (protocol.grid) {
            out.printf(
                    Locale.ROOT,
                    "%n%s%s%n",
                    table.fitted(GridTable.of(cells, dataset.id())).markdown(),
                    ResultLines.wrapped(GridTable.NOTE));
        }
        ResultWarnings.print(spec.commandLine().getErr(), results);
        SkippedLines.print(spec, skipped);
    }

    private void warnOfOtherData(Dataset dataset, @Nullable RunRecord training) {
        if (training != null
                && dataset.id().equals(training.spec().get("data set"))
                && !dataset.fingerprint().equals(training.dataFingerprint())) {
            spec.commandLine()
                    .getErr()
                    .println("Warning: the network was trained on another state or --seed of data set '" + dataset.id()
                            + "': images that it learned from may be among those that it is measured on.");
        }
    }

    /** The methods in the order of the call, the first of which heads the JSON; then the trivial predictions that were not asked for. */
    private Map<String, Evaluation.Result> inOrderAsked(Map<String, Evaluation.Result> measured) {
        Map<String, Evaluation.Result> ordered = new LinkedHashMap<>();
        for (String id : methodIds) {
            Stream<String> named = measured.containsKey(id)
                    ? Stream.of(id)
                    : Candidates.methods(List.of(id)).stream().map(CamMethod::id);
            named.forEach(name -> ordered.putIfAbsent(name, Objects.requireNonNull(measured.get(name))));
        }
        measured.forEach(ordered::putIfAbsent);
        return ordered;
    }

    /** The record of the run that made this very network, where it lies beside the model. */
    private @Nullable RunRecord training(CamModel model) throws IOException {
        Optional<Path> file = network.runFolder().map(folder -> folder.resolve(RunRecord.FILE));
        if (file.isEmpty() || !Files.exists(file.get())) {
            return null;
        }
        RunRecord record = RunRecord.read(file.get());
        return record.weightsHash().equals(ParameterBytes.hash(model.graph().params())) ? record : null;
    }

    private RunRecord record(
            Instant started,
            Dataset dataset,
            CamModel model,
            Map<String, Evaluation.Result> results,
            ChosenThresholds chosen,
            @Nullable RunRecord training) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("dataset", dataset.id());
        spec.put("split", protocol.split.id());
        spec.put("subset", protocol.subset.map(Enum::name).orElse("all"));
        spec.put("backbone", model.backbone());
        spec.put("head", model.head());
        spec.put("weights", model.provenance());
        spec.put("preprocessing", model.preprocessing());
        spec.put("resize", "whole image, bilinear, antialiased as Pillow");
        spec.put("methods", methodIds);
        spec.put("dialect", protocol.dialect().id());
        spec.put("normaliser", protocol.normalizer().id());
        spec.put("chosenOn", chosenOn(dataset, training));
        spec.put("validationThresholds", chosen.thresholds());
        spec.put("recipe", recipe.record());
        spec.put("faithfulness", faithfulness);
        engine.ifPresent(one -> spec.put("engine", one.record()));
        Map<String, Object> metrics = new LinkedHashMap<>();
        results.forEach((id, result) -> metrics.put(id, result.thresholds()));
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "evaluate",
                started.toString(),
                spec,
                common.seed(),
                dataset.fingerprint(),
                ParameterBytes.hash(model.graph().params()),
                Environment.here(),
                Duration.between(started, Instant.now()).toMillis() / 1000.0,
                Map.of("thresholds", metrics),
                training);
    }

    /** Which images decided what, so that a reader can rule out that test images did. */
    private Map<String, String> chosenOn(Dataset dataset, @Nullable RunRecord training) {
        Map<String, String> chosenOn = new LinkedHashMap<>();
        chosenOn.put("epoch", training == null ? "not recorded with the weights" : "validation");
        chosenOn.put("normaliser", "stated");
        chosenOn.put("comparisonClasses", "none");
        chosenOn.put("validationThreshold", protocol.choice(dataset).orElse("none"));
        return chosenOn;
    }
}
