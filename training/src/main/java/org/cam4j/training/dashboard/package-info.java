/**
 * Where a network looks while it learns: {@link ProbeRecorder} writes it down epoch by epoch, {@link CamPage} shows it in Deeplearning4j's UI, and
 * {@link DashboardServer} serves that on this machine alone.
 *
 * <p>What a run folder holds below {@code dashboard/}, everything written beside its place and moved, so that a reader never sees half a file:
 *
 * <ul>
 *   <li>{@code probes.json} {@link ProbeSet}: which images are watched, their boxes, the classes; {@code images/0.png}, ... the pixels,
 *   <li>{@code epochs/1.json}, ... {@link EpochRecord}: maps, boxes and answers for the probes, and the table of classes,
 *   <li>{@code epochs.json} {@link Timeline}: a line an epoch; an epoch that is not in it does not exist, whatever else lies there.
 * </ul>
 */
@NullMarked
package org.cam4j.training.dashboard;

import org.jspecify.annotations.NullMarked;
