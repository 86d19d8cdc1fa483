/**
 * Where a network looks while it learns: {@link org.cam4j.training.dashboard.record.ProbeRecorder} and {@link org.cam4j.training.dashboard.record.StatisticsRecorder} write it into the run folder, {@link DashboardServer} serves it: the page {@code /cam4j}, and
 * Deeplearning4j's pages {@code /train}.
 *
 * <p>What a run folder holds below {@code dashboard/}, everything written beside its place and moved, so that a reader never sees half a file:
 *
 * <ul>
 *   <li>{@code probes.json} {@link org.cam4j.training.dashboard.record.ProbeSet}: which images are watched, their boxes, the classes; {@code images/0.png}, ... the pixels,
 *   <li>{@code epochs/1.json}, ... {@link org.cam4j.training.dashboard.record.EpochRecord}: maps, boxes and answers for the probes, and the table of classes,
 *   <li>{@code epochs.json} {@link org.cam4j.training.dashboard.record.Timeline}: a line an epoch; an epoch that is not in it does not exist, whatever else lies there.
 *   <li>{@code statistics.json} {@link org.cam4j.training.dashboard.record.Statistics}: the curves of {@code /train},
 *   <li>{@code process.json} {@link org.cam4j.training.dashboard.record.RunProcess}: which process trains, so that a run that was killed can be told from one that runs.
 * </ul>
 */
@NullMarked
package org.cam4j.training.dashboard;

import org.jspecify.annotations.NullMarked;
