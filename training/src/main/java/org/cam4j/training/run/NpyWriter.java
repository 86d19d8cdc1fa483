package org.cam4j.training.run;

import java.io.IOException;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.Npy;

/** Writes score maps in NumPy's {@code .npy} format, see {@link Npy#bytes}. */
public final class NpyWriter {
    private NpyWriter() {}

    /**
     * Writes the map into the folder, whole or not at all; missing folders are made.
     *
     * @param name file name, with the folders below the run folder
     */
    public static void write(RunFolder folder, String name, ScoreMap map) throws IOException {
        folder.writeBytes(name, Npy.bytes(map));
    }
}
