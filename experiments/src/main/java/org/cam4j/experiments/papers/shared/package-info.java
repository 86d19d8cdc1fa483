/** Runs and measurements that the experiments of several papers share. */
@NullMarked
package org.cam4j.experiments.papers.shared;

import org.jspecify.annotations.NullMarked;
