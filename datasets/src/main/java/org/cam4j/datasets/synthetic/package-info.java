/** The synthetic data set "parts": drawn objects whose class depends on one small part. */
@NullMarked
package org.cam4j.datasets.synthetic;

import org.jspecify.annotations.NullMarked;
