package org.cam4j.training.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.datasets.NumpyArray;

/**
 * Reads score maps from NumPy's {@code .npy} format, shape {@code [h, w]}, as {@link NumpyArray} does. {@code org.cam4j.training.run.NpyWriter} writes them.
 *
 * <p>float32 is widened to float64 before anything is computed with it, as the reference evaluator does ({@code t2n} of clovaai/wsolevaluation, commit 96f4b88).
 */
public final class Npy {
    private Npy() {}

    /**
     * Reads one map. NaN and infinity are values like any other here; {@link Normaliser} deals with them.
     *
     * @throws IOException in one line that names the file, what was found and what was expected
     */
    public static ScoreMap read(Path file) throws IOException {
        NumpyArray array = NumpyArray.read(file);
        return new ScoreMap(array.values(), array.rows(), array.columns());
    }
}
