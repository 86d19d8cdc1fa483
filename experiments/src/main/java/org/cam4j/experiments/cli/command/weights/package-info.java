/** The commands of {@code cam4j weights}. */
@NullMarked
package org.cam4j.experiments.cli.command.weights;

import org.jspecify.annotations.NullMarked;
