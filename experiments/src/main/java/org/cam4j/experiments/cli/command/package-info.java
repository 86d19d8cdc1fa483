/** The commands, one class each. */
@NullMarked
package org.cam4j.experiments.cli.command;

import org.jspecify.annotations.NullMarked;
