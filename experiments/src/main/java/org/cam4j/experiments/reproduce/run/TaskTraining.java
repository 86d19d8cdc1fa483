package org.cam4j.experiments.reproduce.run;

/**
 * Networks that a {@link RunTask} trains itself, besides the network of its run.
 *
 * @param network what is trained, each time on other classes of the run's data
 * @param count how many for one seed; where results decide it, at most so many
 * @param share of the images of a split that each of them learns from and is measured on, 0 to 1
 */
public record TaskTraining(NetworkChoice.Trained network, int count, double share) {}
