package org.cam4j.evaluation.maps;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.cam4j.evaluation.ScoreMap;

/**
 * Scales a map to 0 to 1. The choice changes the result of a method by several points ("Normalization Matters in Weakly Supervised Object Localization", Kim et al.,
 * ICCV 2021), so it is named in every result. A quantile is {@code sorted[(int) (N * p)]}.
 */
public enum Normalizer {
    /** {@code c -= min; c /= max}: the reference and the default. */
    MINMAX {
        @Override
        double[] scaled(double[] map) {
            return divided(shifted(map, minimum(map)), 1);
        }
    },
    /** {@code max(0, c) / max}: negative evidence is no evidence. */
    MAX {
        @Override
        double[] scaled(double[] map) {
            return divided(shifted(map, 0), 1);
        }
    },
    /** {@code (c - min) / q-quantile} with q = 0.9, clipped at 1: a few peaks do not decide the scale (Bae et al., ECCV 2020). */
    PAS {
        @Override
        double[] scaled(double[] map) {
            return divided(shifted(map, minimum(map)), 0.9);
        }
    },
    /** {@code max(0, c - p-quantile) / max} with p = 0.45 (Kim et al., ICCV 2021). */
    IVR {
        @Override
        double[] scaled(double[] map) {
            return divided(shifted(map, quantile(map, 0.45)), 1);
        }
    },
    /** The values as they are, what lies outside 0 to 1 held at its ends: for maps that are normalized already, which the reference evaluator never changes. */
    NONE {
        @Override
        double[] scaled(double[] map) {
            double[] result = map.clone();
            for (int i = 0; i < result.length; i++) {
                result[i] = Math.max(0, Math.min(1, result[i]));
            }
            return result;
        }
    };

    /** Those that bring a map of any range to 0 to 1: all but {@link #NONE}. */
    public static List<Normalizer> ofRawMaps() {
        return Arrays.stream(values()).filter(one -> one != NONE).toList();
    }

    /** The name on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The normalized values, all finite and between 0 and 1. A map that cannot be normalized (a NaN, an infinity, a single value everywhere, nothing positive
     * under {@link #MAX}) gives an array of zeros.
     *
     * @param map any values; left as they are
     */
    public double[] apply(double[] map) {
        double[] zero = new double[map.length];
        if (!isFinite(map) || isConstant(map)) {
            return zero;
        }
        double[] result = scaled(map);
        return isFinite(result) ? result : zero;
    }

    /**
     * Enlarges a map, then normalizes it. One that is the same everywhere becomes zero before it is enlarged: on some grids the interpolation's rounding would
     * make a pattern of it.
     */
    public double[] enlarged(ScoreMap map, UnaryOperator<ScoreMap> enlarge) {
        ScoreMap large = enlarge.apply(map);
        return isConstant(map.values()) ? new double[large.values().length] : apply(large.values());
    }

    abstract double[] scaled(double[] map);

    static boolean isFinite(double[] map) {
        for (double value : map) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    static boolean isConstant(double[] map) {
        for (double value : map) {
            if (value != map[0]) {
                return false;
            }
        }
        return true;
    }

    /** {@code max(0, c - zero)}. */
    private static double[] shifted(double[] map, double zero) {
        double[] result = new double[map.length];
        for (int i = 0; i < map.length; i++) {
            result[i] = Math.max(0, map[i] - zero);
        }
        return result;
    }

    /** Divides in place by the q-quantile, the maximum for q = 1, and clips at 1; not finite where that quantile is 0. */
    private static double[] divided(double[] map, double q) {
        double scale = quantile(map, q);
        for (int i = 0; i < map.length; i++) {
            map[i] = Math.min(1, map[i] / scale);
        }
        return map;
    }

    private static double minimum(double[] map) {
        double minimum = map[0];
        for (double value : map) {
            minimum = Math.min(minimum, value);
        }
        return minimum;
    }

    private static double quantile(double[] map, double q) {
        if (q == 1) {
            double maximum = map[0];
            for (double value : map) {
                maximum = Math.max(maximum, value);
            }
            return maximum;
        }
        double[] sorted = map.clone();
        Arrays.sort(sorted);
        return sorted[(int) (sorted.length * q)];
    }
}
