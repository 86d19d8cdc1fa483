/**
 * The dashboard of trainings: {@link DashboardServer} serves the page {@code /cam4j} and Deeplearning4j's pages {@code /train} from run folders. The folder {@code
 * dashboard/} of a run holds the files below. Those up to {@code process.json} are written by every training, the others by the recorders in {@code dashboard.record}. Every
 * file but {@code steps.csv} is written to a temporary file and moved, so that a reader never sees a partial one:
 *
 * <ul>
 *   <li>{@code training.json}: network, data set, classes and recipe,
 *   <li>{@code progress.json}: epoch, step, time left and notes, about every 2 s,
 *   <li>{@code steps.csv}: loss, learning rate, speed and memory of some steps; a reader leaves out a line that is not whole,
 *   <li>{@code confusion.json}: the confusion matrix of the last and of the best epoch,
 *   <li>{@code stop}: written by the dashboard; the training ends after its current step,
 *   <li>{@code process.json}: the process that trains, which tells an interrupted run from a running one,
 *   <li>{@code probes.json}: the images that are explained after every epoch, their boxes, the classes; {@code images/0.png}, ... their pixels,
 *   <li>{@code epochs/1.json}, ...: maps, boxes and predictions for these images, and a table of classes,
 *   <li>{@code epochs.json}: one line per epoch; an epoch that is not in it does not exist, whatever other files there are,
 *   <li>{@code statistics.json}: the curves of {@code /train}.
 * </ul>
 */
@NullMarked
package org.cam4j.training.dashboard;

import org.jspecify.annotations.NullMarked;
