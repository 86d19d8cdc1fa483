/** Representative classes (Meng et al., 2019): which classes an image's class is compared with. Numbers only, no networks. */
@NullMarked
package org.cam4j.training.representative;

import org.jspecify.annotations.NullMarked;
