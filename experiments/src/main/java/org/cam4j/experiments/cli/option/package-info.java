/** Options that several commands share. */
@NullMarked
package org.cam4j.experiments.cli.option;

import org.jspecify.annotations.NullMarked;
