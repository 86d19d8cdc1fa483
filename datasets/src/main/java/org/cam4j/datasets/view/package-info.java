/** Views of a data set: cross-validation folds, subsets of its classes, images with small objects, central crops. */
@NullMarked
package org.cam4j.datasets.view;

import org.jspecify.annotations.NullMarked;
