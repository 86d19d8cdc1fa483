/** Puts data sets on disk in the layouts of others, so that the loaders of those can be tried on complete trees. */
@NullMarked
package org.cam4j.datasets.write;

import org.jspecify.annotations.NullMarked;
