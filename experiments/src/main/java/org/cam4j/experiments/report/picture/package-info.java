/** Drawing: maps, boxes, contact sheets, charts, video frames. */
@NullMarked
package org.cam4j.experiments.report.picture;

import org.jspecify.annotations.NullMarked;
