/** Progress bars, tables and warnings on the terminal. */
@NullMarked
package org.cam4j.experiments.cli.terminal;

import org.jspecify.annotations.NullMarked;
