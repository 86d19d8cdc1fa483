/** Options of the commands that train. */
@NullMarked
package org.cam4j.experiments.cli.option.train;

import org.jspecify.annotations.NullMarked;
