/** The command line: one class a command. The only package that prints and ends the process. */
@NullMarked
package org.cam4j.experiments.cli;

import org.jspecify.annotations.NullMarked;
