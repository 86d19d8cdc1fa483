package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.LabelScores;
import org.cam4j.evaluation.statistics.RegressionErrors;
import org.cam4j.experiments.cli.terminal.ResultLines;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.OutputTables;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.protocol.OutputEvaluation;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code evaluate} measures of whole images where no class is the only right one: average precision of labels, errors of numbers. */
record OutputMeasures(CommandSpec spec, CamModel model, int threads, boolean quiet) {
    /**
     * Measures and prints.
     *
     * @param targets of a regression
     * @return what the JSON holds besides; empty where there is nothing to measure
     */
    Map<String, Object> print(Dataset dataset, List<Sample> images, Optional<RegressionTargets> targets)
            throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        if (targets.isPresent()) {
            printNumbers(dataset, images, targets.get(), json);
        } else if (model.outputKind() == OutputKind.MULTI_LABEL && dataset.hasAllLabels()) {
            printLabels(dataset, images, json);
        } else if (model.outputKind() == OutputKind.MULTI_LABEL) {
            line("Average precision is not measured: data set '" + dataset.id()
                    + "' splits an image of several classes into several samples. Use '" + dataset.id()
                    + "-multi-label'.");
        }
        return json;
    }

    private void printLabels(Dataset dataset, List<Sample> images, Map<String, Object> json) throws IOException {
        OutputEvaluation.Labels measured;
        try (TaskProgress progress = new TaskProgress("average precision", "images", images.size(), quiet)) {
            measured = new OutputEvaluation(model, threads).labels(images, done -> progress.to(done, ""));
        }
        LabelScores.Result result = measured.scores().result(Bootstrap.STANDARD);
        spec.commandLine().getOut().println();
        spec.commandLine()
                .getOut()
                .print(OutputTables.labels(result, dataset.classNames(), ResultLines.COLUMNS)
                        .markdown());
        line(OutputTables.labelNote(
                result, dataset.classNames(), measured.scores().images()));
        json.put(
                "labels",
                OutputTables.json(
                        result, dataset.classNames(), measured.scores().images()));
        note(measured.skipped());
    }

    private void printNumbers(Dataset dataset, List<Sample> images, RegressionTargets targets, Map<String, Object> json)
            throws IOException {
        OutputEvaluation.Numbers measured;
        try (TaskProgress progress = new TaskProgress("errors", "images", images.size(), quiet)) {
            measured = new OutputEvaluation(model, threads).numbers(images, targets, done -> progress.to(done, ""));
        }
        List<RegressionErrors> constant = targets.errorsOfMean(dataset.samples(Split.TRAIN), images);
        spec.commandLine().getOut().println();
        spec.commandLine()
                .getOut()
                .print(OutputTables.numbers(targets.names(), measured.errors(), constant)
                        .markdown());
        line(OutputTables.NUMBER_NOTE);
        json.put("targets", OutputTables.json(targets.names(), measured.errors(), constant));
        note(measured.skipped());
    }

    private void line(String text) {
        spec.commandLine().getOut().println(ResultLines.wrapped(text));
    }

    private void note(List<Skipped> skipped) {
        if (!skipped.isEmpty()) {
            line(skipped.size() + " images could not be read and are left out of this table.");
        }
    }
}
