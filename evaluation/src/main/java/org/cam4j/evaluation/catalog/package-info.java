/** Catalogs of components by id. */
@NullMarked
package org.cam4j.evaluation.catalog;

import org.jspecify.annotations.NullMarked;
