package org.cam4j.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.LabelScores;
import org.cam4j.evaluation.statistics.RegressionErrors;

/** The tables and the JSON of networks whose output is a probability for each label, or numbers. */
public final class OutputTables {
    /** What is said below the table of numbers. */
    public static final String NUMBER_NOTE =
            "In the units of the targets, with half the width of the 95 % interval over images. 'Mean' predicts the mean of the training images.";

    private static final int NUMBER_COLUMNS = 60; // characters that the other columns need

    private OutputTables() {}

    /** One line a class that any image shows, then the mean. */
    public static Table labels(LabelScores.Result result, List<String> classNames, int columns) {
        List<List<String>> rows = new ArrayList<>();
        for (LabelScores.OfClass of : result.classes()) {
            of.value()
                    .ifPresent(value -> rows.add(List.of(
                            shortened(classNames.get(of.label()), columns - NUMBER_COLUMNS),
                            String.valueOf(of.images()),
                            ResultTables.cell(value))));
        }
        result.mean().ifPresent(mean -> rows.add(List.of("mean (mAP)", "", ResultTables.cell(mean))));
        return new Table(List.of("Class", "Images", "AP"), rows);
    }

    /** What is said below that table. */
    public static String labelNote(LabelScores.Result result, List<String> classNames, int images) {
        List<String> without = without(result, classNames);
        return Count.of(images, "image", "images")
                + ". Average precision at all points, as scikit-learn's, in percent, with half the width of the 95 % interval over images."
                + (without.isEmpty()
                        ? ""
                        : " Left out of the mean, since no image shows them: " + String.join(", ", without) + ".");
    }

    private static List<String> without(LabelScores.Result result, List<String> classNames) {
        return result.classes().stream()
                .filter(of -> of.value().isEmpty())
                .map(of -> classNames.get(of.label()))
                .toList();
    }

    /** The same for files. */
    public static Map<String, Object> json(LabelScores.Result result, List<String> classNames, int images) {
        Map<String, Object> classes = new LinkedHashMap<>();
        for (LabelScores.OfClass of : result.classes()) {
            of.value().ifPresent(value -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("images", of.images());
                fields.put("known", of.known());
                fields.put("value", value.value());
                fields.put("ci95", List.of(value.low(), value.high()));
                classes.put(classNames.get(of.label()), fields);
            });
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("images", images);
        result.mean()
                .ifPresent(mean -> json.put(
                        "meanAveragePrecision",
                        Map.of("value", mean.value(), "ci95", List.of(mean.low(), mean.high()))));
        json.put("averagePrecision", classes);
        json.put("withoutImages", without(result, classNames));
        return json;
    }

    /**
     * One line a target.
     *
     * @param constant the errors of the training mean; empty where there are no training images
     */
    public static Table numbers(List<String> names, List<RegressionErrors> errors, List<RegressionErrors> constant) {
        List<String> header = new ArrayList<>(List.of("Target", "MAE", "RMSE", "R2"));
        if (!constant.isEmpty()) {
            header.addAll(List.of("MAE of the mean", "RMSE of the mean"));
        }
        List<List<String>> rows = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            if (errors.get(k).images() == 0) {
                continue;
            }
            RegressionErrors.Result result = errors.get(k).result(Bootstrap.STANDARD);
            List<String> row =
                    new ArrayList<>(List.of(names.get(k), cell(result.mae()), cell(result.rmse()), cell(result.r2())));
            if (!constant.isEmpty()) {
                RegressionErrors.Result mean = constant.get(k).result(Bootstrap.NO_INTERVALS);
                row.add(number(mean.mae().value()));
                row.add(number(mean.rmse().value()));
            }
            rows.add(row);
        }
        return new Table(header, rows);
    }

    /** The same for files, by target. */
    public static Map<String, Object> json(
            List<String> names, List<RegressionErrors> errors, List<RegressionErrors> constant) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (int k = 0; k < names.size(); k++) {
            if (errors.get(k).images() == 0) {
                continue;
            }
            RegressionErrors.Result result = errors.get(k).result(Bootstrap.STANDARD);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("images", errors.get(k).images());
            fields.put("mae", fields(result.mae()));
            fields.put("rmse", fields(result.rmse()));
            fields.put("r2", fields(result.r2()));
            if (!constant.isEmpty()) {
                RegressionErrors.Result mean = constant.get(k).result(Bootstrap.NO_INTERVALS);
                fields.put("maeOfTrainingMean", mean.mae().value());
                fields.put("rmseOfTrainingMean", mean.rmse().value());
            }
            json.put(names.get(k), fields);
        }
        return json;
    }

    private static Map<String, Object> fields(Bootstrap.Interval interval) {
        return Map.of("value", interval.value(), "ci95", List.of(interval.low(), interval.high()));
    }

    private static String cell(Bootstrap.Interval interval) {
        return Double.isNaN(interval.value())
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%s ±%s",
                        number(interval.value()),
                        String.format(Locale.ROOT, "%.2g", (interval.high() - interval.low()) / 2));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    static String shortened(String name, int most) {
        return name.length() <= most ? name : name.substring(0, most - 1) + "…";
    }
}
