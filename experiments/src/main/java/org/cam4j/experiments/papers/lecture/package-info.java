/** The lecture: class activation maps for digits, vibration signals, frequency sweeps and people in videos. */
@NullMarked
package org.cam4j.experiments.papers.lecture;

import org.jspecify.annotations.NullMarked;
