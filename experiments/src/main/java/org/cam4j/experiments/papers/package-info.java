/** The reproduced papers, one package each, and the catalog of their experiments. */
@NullMarked
package org.cam4j.experiments.papers;

import org.jspecify.annotations.NullMarked;
