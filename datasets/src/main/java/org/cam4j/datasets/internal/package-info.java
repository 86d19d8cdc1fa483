/** Parsers of annotation files and folder layouts, shared by the formats. Not part of the public API. */
@NullMarked
package org.cam4j.datasets.internal;

import org.jspecify.annotations.NullMarked;
