/** Methods of the papers' tables that change how a network is trained. */
@NullMarked
package org.cam4j.training.rival;

import org.jspecify.annotations.NullMarked;
