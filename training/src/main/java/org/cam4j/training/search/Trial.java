package org.cam4j.training.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One trial of a search.
 *
 * @param number from 0, which has the recipe's own values
 * @param wsol as {@code WsolConfig} writes it; empty for plain training
 * @param learningRate the highest of the training
 * @param score MaxBoxAccV2 on the validation split, percent; null when the trial failed
 * @param top1 classification there, percent; null when the trial failed
 * @param seconds training and measuring
 * @param failure why there is no score; empty where there is one
 */
public record Trial(
        int number,
        @JsonProperty("rival") String wsol,
        double learningRate,
        @Nullable Double score,
        @Nullable Double top1,
        double seconds,
        String failure) {
    static final List<String> HEADER =
            List.of("trial", "rival", "learning_rate", "score", "top1", "seconds", "failure");

    /** The trial of the highest score; of equals the one that classifies best, then the first. Empty when all failed. */
    public static Optional<Trial> best(List<Trial> trials) {
        return trials.stream()
                .filter(trial -> trial.score != null)
                .max(Comparator.comparingDouble((Trial trial) -> orLowest(trial.score))
                        .thenComparingDouble(trial -> orLowest(trial.top1))
                        .thenComparing(Comparator.comparingInt(Trial::number).reversed()));
    }

    private static double orLowest(@Nullable Double value) {
        return value == null ? Double.NEGATIVE_INFINITY : value;
    }

    List<Object> row() {
        return List.of(
                number,
                wsol,
                learningRate,
                digits(score),
                digits(top1),
                String.format(Locale.ROOT, "%.1f", seconds),
                failure);
    }

    private static String digits(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
    }
}
