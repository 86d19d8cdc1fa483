/** Reads videos, cameras and folders of frames, and explains frame after frame. */
@NullMarked
package org.cam4j.experiments.video;

import org.jspecify.annotations.NullMarked;
