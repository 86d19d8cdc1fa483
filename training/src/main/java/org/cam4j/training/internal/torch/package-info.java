/** Reads the files of {@code torch.save}: nothing but tensors, storages, dictionaries, lists, numbers and strings is created. */
@NullMarked
package org.cam4j.training.internal.torch;

import org.jspecify.annotations.NullMarked;
