/** One published evaluator a file; {@code Dialects} lists them. Each restates public code or a paper's text, and says which. */
@NullMarked
package org.cam4j.training.evaluate.dialect;

import org.jspecify.annotations.NullMarked;
