/** Creates networks from a backbone, a head and weights, or reads them from files of other programs. */
@NullMarked
package org.cam4j.training.network;

import org.jspecify.annotations.NullMarked;
