/** The papers: one class a table or figure. */
@NullMarked
package org.cam4j.experiments.paper;

import org.jspecify.annotations.NullMarked;
