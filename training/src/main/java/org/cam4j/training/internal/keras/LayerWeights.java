package org.cam4j.training.internal.keras;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The weights that a file holds for one layer. */
final class LayerWeights {
    private final String layer;
    private final KerasArchive archive;
    private final Map<String, String> paths;
    private final Set<String> unread;

    LayerWeights(String layer, KerasArchive archive, Map<String, String> paths) {
        this.layer = layer;
        this.archive = archive;
        this.paths = paths;
        this.unread = new TreeSet<>(paths.keySet());
    }

    /**
     * Reads one array.
     *
     * @param name Keras' name of it, for example {@code kernel}
     * @param shape what the layer's configuration asks for
     * @throws IOException if it is absent or has another shape
     */
    INDArray read(String name, long... shape) throws IOException {
        String path = paths.get(name);
        if (path == null) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "the file has no weights '%s' of layer '%s', found %s.",
                    name,
                    layer,
                    paths.isEmpty() ? "none" : new TreeSet<>(paths.keySet())));
        }
        unread.remove(name);
        return archive.read(path, String.format(Locale.ROOT, "weights '%s' of layer '%s'", name, layer), shape);
    }

    /** Takes an array as read that does not change what the layer computes. */
    void ignore(String name) {
        unread.remove(name);
    }

    /** Refuses weights that nothing has read, since they mean that the layer computes something else. */
    void requireAllRead() throws IOException {
        if (!unread.isEmpty()) {
            throw new IOException(
                    String.format(Locale.ROOT, "layer '%s' has weights %s that are not known.", layer, unread));
        }
    }
}
