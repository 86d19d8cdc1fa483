/** What goes wrong on purpose: files that are nearly right, and programs that are killed. */
@NullMarked
package org.cam4j.experiments.faults;

import org.jspecify.annotations.NullMarked;
