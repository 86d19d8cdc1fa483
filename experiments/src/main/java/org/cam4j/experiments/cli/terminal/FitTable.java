package org.cam4j.experiments.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.report.Table;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.fit.result.EpochResult;

/** The epochs of a run in a table. */
public final class FitTable {
    private static final int MOST_ROWS = 20;
    private static final int VALIDATION_ACCURACY = 4; // column
    private static final String LOCATED = MetricKey.GT_KNOWN_20.id();

    private FitTable() {}

    /**
     * One line an epoch, of long runs every so many, with the first, the best and the last in any case.
     *
     * @param measured for each epoch and each method's id what the recorder measured, by its key; may be empty
     */
    public static Table of(FitResult result, Map<Integer, Map<String, Map<String, Double>>> measured) {
        List<EpochResult> history = result.history();
        String method = measured.values().stream()
                .flatMap(methods -> methods.entrySet().stream())
                .filter(entry -> entry.getValue().containsKey(LOCATED))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
        boolean ranked = history.stream().anyMatch(epoch -> !Double.isNaN(epoch.meanAp()));
        List<String> header = new ArrayList<>(List.of(
                "epoch", "loss", "accuracy %", "validation loss", "validation accuracy %", "images/s", "seconds"));
        if (ranked) {
            header.set(VALIDATION_ACCURACY, "validation mAP %");
        }
        if (!method.isEmpty()) {
            header.add(method + " GT-known %");
        }
        int every = (history.size() + MOST_ROWS - 1) / MOST_ROWS;
        List<List<String>> rows = new ArrayList<>();
        for (EpochResult epoch : history) {
            boolean best = epoch.epoch() == result.best().epoch();
            if (best || epoch.epoch() == 1 || epoch.epoch() == history.size() || epoch.epoch() % every == 0) {
                List<String> row = new ArrayList<>(List.of(
                        epoch.epoch() + (best ? " (best)" : ""),
                        number(3, epoch.trainLoss()),
                        number(2, epoch.trainTop1()),
                        number(3, epoch.validationLoss()),
                        number(2, ranked ? epoch.meanAp() : epoch.validationTop1()),
                        number(0, epoch.imagesPerSecond()),
                        number(1, epoch.seconds())));
                if (!method.isEmpty()) {
                    OptionalDouble located = located(measured, epoch.epoch(), method);
                    row.add(located.isPresent() ? number(2, located.getAsDouble()) : "");
                }
                rows.add(row);
            }
        }
        return new Table(header, rows);
    }

    private static OptionalDouble located(
            Map<Integer, Map<String, Map<String, Double>>> measured, int epoch, String method) {
        Double located = measured.getOrDefault(epoch, Map.of())
                .getOrDefault(method, Map.of())
                .get(LOCATED);
        return located == null ? OptionalDouble.empty() : OptionalDouble.of(located);
    }

    private static String number(int digits, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
