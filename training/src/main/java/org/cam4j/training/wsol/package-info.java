/** Methods of weakly supervised object localization that change how a network is trained. */
@NullMarked
package org.cam4j.training.wsol;

import org.jspecify.annotations.NullMarked;
