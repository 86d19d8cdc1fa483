/** What a run was and where its results go: the only package that writes result files. Knows nothing of networks. */
@NullMarked
package org.cam4j.training.run;

import org.jspecify.annotations.NullMarked;
