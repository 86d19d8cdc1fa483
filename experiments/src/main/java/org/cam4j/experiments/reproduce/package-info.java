/** What an experiment is made of: runs that are executed or found again, measured values beside printed ones, claims that are judged. */
@NullMarked
package org.cam4j.experiments.reproduce;

import org.jspecify.annotations.NullMarked;
