/** The embedded data set: objects that are drawn from a seed, told apart by a small part. */
@NullMarked
package org.cam4j.datasets.parts;

import org.jspecify.annotations.NullMarked;
