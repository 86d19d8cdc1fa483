/** What a training writes for the dashboard, and how it is read. */
@NullMarked
package org.cam4j.training.dashboard.record;

import org.jspecify.annotations.NullMarked;
