/** What a network from a file must fulfill before it is built: allowed classes, numbers within their ranges, shapes that fit together. */
@NullMarked
package org.cam4j.training.backbone.check;

import org.jspecify.annotations.NullMarked;
