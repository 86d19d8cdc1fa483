/** Reads the headers of image files, PNG files and the orientation of photographs. */
@NullMarked
package org.cam4j.datasets.internal.image;

import org.jspecify.annotations.NullMarked;
