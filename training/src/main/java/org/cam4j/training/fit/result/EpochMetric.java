package org.cam4j.training.fit.result;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What epochs are compared by, on the validation split. Among equals the epoch with the lower loss is better, then the earlier one. */
public enum EpochMetric {
    /**
     * Percent of images whose most probable class is the label; of a network with a probability for each label the mean average precision. A regression has none, so that the loss
     * decides.
     */
    TOP1 {
        @Override
        double value(EpochResult result) {
            Double ranked = result.validationMeanAp();
            return ranked == null || ranked.isNaN() ? result.validationTop1() : ranked;
        }
    },
    /** Mean loss with plain labels; lower is better. */
    LOSS {
        @Override
        double value(EpochResult result) {
            return -result.validationLoss();
        }
    },
    /** MaxBoxAccV2 of class activation maps in percent (Choe et al., CVPR 2020). */
    MAX_BOX_ACC {
        @Override
        double value(EpochResult result) {
            Double measured = result.validationMaxBoxAcc();
            return measured == null ? Double.NaN : measured;
        }
    };

    /** The metric with this id, {@link #TOP1} for any other text. */
    public static EpochMetric orTop1(String id) {
        return Arrays.stream(values())
                .filter(metric ->
                        metric.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(id))
                .findFirst()
                .orElse(TOP1);
    }

    /** Higher is better. */
    abstract double value(EpochResult result);

    private boolean isBetter(EpochResult a, EpochResult b) {
        int order = Double.compare(value(a), value(b)); // NaN equals NaN
        return order > 0 || (order == 0 && a.validationLoss() < b.validationLoss());
    }

    /** The best of a run, the earliest among equals. */
    public EpochResult best(List<EpochResult> history) {
        return history.stream().reduce((a, b) -> isBetter(b, a) ? b : a).orElseThrow();
    }

    /**
     * How many epochs ago the last improvement was, 0 for the last epoch.
     *
     * @param least the smallest change that is an improvement; 0 for any, also of the loss alone
     */
    public int epochsWithoutImprovement(List<EpochResult> history, double least) {
        EpochResult reached = history.get(0);
        int since = 0;
        for (EpochResult result : history.subList(1, history.size())) {
            boolean improved =
                    least == 0 ? isBetter(result, reached) : comparable(result) - comparable(reached) >= least;
            reached = improved ? result : reached;
            since = improved ? 0 : since + 1;
        }
        return since;
    }

    /** The loss where there is no other value. */
    private double comparable(EpochResult result) {
        return Double.isNaN(value(result)) ? LOSS.value(result) : value(result);
    }
}
