package org.cam4j.experiments.papers.meng2019.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.evaluation.ScoreMap;

/** The step F of Meng et al., 2019, section 3.3: the mean of a class's maps against several others. */
public final class PairFusion {
    private PairFusion() {}

    /**
     * The mean of the maps of one method, each brought to 0 to 1 before: our reading, so that every other class counts alike.
     *
     * @param pairs by the other class, then by method
     * @param others which of them
     */
    public static ScoreMap mean(Map<Integer, Map<String, ScoreMap>> pairs, int[] others, String method) {
        return mean(pairs, others, method, true);
    }

    /** The mean of the maps as they are. */
    public static ScoreMap plainMean(Map<Integer, Map<String, ScoreMap>> pairs, int[] others, String method) {
        return mean(pairs, others, method, false);
    }

    private static ScoreMap mean(
            Map<Integer, Map<String, ScoreMap>> pairs, int[] others, String method, boolean brought) {
        List<ScoreMap> maps = new ArrayList<>();
        for (int other : others) {
            ScoreMap map = pairs.getOrDefault(other, Map.of()).get(method);
            if (map == null) {
                throw new IllegalStateException(
                        String.format(Locale.ROOT, "No map against class %d by %s.", other, method));
            }
            maps.add(brought ? unit(map) : map);
        }
        return mean(maps);
    }

    /** The mean of maps of one size. */
    public static ScoreMap mean(List<ScoreMap> maps) {
        ScoreMap first = maps.get(0);
        double[] sum = new double[first.values().length];
        for (ScoreMap map : maps) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += map.values()[i] / maps.size();
            }
        }
        return new ScoreMap(sum, first.height(), first.width());
    }

    /** {@code (map - min) / (max - min)}; zero where the map is constant. */
    public static ScoreMap unit(ScoreMap map) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : map.values()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double[] values = new double[map.values().length];
        for (int i = 0; i < values.length && high > low; i++) {
            values[i] = (map.values()[i] - low) / (high - low);
        }
        return new ScoreMap(values, map.height(), map.width());
    }
}
