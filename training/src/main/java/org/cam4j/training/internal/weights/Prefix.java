package org.cam4j.training.internal.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.jspecify.annotations.Nullable;

/** Names of tensors and what is in front of all of them. */
final class Prefix {
    private Prefix() {}

    /** The tensors under their names without the prefix. */
    static Map<String, TensorEntry> remove(Map<String, TensorEntry> tensors, String common, Path file) {
        Map<String, TensorEntry> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!name.startsWith(common)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "Weights %s: tensor '%s' does not begin with '%s'.", file, name, common));
            }
            renamed.put(name.substring(common.length()), tensor);
        });
        return Collections.unmodifiableMap(renamed);
    }

    /** The tensor, unless it is not there or not of floats. */
    static TensorEntry requireReadable(@Nullable TensorEntry tensor, String name, Path file) throws IOException {
        if (tensor == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Weights %s: there is no tensor '%s'.", file, name));
        }
        if (!tensor.isReadable()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Weights %s: tensor '%s' is of type %s, expected F64, F32, F16 or BF16.",
                    file,
                    name,
                    tensor.type()));
        }
        return tensor;
    }
}
