/** Pictures and pages: overlays, contact sheets, HTML. */
@NullMarked
package org.cam4j.experiments.report;

import org.jspecify.annotations.NullMarked;
