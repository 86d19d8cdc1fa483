package org.cam4j.training.internal.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.training.fit.result.EpochResult;
import org.jspecify.annotations.Nullable;

/** Reads {@code history.csv}: the finished epochs of any training. */
final class HistoryTable {
    private static final int MOST_EPOCHS = 100_000;

    private HistoryTable() {}

    /** The epochs, in order; lines that cannot be read are left out. */
    static List<EpochResult> parse(String text) {
        List<String> lines = text.lines().limit(MOST_EPOCHS).toList();
        List<EpochResult> epochs = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            Map<String, Double> row =
                    row(lines.get(0).split(",", -1), lines.get(i).split(",", -1));
            if (row.containsKey("epoch")) {
                epochs.add(result(row));
            }
        }
        return epochs;
    }

    private static Map<String, Double> row(String[] names, String[] cells) {
        Map<String, Double> row = new HashMap<>();
        for (int i = 0; i < Math.min(names.length, cells.length); i++) {
            try {
                row.put(names[i], Double.parseDouble(cells[i]));
            } catch (NumberFormatException text) {
                continue;
            }
        }
        return row;
    }

    private static EpochResult result(Map<String, Double> row) {
        return new EpochResult(
                (int) value(row, "epoch"),
                (long) value(row, "steps"),
                value(row, "train_loss"),
                value(row, "train_top1"),
                value(row, "validation_loss"),
                value(row, "validation_top1"),
                value(row, "learning_rate"),
                value(row, "seconds"),
                value(row, "images_per_second"),
                value(row, "seconds_waiting"),
                measured(row, "validation_max_box_acc"),
                measured(row, "validation_mean_ap"));
    }

    private static @Nullable Double measured(Map<String, Double> row, String name) {
        Double value = row.get(name);
        return value == null || value.isNaN() ? null : value;
    }

    private static double value(Map<String, Double> row, String name) {
        return row.getOrDefault(name, Double.NaN);
    }
}
