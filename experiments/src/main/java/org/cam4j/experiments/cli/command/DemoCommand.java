package org.cam4j.experiments.cli.command;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.CommonOptions;
import org.cam4j.experiments.cli.option.DatasetOptions;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.terminal.FitProgress;
import org.cam4j.experiments.cli.terminal.ResultLines;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.Count;
import org.cam4j.experiments.report.EvaluationJson;
import org.cam4j.experiments.report.HtmlPage;
import org.cam4j.experiments.report.ResultTables;
import org.cam4j.experiments.report.Table;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.protocol.ChosenThresholds;
import org.cam4j.training.protocol.EvaluationRules;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j demo}: the whole path on images drawn on the spot, in a few minutes. */
@Command(
        name = "demo",
        description = {
            "Explain three photographs with a pretrained network, then train and evaluate two small ones on synthetic images.",
            "A small part decides the class of an image, and the box surrounds the whole object. This shows",
            "the known weakness of CAM."
        },
        footer = {"", "Example: cam4j demo"})
public final class DemoCommand implements Callable<Integer> {
    private static final String DATASET = "parts";
    private static final String BACKBONE = "mini";
    private static final List<String> HEADS = List.of("gap", "wgap");
    private static final List<String> METHODS = List.of("cam", "grad-cam");
    private static final int PICTURED = 5;
    private static final int ENLARGED = 4;
    private static final int TILE = 128;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "4",
            description = "Epochs of each training. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--out", paramLabel = "DIR", description = "Output folder. Default: results/.work/demo.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws Exception {
        common.checkJson();
        Kernels.switchOn();
        RunFolder folder =
                RunFolder.open(out.orElseGet(() -> Path.of(Objects.requireNonNullElse(System.getenv("CAM4J_HOME"), "."))
                        .resolve("results/.work/demo")));
        List<CamMethod> methods = Candidates.methods(METHODS);
        DemoPhotos.explain(methods, common.threads(), folder, spec.commandLine().getOut());
        Dataset dataset = DatasetOptions.open(DATASET, Optional.empty(), common.seed());
        List<Sample> test = dataset.samples(Split.TEST);
        List<Sample> pictured = test.subList(0, Math.min(PICTURED, test.size()));
        List<List<BufferedImage>> rows = new ArrayList<>();
        for (Sample sample : pictured) {
            PixelImage pixels = Pictures.enlarged(sample.image().read(), ENLARGED);
            BufferedImage picture = Pictures.of(pixels);
            Pictures.drawTruth(picture, sample);
            rows.add(new ArrayList<>(List.of(picture)));
        }
        Map<String, Evaluation.Result> results = new LinkedHashMap<>();
        Map<String, Evaluation.Result> trivial = new LinkedHashMap<>();
        for (String head : HEADS) {
            CamModel model = train(head, dataset, folder);
            List<TrivialBaseline> baselines =
                    trivial.isEmpty() ? TrivialBaselines.all(dataset.samples(Split.TRAIN), common.seed()) : List.of();
            try (TaskProgress progress = new TaskProgress("evaluate " + head, "images", test.size(), common.quiet())) {
                EvaluationTask.of(model, methods, EvaluationRules.of(dataset, Protocols.DEFAULT), common.threads())
                        .withTrivial(baselines)
                        .measure(test, ChosenThresholds.NONE, EvaluationTask.UNOBSERVED, done -> progress.to(done, ""))
                        .results()
                        .forEach((id, result) -> {
                            if (METHODS.contains(id)) {
                                results.put(head + ": " + id, result);
                            } else {
                                trivial.put(id, result);
                            }
                        });
            }
            addPictures(model, methods, pictured, rows);
        }
        results.putAll(trivial);
        Table table = ResultTables.of(results);
        Pictures.write(Pictures.sheet(rows, TILE), folder, "overlays.png");
        folder.writeText("table.md", table.markdown());
        page(table, test.size()).write(folder, "index.html");
        spec.commandLine()
                .getOut()
                .print(ResultTables.summary(results, ResultLines.COLUMNS).markdown());
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s%n",
                        ResultLines.wrapped(
                                Count.of(test.size(), "test image", "test images") + ". " + ResultTables.NOTE));
        spec.commandLine()
                .getOut()
                .printf(Locale.ROOT, "All metrics, pictures and page: %s%n", folder.file("index.html"));
        if (common.json().isPresent()) {
            JsonOption.write(
                    common.json().get(),
                    EvaluationJson.of(test.size(), List.of(), results, Map.of("seed", common.seed())));
        }
        return ExitCode.DONE;
    }

    private CamModel train(String head, Dataset dataset, RunFolder folder) throws IOException {
        CamModel model = Networks.create(
                NetworkSpec.of(BACKBONE, head, dataset.classNames()).seed(common.seed()));
        TrainRecipe recipe = TrainRecipe.fromScratch().epochs(epochs).seed(common.seed());
        folder.delete(head + "/" + Trainer.CHECKPOINT);
        try (FitProgress progress = new FitProgress(spec, "train " + head, common.quiet())) {
            return ModelFile.load(Trainer.of(model, dataset)
                    .recipe(recipe)
                    .into(folder.file(head))
                    .listener(progress)
                    .fit()
                    .model());
        }
    }

    private void addPictures(
            CamModel model, List<CamMethod> methods, List<Sample> pictured, List<List<BufferedImage>> rows)
            throws IOException {
        int[] row = new int[1];
        new MapComputer(model, methods, common.threads()).run(pictured, MapComputer::groundTruth, located -> {
            PixelImage pixels = Pictures.enlarged(located.pixels(), ENLARGED);
            OverlayRow overlays = OverlayRow.withTruth(pixels, ColorMap.VIRIDIS, located.sample());
            located.classes().get(0).maps().values().forEach(map -> overlays.overlay(map, Boxes.ZHOU));
            rows.get(row[0]++).addAll(overlays.tiles());
        });
    }

    private static HtmlPage page(Table table, int images) {
        HtmlPage page = DemoPhotos.addTo(new HtmlPage("cam4j demo: where do networks look?").heading("Photographs"));
        return page.heading("Two small networks, trained now")
                .paragraph("Every object has the same large body; only a small part on it tells its class. The networks"
                        + " learned the class and were never shown a box. A class activation map finds the part:"
                        + " the whole object, which the box surrounds, it covers badly.")
                .picture(
                        "overlays.png",
                        "From left to right: image with its true box (green); then for each of the heads GAP and WGAP"
                                + " the maps CAM and Grad-CAM of the true class with the box made at 20 % of the map's"
                                + " range (red).")
                .heading("Measured on " + images + " test images")
                .table(table)
                .paragraph(ResultTables.NOTE
                        + " GT-known @0.20: share of images whose box at the stated threshold overlaps the"
                        + " true one by half or more. Inside: share of the object that the map above 0.20"
                        + " covers. Outside: share of that map that lies beside the object.");
    }
}
