/**
 * The dashboard of trainings: {@link DashboardServer} serves the page {@code /cam4j} and Deeplearning4j's pages {@code /train} from run folders. The recorders in
 * {@code dashboard.record} write the folder {@code dashboard/} of a run; every file is written to a temporary file and moved, so that a reader never sees a partial
 * one:
 *
 * <ul>
 *   <li>{@code probes.json}: the images that are explained after every epoch, their boxes, the classes; {@code images/0.png}, ... their pixels,
 *   <li>{@code epochs/1.json}, ...: maps, boxes and predictions for these images, and a table of classes,
 *   <li>{@code epochs.json}: one line per epoch; an epoch that is not in it does not exist, whatever other files there are,
 *   <li>{@code statistics.json}: the curves of {@code /train},
 *   <li>{@code process.json}: the process that trains, which tells an interrupted run from a running one.
 * </ul>
 */
@NullMarked
package org.cam4j.training.dashboard;

import org.jspecify.annotations.NullMarked;
