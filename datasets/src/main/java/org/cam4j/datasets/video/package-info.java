/** Pictures one after another: from a video file, a folder of images or a camera. */
@NullMarked
package org.cam4j.datasets.video;

import org.jspecify.annotations.NullMarked;
