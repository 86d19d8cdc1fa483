/**
 * The course of a training: {@link ProbeRecorder} and {@link StatisticsRecorder} write it into the run folder, {@link DashboardServer} serves it: the page {@code /cam4j}, and
 * Deeplearning4j's pages {@code /train}.
 *
 * <p>What a run folder holds below {@code dashboard/}, everything written beside its place and moved, so that a reader never sees half a file:
 *
 * <ul>
 *   <li>{@code probes.json} {@link ProbeSet}: which images are watched, their boxes, the classes; {@code images/0.png}, ... the pixels,
 *   <li>{@code epochs/1.json}, ... {@link EpochRecord}: maps, boxes and answers for the probes, and the table of classes,
 *   <li>{@code epochs.json} {@link Timeline}: one line per epoch; an epoch that is not in it does not exist, whatever else lies there.
 *   <li>{@code statistics.json} {@link Statistics}: the curves of {@code /train},
 *   <li>{@code process.json} {@link RunProcess}: which process trains, so that a run that was killed can be told from one that runs.
 * </ul>
 */
@NullMarked
package org.cam4j.training.dashboard;

import org.jspecify.annotations.NullMarked;
