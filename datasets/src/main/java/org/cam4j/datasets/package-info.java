/** Images, labels, boxes, masks and splits. Depends on nothing else of cam4j. */
@NullMarked
package org.cam4j.datasets;

import org.jspecify.annotations.NullMarked;
