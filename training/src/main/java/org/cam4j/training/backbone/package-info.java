/** Backbones: one file per family of networks; {@link Backbones} lists them. */
@NullMarked
package org.cam4j.training.backbone;

import org.jspecify.annotations.NullMarked;
