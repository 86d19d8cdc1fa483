package org.cam4j.training.fit.target;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.jspecify.annotations.Nullable;

/** What a network should say of images: targets from labels or numbers, and which of them count. */
public final class StepTargets {
    private static final int THERE_OR_NOT = 2;

    private final int classes;
    private final OutputKind kind;
    private final @Nullable RegressionTargets numbers;
    private final TargetScale scale;

    /**
     * The targets of a network.
     *
     * @param numbers what a regression learns; null for classes
     * @param training the images whose mean and standard deviation scale the numbers
     */
    public StepTargets(CamModel network, @Nullable RegressionTargets numbers, List<Sample> training) {
        this.classes = network.classNames().size();
        this.kind = network.outputKind();
        this.numbers = numbers;
        this.scale = numbers == null ? TargetScale.NONE : TargetScale.of(numbers, training, classes);
    }

    /** The targets of a network that learns classes. */
    public static StepTargets ofLabels(CamModel network) {
        return new StepTargets(network, null, List.of());
    }

    /**
     * A regression's numbers in its {@link #scale}; else {@code 1 - s + s/K} for every label of an image and {@code s/K} for the other classes, where K is 2 for labels by themselves:
     * {@code [N,K]}.
     *
     * @param smoothing s, 0 for plain labels
     */
    public float[][] of(List<Sample> samples, double smoothing) {
        if (numbers != null) {
            return samples.stream()
                    .map(sample -> scale.scaled(numbers.checked(sample, classes)))
                    .toArray(float[][]::new);
        }
        int alternatives = kind == OutputKind.MULTI_LABEL ? THERE_OR_NOT : classes;
        float[][] targets = new float[samples.size()][classes];
        for (int i = 0; i < targets.length; i++) {
            Arrays.fill(targets[i], (float) (smoothing / alternatives));
            for (int label : samples.get(i).labels().present()) {
                targets[i][label] += (float) (1 - smoothing);
            }
        }
        return targets;
    }

    /** 1 for every output that counts in the loss and 0 for unknown labels, {@code [N,outputs]}; empty where all count. */
    public Optional<float[][]> mask(List<Sample> samples) {
        if (kind != OutputKind.MULTI_LABEL
                || samples.stream().allMatch(sample -> sample.labels().unknown().isEmpty())) {
            return Optional.empty();
        }
        float[][] mask = new float[samples.size()][classes];
        for (int i = 0; i < mask.length; i++) {
            Arrays.fill(mask[i], 1);
            for (int label : samples.get(i).labels().unknown()) {
                mask[i][label] = 0;
            }
        }
        return Optional.of(mask);
    }

    /** Whether every image has one label, so that its most probable class is right or wrong. */
    public static boolean haveOneLabel(List<Sample> samples) {
        return samples.stream().allMatch(sample -> sample.labels().present().size() == 1);
    }

    /** The scale in which a regression is trained. */
    public TargetScale scale() {
        return scale;
    }
}
