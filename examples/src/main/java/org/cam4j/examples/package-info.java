/** Short programs, one per task; each has a page in docs/examples. */
@NullMarked
package org.cam4j.examples;

import org.jspecify.annotations.NullMarked;
