package org.cam4j.experiments.reproduce.claim;

/**
 * A measured value with its 95 % interval.
 *
 * @param value mean over the seeds
 * @param low lower end of the interval: the wider of those over images and, where there are several, over seeds
 * @param high upper end
 * @param runs how many seeds
 * @param usesTestLabels whether a threshold was chosen with the labels of the measured images
 * @param dirty whether the program of a run differed from its commit
 */
public record Estimate(double value, double low, double high, int runs, boolean usesTestLabels, boolean dirty) {}
