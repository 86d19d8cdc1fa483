/** Maps of a class against another one: what tells the two apart, and the mean over several others. */
@NullMarked
package org.cam4j.experiments.papers.meng2019.pairs;

import org.jspecify.annotations.NullMarked;
