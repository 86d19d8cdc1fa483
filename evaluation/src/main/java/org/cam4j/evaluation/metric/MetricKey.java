package org.cam4j.evaluation.metric;

import java.util.Locale;

/**
 * The key of a value in a result: a metric and, where the metric thresholds maps, the policy that selected the threshold. It is written as {@code metric} or {@code
 * metric.policy}, such as {@code top1_cls} and {@code gt_known_loc.fixed-0.20}.
 *
 * @param metric the metric, without a point
 * @param policy see {@link ThresholdPolicy#id}; empty where the metric has none
 */
public record MetricKey(String metric, String policy) {
    private static final String GT_KNOWN = "gt_known_loc";
    private static final String FIXED_20 = "fixed-0.20";
    private static final String AUTOMATIC = "automatic";
    private static final String VALIDATION = "validation";

    public static final MetricKey TOP1_CLS = parse("top1_cls");
    public static final MetricKey TOP5_CLS = parse("top5_cls");
    public static final MetricKey MAX_BOX_ACC_30 = parse("max_box_acc_30");
    public static final MetricKey MAX_BOX_ACC_50 = parse("max_box_acc_50");
    public static final MetricKey MAX_BOX_ACC_70 = parse("max_box_acc_70");
    public static final MetricKey MAX_BOX_ACC_V2 = parse("max_box_acc_v2");
    /** Its threshold is what images of the validation split pass on to others. */
    public static final MetricKey GT_KNOWN_BEST = gtKnown("best");

    public static final MetricKey GT_KNOWN_ORACLE = gtKnown("oracle");
    public static final MetricKey GT_KNOWN_VALIDATION = gtKnown(VALIDATION);
    public static final MetricKey GT_KNOWN_AUTOMATIC = gtKnown(AUTOMATIC);
    public static final MetricKey GT_KNOWN_20 = gtKnown(FIXED_20);
    public static final MetricKey TOP1_LOC_VALIDATION = topLoc(1, VALIDATION);
    public static final MetricKey TOP1_LOC_AUTOMATIC = topLoc(1, AUTOMATIC);
    public static final MetricKey TOP1_LOC_20 = topLoc(1, FIXED_20);
    public static final MetricKey TOP5_LOC_20 = topLoc(5, FIXED_20);

    public MetricKey {
        if (metric.isEmpty() || metric.contains(".")) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Metric '%s' of a key: expected a name without a point, such as top1_cls.", metric));
        }
    }

    /** The key of this text; everything after the first point is the policy. */
    public static MetricKey parse(String id) {
        int point = id.indexOf('.');
        return point < 0 ? new MetricKey(id, "") : new MetricKey(id.substring(0, point), id.substring(point + 1));
    }

    /** Localization of the ground-truth class, see {@link GtKnownLoc}. */
    public static MetricKey gtKnown(String policy) {
        return new MetricKey(GT_KNOWN, policy);
    }

    /** Localization and classification at once, see {@link TopLoc}. */
    public static MetricKey topLoc(int k, String policy) {
        return new MetricKey("top" + k + "_loc", policy);
    }

    /** The key as results and files have it. */
    public String id() {
        return policy.isEmpty() ? metric : metric + "." + policy;
    }

    @Override
    public String toString() {
        return id();
    }
}
