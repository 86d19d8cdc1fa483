/** What experiments take before they run: downloads, trainings, memory, and hours estimated from measured steps. */
@NullMarked
package org.cam4j.experiments.reproduce.cost;

import org.jspecify.annotations.NullMarked;
