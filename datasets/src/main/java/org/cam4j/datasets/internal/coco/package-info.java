/** Parses COCO annotation files and run-length masks. Not part of the public API. */
@NullMarked
package org.cam4j.datasets.internal.coco;

import org.jspecify.annotations.NullMarked;
