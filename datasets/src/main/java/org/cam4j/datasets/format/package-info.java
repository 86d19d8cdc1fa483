/** The layouts of data sets on disk, one class each. Every file path from a metadata file goes through {@code RootFolder}. */
@NullMarked
package org.cam4j.datasets.format;

import org.jspecify.annotations.NullMarked;
